# SPDX-License-Identifier: Apache-2.0
"""Counts how many of the SCF energies in tests/data/scf_minima our program finds: atoms H to Zn and twenty diatomics, each
also far from its bond length, compared with PySCF from four guesses with its stability analysis.

usage: minima.py EIGENLAKE_PROGRAM [--jobs N]      (default: 2 at a time)

Prints each energy that lies more than 1e-6 hartree above PySCF's, each UHF energy above the restricted one, and the
share of the others. Exits with 1 if the share is below 98 %, or a UHF energy lies above.
"""

import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import tempfile
import time

DATA = pathlib.Path(__file__).parents[2] / "tests" / "data" / "scf_minima" / "scf_minima.jsonl"
TOLERANCE = 1e-6  # hartree


def compute(program, system, folder, number):
    file = pathlib.Path(folder) / f"{number}.json"
    molecule = {key: system[key] for key in ("name", "symbols", "coords", "charge", "multiplicity")}
    file.write_text(json.dumps(molecule), encoding="utf-8")
    command = [program, "scf", str(file), "--json", "--basis", system["basis"], "--threads", "1"]
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[0]) if done.stdout.strip() else {}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    systems = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        futures = [pool.submit(compute, arguments.program, system, folder, i) for i, system in enumerate(systems)]
        rows = [future.result() for future in futures]
    held = lower = above_restricted = 0
    for system, row in zip(systems, rows):
        place = f"{system['name']} in {system['basis']}"
        for kind, key in (("restricted", "hf_total_energy"), ("uhf", "uhf_total_energy")):
            difference = row.get(key, float("inf")) - system[kind][0]
            held += difference <= TOLERANCE
            lower += difference < -TOLERANCE
            if difference > TOLERANCE:
                print(f"{place}: {kind} {1e3 * difference:.3f} millihartree above")
        if row and row["uhf_total_energy"] > row["hf_total_energy"] + 1e-9:
            above_restricted += 1
            print(f"{place}: UHF above the restricted energy")
    total = 2 * len(systems)
    print(f"{held} of {total} ({100 * held / total:.1f} %) hold, {lower} of them lower than PySCF's; "
          f"{time.monotonic() - began:.0f} s")
    sys.exit(held < 0.98 * total or above_restricted > 0)


if __name__ == "__main__":
    main()
