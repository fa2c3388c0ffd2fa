# SPDX-License-Identifier: Apache-2.0
"""Measures the processor time and peak memory of whole simulations, and prints the table of docs/reference/sizes.md.

usage: sizes.py EIGENLAKE_PROGRAM [--limit SECONDS] [--runs N]      (default: 60 s, 3 runs; some five minutes of one core)

Processor time is user and system time of `eigenlake simulate --threads 1` with the exact reference, the least of the runs;
another program on the machine changes it little. Simulations that are predicted to take longer than the limit are not run:
their row has the prediction of --dry-run. The last line names the processor.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

MOLECULES = {
    "H2": [["H", 0, 0, 0], ["H", 0, 0, 0.7414]],
    "LiH": [["Li", 0, 0, 0], ["H", 0, 0, 1.5949]],
    "BeH2": [["Be", 0, 0, 0], ["H", 0, 0, 1.3264], ["H", 0, 0, -1.3264]],
    "H2O": [["O", 0, 0, 0.1173], ["H", 0, 0.7572, -0.4692], ["H", 0, -0.7572, -0.4692]],
    "NH3": [["N", 0, 0, 0.1128], ["H", 0, 0.9395, -0.2632], ["H", 0.8137, -0.4698, -0.2632], ["H", -0.8137, -0.4698, -0.2632]],
    "CH4": [["C", 0, 0, 0], ["H", 0.629, 0.629, 0.629], ["H", -0.629, -0.629, 0.629], ["H", -0.629, 0.629, -0.629], ["H", 0.629, -0.629, -0.629]],
    "N2": [["N", 0, 0, 0], ["N", 0, 0, 1.0977]],
}
SETTINGS = (("UCCSD, STO-3G", []), ("UCCSD, 6-31G, frozen core", ["--basis", "6-31g", "--frozen-core"]), ("EfficientSU2, STO-3G", ["--ansatz", "EfficientSU2"]))


def write_molecules(folder):
    for name, atoms in MOLECULES.items():
        lines = [str(len(atoms)), f"name={name}", *(" ".join(map(str, atom)) for atom in atoms)]
        (folder / f"{name}.xyz").write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(command):
    """The object that the command prints, its processor seconds and its peak memory in bytes."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    text = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit code {process.returncode}: {text}")
    return json.loads(text), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def row(options, folder, name, title, settings):
    command = [options.program, "simulate", folder / f"{name}.xyz", *settings, "--threads", "1", "--json", "--quiet", "--force", "--lake", folder / "lake"]
    plan, _, _ = measure([*command, "--dry-run"])
    size = f"| {name} | {title} | {plan['num_qubits']} | {plan['determinants']:,} | {plan['num_parameters']:,}"
    if plan["predicted_seconds"] > options.limit:
        return f"{size} | – | {plan['predicted_seconds']:.0f} s, predicted | {plan['memory_bytes'] / 2**20:.0f} MiB, predicted | – |"
    runs = 1 if plan["predicted_seconds"] > 5 else options.runs
    result, seconds, memory = min((measure(command) for _ in range(runs)), key=lambda measured: measured[1])
    error = result["error_millihartree"]
    inside = f"{error:.3f}" if result["in_sector"] and error is not None else "outside the sector" if error is not None else "–"
    return f"{size} | {result['evaluations']} | {seconds:.2g} s | {memory / 2**20:.0f} MiB | {inside} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print("| molecule | ansatz, basis | qubits | determinants | parameters | evaluations | processor time | peak memory | error, mEh |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        write_molecules(pathlib.Path(folder))
        for title, settings in SETTINGS:
            for name in MOLECULES:
                print(row(options, pathlib.Path(folder), name, title, settings), flush=True)
    model = next(line.split(":")[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    print(f"processor: {model}", file=sys.stderr)


if __name__ == "__main__":
    main()
