# SPDX-License-Identifier: Apache-2.0
"""Computes H2 in STO-3G with the hardware-efficient ansätze and default settings: each with each optimizer and many seeds.

usage: hydrogen.py EIGENLAKE_PROGRAM [--seeds N] [--jobs N]      (default: 20 seeds, 2 at a time)

Prints for each pair how many runs end within 1.6 millihartree of FCI, and the flags of the others. Exits with 1 if fewer than
95 % do, or if another one has neither the flag at_hartree_fock nor not_converged.
"""

import argparse
import concurrent.futures
import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

ANSAETZE = ("EfficientSU2", "RealAmplitudes", "ExcitationPreserving")
OPTIMIZERS = ("L-BFGS-B", "COBYLA", "SLSQP", "Nelder-Mead")
H2 = {"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]}
CHEMICAL_ACCURACY = 1.6  # millihartree


def simulate(program, folder, ansatz, optimizer, seed):
    lake = pathlib.Path(folder) / f"{ansatz}-{optimizer}-{seed}"
    command = [program, "simulate", pathlib.Path(folder) / "h2.json", "--json", "--force", "--lake", lake,
               "--threads", "1", "--ansatz", ansatz, "--optimizer", optimizer, "--seed", str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    runs = list(itertools.product(ANSAETZE, OPTIMIZERS, range(arguments.seeds)))
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        (pathlib.Path(folder) / "h2.json").write_text(json.dumps(H2), encoding="utf-8")
        rows = list(pool.map(lambda run: simulate(arguments.program, folder, *run), runs))
    reached = unflagged = 0
    for (ansatz, optimizer), group in itertools.groupby(zip(runs, rows), lambda item: item[0][:2]):
        group = [row for _, row in group]
        others = [row for row in group if abs(row["error_millihartree"]) > CHEMICAL_ACCURACY]
        reached += len(group) - len(others)
        unflagged += sum(not {"at_hartree_fock", "not_converged"} & set(row["quality_flags"]) for row in others)
        print(f"{ansatz}, {optimizer}: {len(group) - len(others)} of {len(group)}")
        for row in others:
            print(f"  {row['error_millihartree']:.2f} millihartree: {', '.join(row['quality_flags'])}")
    print(f"{reached} of {len(runs)} within {CHEMICAL_ACCURACY} millihartree; {unflagged} others without a flag")
    sys.exit(reached < 0.95 * len(runs) or unflagged > 0)


if __name__ == "__main__":
    main()
