# SPDX-License-Identifier: Apache-2.0
"""Compares the predictions of `simulate --dry-run` with the simulation: memory and time of each case, and evaluations.

usage: dry_run.py EIGENLAKE_PROGRAM [--runs N] [--threads N] [--set bounds|others|all]      (default: 3 runs, 1 thread, all)

Memory is the peak resident memory of the whole process. Time is the fastest of N runs, each predicted again just before it: the
record's total_time plus the part of the exact reference that was not computed beside the search. It excludes the program's start and
the storing of the record. Needs fastavro.
With one thread it is multiplied by the process's share of a core, to reduce the effect of other processes.

The cases of `bounds` have bounds: memory within 30 %, time within a factor of 3. Exits with 1 if one is missed. The others
must have the right order of magnitude: time within a factor of 10, memory within a factor of 2.

Times below a millisecond count as one millisecond.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import fastavro

FOLDER = pathlib.Path(__file__).resolve().parent
EXAMPLES = json.loads((FOLDER / "../../examples/molecules.json").read_text(encoding="utf-8"))
MOLECULES = {entry["name"]: entry for entry in EXAMPLES}
MOLECULES["H4"] = {"name": "H4", "symbols": ["H"] * 4, "coords": [[0, 0, i] for i in range(4)]}
MOLECULES["OH"] = {"name": "OH", "symbols": ["O", "H"], "coords": [[0, 0, 0], [0, 0, 0.9697]], "multiplicity": 2}
MOLECULES["N2"] = {"name": "N2", "symbols": ["N", "N"], "coords": [[0, 0, 0], [0, 0, 1.0977]]}

LARGER = ["--basis", "6-31g", "--frozen-core"]
BOUNDS = [(name, []) for name in ("H2", "HeH+", "LiH", "BeH2", "H2O", "NH3")]
BOUNDS += [(name, LARGER) for name in ("LiH", "BeH2", "H2O")]
OTHERS = [("N2", []), ("OH", LARGER), ("HeH+", ["--basis", "cc-pvtz"]), ("H2O", ["--basis", "aug-cc-pvtz", "--active-space", "4,4"])]
OTHERS += [(name, ["--ansatz", ansatz]) for name in ("H2", "H4", "LiH")
           for ansatz in ("EfficientSU2", "RealAmplitudes", "ExcitationPreserving")]
OTHERS += [(name, ["--ansatz", "RealAmplitudes"]) for name in ("BeH2", "H2O")]
OTHERS += [(name, ["--optimizer", optimizer]) for name in ("H2", "H4", "LiH") for optimizer in ("COBYLA", "SLSQP", "Nelder-Mead")]
OTHERS += [("H4", ["--ansatz", "EfficientSU2", "--optimizer", optimizer]) for optimizer in ("COBYLA", "SLSQP", "Nelder-Mead")]
OTHERS += [("H2O", ["--optimizer", "COBYLA"])]

LEAST_SECONDS = 1e-3
# Determinants from which the threads share the search.
SHARED_SECTOR = 20_000
# A small separate process, so that the parent's peak memory does not hide that of the program.
MEASURE = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
seconds = time.perf_counter() - begin
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([done.returncode, done.stdout, done.stderr, usage.ru_maxrss * 1024, (usage.ru_utime + usage.ru_stime) / seconds]))
"""


def call(command):
    """The one JSON row that the program prints, its peak resident memory in bytes, and its processor time by time."""
    measured = subprocess.run([sys.executable, "-S", "-c", MEASURE, *map(str, command)], capture_output=True, text=True, check=True)
    code, out, err, peak, share = json.loads(measured.stdout)
    if code != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {code}: {err}")
    return json.loads(out.splitlines()[0]), peak, share


def elapsed(lake, threads, determinants):
    """Seconds of the newest record's run, with its reference."""
    newest = max((lake / "raw-results/experiments/experiment.vqe").glob("*.avro"), key=lambda file: file.name)
    with open(newest, "rb") as file:
        (record,) = fastavro.reader(file)
    reference = json.loads(record["diagnostics"]).get("reference_time") or 0.0
    initial = record["vqe_result"]["initial_data"]
    identity = json.loads(record["run_options"])["identity"]
    beside = threads > 1 and initial["ansatz_name"] == "UCCSD" and identity["restarts"] == 1 and determinants < SHARED_SECTOR
    return record["total_time"] + (max(0.0, reference - record["vqe_time"]) if beside else reference)


def measure(options, name, arguments):
    """(predictions of the plan, seconds, bytes) of the fastest of the runs, and its evaluations."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "molecule.json"
        file.write_text(json.dumps([MOLECULES[name]]), encoding="utf-8")
        command = [options.program, "simulate", file, "--json", "--quiet", "--threads", options.threads, "--lake", f"{folder}/lake", "--force", *arguments]
        best = None
        for _ in range(options.runs):
            plan, _, _ = call([*command, "--dry-run"])
            row, peak, share = call(command)
            row["seconds"] = elapsed(pathlib.Path(folder) / "lake", options.threads, plan["determinants"])
            if options.threads == 1:
                row["seconds"] *= min(1.0, share)
            if best is None or row["seconds"] < best[1]["seconds"]:
                best = (plan, row, peak)
    return best


def factor(predicted, measured):
    return max(predicted, LEAST_SECONDS) / max(measured, LEAST_SECONDS)


def compare(options, name, arguments, is_bound):
    plan, row, peak = measure(options, name, arguments)
    memory, time = plan["memory_bytes"] / peak, factor(plan["predicted_seconds"], row["seconds"])
    most_memory, most_time = (1.3, 3.0) if is_bound else (2.0, 10.0)
    good = 1 / most_memory <= memory <= most_memory and 1 / most_time <= time <= most_time
    phases = " ".join(f"{phase} {seconds:.3g}" for phase, seconds in plan["predicted_phases"].items())
    print(f"{'' if good else 'MISSED '}{name} {' '.join(arguments)}: {plan['predicted_seconds']:.3g} of {row['seconds']:.3g} s, factor {time:.2f}; "
          f"{plan['memory_bytes'] / 2**20:.0f} of {peak / 2**20:.0f} MiB, factor {memory:.2f}; "
          f"{plan['assumed_evaluations']} of {row['evaluations']} evaluations; {phases}", flush=True)
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--set", choices=["bounds", "others", "all"], default="all")
    options = parser.parse_args()
    cases = [(*case, True) for case in BOUNDS] if options.set != "others" else []
    cases += [(*case, False) for case in OTHERS] if options.set != "bounds" else []
    good = [compare(options, *case) for case in cases]
    print(f"{sum(good)} of {len(good)} within their bounds")
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
