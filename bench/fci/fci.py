# SPDX-License-Identifier: Apache-2.0
"""Compares FCI of hydrogen chains, water and nitrogen on one thread with PySCF, in turn.

PySCF's time is that of the solver's kernel in this process, without start, SCF and transformation of integrals.
Ours is `eigenlake scf --fci` from start to end, less the same without --fci. Goal: at most the time of direct_spin0, which
uses the singlet symmetry; direct_spin1 does not. The energies must agree to 1e-8 hartree, or the script fails.

usage: fci.py EIGENLAKE_PROGRAM [--runs N] [--solver NAME…] [CASE…]      (default: 3 runs of direct_spin0 for H10 H12 H2O N2)

Needs bench/requirements.txt, and 8 GiB for N2. Run it on an idle machine.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = "1"  # before PySCF is loaded

from pyscf import fci, gto, mcscf, scf  # noqa: E402


def chain(length):
    return ["H"] * length, [[0.0, 0.0, float(i)] for i in range(length)]


# Symbols and coordinates in ångström, basis set, orbitals of the frozen core.
CASES = {
    "H10": (*chain(10), "sto-3g", 0),
    "H12": (*chain(12), "sto-3g", 0),
    "H2O": (["O", "H", "H"], [[0.0, 0.0, 0.1173], [0.0, 0.7572, -0.4692], [0.0, -0.7572, -0.4692]], "6-31g", 1),
    "N2": (["N", "N"], [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0977]], "6-31g", 2),
    # Without any symmetry.
    "H10-bent": (["H"] * 10, [[0.1 * i * i, 0.3 * (i % 3), 0.95 * i] for i in range(10)], "sto-3g", 0),
}
TOLERANCE = 1e-8  # hartree


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


def timed(call):
    begin = time.perf_counter()
    result = call()
    return time.perf_counter() - begin, result


def row_of_ours(program, case, folder, with_fci):
    symbols, coords, basis, core = CASES[case]
    file = pathlib.Path(folder) / f"{case}.json"
    file.write_text(json.dumps([{"name": case, "symbols": symbols, "coords": coords}]), encoding="utf-8")
    command = [program, "scf", file, "--basis", basis, "--threads", "1", "--json", "--quiet"]
    command += ["--frozen-core"] if core else []
    command += ["--fci", "--fci-limit", "1000000000"] if with_fci else []
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def ours(program, case, folder):
    without, _ = timed(lambda: row_of_ours(program, case, folder, False))
    seconds, row = timed(lambda: row_of_ours(program, case, folder, True))
    return seconds - without, row["fci_total_energy"], row["determinants"]


def integrals_of_peer(case):
    symbols, coords, basis, core = CASES[case]
    molecule = gto.M(atom=list(zip(symbols, coords)), basis=basis, verbose=0)
    field = scf.RHF(molecule).run()
    orbitals, electrons = field.mo_coeff.shape[1] - core, molecule.nelectron - 2 * core
    active = mcscf.CASCI(field, orbitals, electrons)
    one_body, constant = active.get_h1eff()
    return molecule, one_body, active.get_h2eff(), orbitals, electrons, constant


def peer(solver, problem):
    molecule, one_body, two_body, orbitals, electrons, constant = problem
    kernel = getattr(fci, solver).FCI(molecule).kernel
    seconds, (energy, _) = timed(lambda: kernel(one_body, two_body, orbitals, electrons, ecore=constant))
    return seconds, energy


def compare(options, case, folder):
    problem = integrals_of_peer(case)
    own, peers = [], {solver: [] for solver in options.solver}
    for _ in range(options.runs):
        seconds, energy, determinants = ours(options.program, case, folder)
        own.append(seconds)
        for solver in options.solver:
            seconds, peer_energy = peer(solver, problem)
            peers[solver].append(seconds)
            if abs(energy - peer_energy) > TOLERANCE:
                sys.exit(f"{case}: {energy} of ours, {peer_energy} of PySCF's {solver}")
    median = statistics.median(own)
    others = {solver: statistics.median(seconds) for solver, seconds in peers.items()}
    figures = ", ".join(f"PySCF {solver} {seconds:.2f} s" for solver, seconds in others.items())
    is_good = median <= min(others.values())
    print(f"{'' if is_good else 'MISSED '}{case}, {determinants} determinants: {median:.2f} s, {figures}", flush=True)
    return is_good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--solver", nargs="+", default=["direct_spin0"], choices=["direct_spin0", "direct_spin1"])
    options = parser.parse_args()
    print(processor())
    with tempfile.TemporaryDirectory() as folder:
        good = [compare(options, case, folder) for case in options.cases or ["H10", "H12", "H2O", "N2"]]
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
