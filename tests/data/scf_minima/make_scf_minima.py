#!/usr/bin/env python3
"""Writes the lowest SCF energies that PySCF finds for the atoms H to Zn and twenty diatomics.

usage: make_scf_minima.py OUT.jsonl [BASIS…]     (pip: pyscf==2.14.0 basis-set-exchange==0.12)

Each system is converged from PySCF's four guesses (minao, atom, 1e, huckel) by its second-order solver and
followed downhill while its stability analysis finds an unstable direction; the lowest converged energy counts.
One JSON object a line: name, symbols, coords (Å), charge, multiplicity, basis, restricted (RHF or ROHF) and uhf,
each [energy in hartree, guess] or null if none converged. Existing lines of OUT are kept.
"""
import json
import os
import sys
import warnings

import basis_set_exchange as bse
from pyscf import gto, lib, scf

warnings.filterwarnings("ignore")
lib.num_threads(1)

REVISION = {"sto-3g": "0", "6-31g": "0", "cc-pvdz": "0"}

ELEMENTS = """H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca
              Sc Ti V Cr Mn Fe Co Ni Cu Zn""".split()
# 2S + 1 of the ground state of the neutral atom.
MULTIPLICITIES = [2, 1, 2, 1, 2, 3, 4, 3, 2, 1, 2, 1, 2, 3, 4, 3, 2, 1, 2, 1, 2, 3, 4, 7, 6, 5, 4, 3, 2, 1]
# Bond lengths near the experimental ones, Å, and the ground state's multiplicity.
DIATOMICS = [
    ("H", "H", 0.7414, 1), ("Li", "H", 1.5949, 1), ("O", "H", 0.9697, 2), ("F", "H", 0.9168, 1),
    ("B", "H", 1.2324, 1), ("C", "H", 1.1199, 2), ("N", "H", 1.0362, 3), ("C", "O", 1.1283, 1),
    ("N", "N", 1.0977, 1), ("O", "O", 1.2075, 3), ("F", "F", 1.4119, 1), ("Li", "F", 1.5639, 1),
    ("N", "O", 1.1508, 2), ("C", "N", 1.1718, 2), ("C", "C", 1.2425, 1), ("Na", "Cl", 2.3608, 1),
    ("Li", "Li", 2.6729, 1), ("Zn", "O", 1.7047, 1), ("Fe", "O", 1.616, 5), ("Co", "H", 1.542, 3),
]


def systems():
    for symbol, multiplicity in zip(ELEMENTS, MULTIPLICITIES):
        for basis in ("sto-3g", "def2-svp"):
            yield {"name": symbol, "symbols": [symbol], "coords": [[0.0, 0.0, 0.0]], "charge": 0,
                   "multiplicity": multiplicity, "basis": basis}
    for first, second, length, multiplicity in DIATOMICS:
        for basis in ("sto-3g", "6-31g*"):
            for factor in (1.0, 1.5, 2.0, 3.0):
                yield {"name": f"{first}{second} {factor:g}", "symbols": [first, second],
                       "coords": [[0.0, 0.0, 0.0], [0.0, 0.0, round(factor * length, 6)]], "charge": 0,
                       "multiplicity": multiplicity, "basis": basis}


def build(system):
    basis = system["basis"]
    text = bse.get_basis(basis, elements=sorted(set(system["symbols"])), version=REVISION.get(basis), fmt="nwchem",
                         header=False)
    return gto.M(atom=list(zip(system["symbols"], system["coords"])),
                 basis={s: gto.basis.parse(text, s) for s in system["symbols"]}, charge=system["charge"],
                 spin=system["multiplicity"] - 1, unit="angstrom", verbose=0, cart=False)


def follow_down(method, mol, orbitals, occupations):
    """Second order from these orbitals, and again from the orbitals of the stability analysis."""
    for _ in range(9):
        solver = method(mol).newton()
        solver.conv_tol = 1e-11
        solver.max_cycle = 80
        solver.kernel(orbitals, occupations)
        try:
            orbitals, _, stable, _ = solver.stability(return_status=True)
        except Exception:  # no orbital rotation is left, or the analysis found no start
            break
        if stable:
            break
        occupations = solver.mo_occ
    return solver


def lowest(method, mol):
    found = []
    for guess in ("minao", "atom", "1e", "huckel"):
        try:
            solver = method(mol)
            solver.init_guess = guess
            solver.conv_tol = 1e-11
            solver.max_cycle = 100
            solver.kernel()
        except Exception as error:  # a guess that has fewer orbitals than electrons
            print(f"{mol.atom}: {guess}: {error}", file=sys.stderr)
            continue
        try:
            second = follow_down(method, mol, solver.mo_coeff, solver.mo_occ)
        except Exception:  # no orbital rotation at all: the first solver's energy is the only one
            second = solver
        found += [(float(s.e_tot), guess) for s in (solver, second) if s.converged]
    return min(found) if found else None


def main(out, bases):
    done = set()
    if os.path.exists(out):
        for line in open(out, encoding="utf-8"):
            entry = json.loads(line)
            done.add((entry["name"], entry["basis"]))
    with open(out, "a", encoding="utf-8") as file:
        for system in systems():
            if (system["name"], system["basis"]) in done or (bases and system["basis"] not in bases):
                continue
            mol = build(system)
            system["restricted"] = lowest(scf.ROHF if mol.spin else scf.RHF, mol)
            system["uhf"] = lowest(scf.UHF, mol)
            file.write(json.dumps(system) + "\n")
            file.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
