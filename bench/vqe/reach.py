# SPDX-License-Identifier: Apache-2.0
"""Computes the example molecules with each ansatz, and prints which error to FCI it reaches, as the tables of docs/reference/ansatz_reach.md.

usage: reach.py EIGENLAKE_PROGRAM [--only MOLECULE]      (some ten minutes of one core; a molecule alone less)

One table for each optimizer. A row is an ansatz with its repetitions, a column a molecule, a cell the median of the seeds
and in brackets the best, in millihartree, then how many of the seeds stayed in the electron sector if not all did. Everything
else is the program's default, so a hardware-efficient ansatz has its default number of restarts. Larger molecules have fewer seeds, and the optimizers without gradients only the smallest ones.
"""

import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "examples/molecules.json"
MOLECULES = ("H2", "HeH+", "LiH", "BeH2", "H2O", "NH3")
ANSAETZE = (("UCCSD", 1), ("EfficientSU2", 1), ("EfficientSU2", 2), ("EfficientSU2", 4), ("RealAmplitudes", 1), ("RealAmplitudes", 2),
            ("RealAmplitudes", 4), ("ExcitationPreserving", 1), ("ExcitationPreserving", 2))
WITH_GRADIENT, WITHOUT = ("L-BFGS-B", "SLSQP"), ("COBYLA", "Nelder-Mead")
SETTINGS = (("L-BFGS-B", "0"), ("L-BFGS-B", "1"), ("SLSQP", "0"), ("COBYLA", "0"), ("Nelder-Mead", "0"))
# The number of seeds; a molecule or ansatz that is missing is left out: a cell of it takes minutes.
SEEDS = {"H2": 9, "HeH+": 9, "LiH": 3, "BeH2": 1, "H2O": 1}
SEEDS_OF_NH3 = {("EfficientSU2", 1): 1, ("EfficientSU2", 2): 1, ("RealAmplitudes", 1): 1, ("RealAmplitudes", 2): 1, ("ExcitationPreserving", 1): 1}


def seeds_of(molecule, ansatz, optimizer):
    if ansatz[0] == "UCCSD":  # It has no random start, so one run says all; without gradients larger ones take minutes.
        return 1 if optimizer in WITH_GRADIENT or molecule in ("H2", "HeH+", "LiH") else 0
    if optimizer in WITHOUT:
        return SEEDS[molecule] if molecule in ("H2", "HeH+") else 0
    if molecule == "NH3":
        return SEEDS_OF_NH3.get(ansatz, 0) if optimizer == "L-BFGS-B" else 0
    return SEEDS[molecule]


def call(program, *arguments):
    done = subprocess.run([program, *arguments, "--quiet", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def run(program, lake, molecule, ansatz, setting, seeds):
    """The runs of a cell: error and leakage of each, from the tables."""
    index, (optimizer, penalty) = str(MOLECULES.index(molecule)), setting
    runs = call(program, "run", EXAMPLES, "--molecule-index", index, "--ansatz", ansatz[0], "--ansatz-reps", str(ansatz[1]),
                "--optimizer", optimizer, "--seed", f"0..{seeds - 1}", "--penalty", penalty, "--threads", "1", "--lake", lake)
    ids = ", ".join(f"'{row['experiment_id']}'" for row in runs)
    return call(program, "sql", f"select energy_error_millihartree as error, sector_leakage as leakage from vqe_results "
                                f"where experiment_id in ({ids})", "--lake", lake)


def number(error):
    if error < 1e-4:
        return "< 0.0001"
    return f"{error:.1g}" if error < 0.095 else f"{error:.2f}" if error < 9.95 else f"{error:.1f}" if error < 99.5 else f"{error:.0f}"


def cell(rows):
    """The median and the best of the errors; a state outside of the electron sector is no result, however low its energy."""
    inside = [row["error"] for row in rows if row["leakage"] < 1e-6]
    if not inside:
        return "outside"
    median, best = number(statistics.median(inside)), number(min(inside))
    text = median if median == best else f"{median} ({best})"
    return text + (f" [{len(inside)} of {len(rows)}]" if len(inside) < len(rows) else "")


def hartree_fock(program, lake, molecules):
    rows = call(program, "sql", "select distinct m.name, 1000 * (r.hf_total_energy - r.fci_total_energy) as error "
                                "from vqe_results r join molecules m using (experiment_id)", "--lake", lake)
    errors = {row["name"]: row["error"] for row in rows}
    return f"| Hartree–Fock | – | {' | '.join(number(errors[name]) for name in molecules)} |"


def table(program, lake, setting, molecules):
    optimizer, penalty = setting
    ansaetze = [ansatz for ansatz in ANSAETZE if penalty == "0" or ansatz[0] in ("EfficientSU2", "RealAmplitudes")]
    columns = [name for name in molecules if any(seeds_of(name, ansatz, optimizer) for ansatz in ansaetze)]
    rows = []
    for ansatz in ansaetze:
        cells = []
        for molecule in columns:
            seeds = seeds_of(molecule, ansatz, optimizer)
            cells.append(cell(run(program, lake, molecule, ansatz, setting, seeds)) if seeds else "–")
            print(f"{optimizer} {penalty} {ansatz[0]} {ansatz[1]} {molecule}: {cells[-1]}", file=sys.stderr, flush=True)
        rows.append(f"| {ansatz[0]} | {ansatz[1]} | {' | '.join(cells)} |")
    head = [f"| ansatz | repetitions | {' | '.join(columns)} |", "|---|---|" + "---|" * len(columns)]
    return "\n".join([*head, hartree_fock(program, lake, columns), *rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--only", choices=MOLECULES)
    arguments = parser.parse_args()
    molecules = [arguments.only] if arguments.only else MOLECULES
    for setting in SETTINGS:
        with tempfile.TemporaryDirectory() as folder:
            title = setting[0] + (f" with --penalty {setting[1]}" if setting[1] != "0" else "")
            print(f"### {title}\n\n{table(arguments.program, folder, setting, molecules)}\n", flush=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor time: {used.ru_utime + used.ru_stime:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
