# SPDX-License-Identifier: Apache-2.0
"""Compares the self-consistent field of water on one thread: our whole process and PySCF's kernel, in turn.

PySCF runs in this process, without its start and the reading of the basis set. Ours is `eigenlake scf` from start to
end. Goal: at most 1.2 times the time of PySCF.

usage: scf.py EIGENLAKE_PROGRAM [--runs N] [BASIS…]      (default: 3 runs of def2-qzvppd, aug-cc-pvtz, ano-rcc)

Needs bench/requirements.txt. Run it on an idle machine.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = "1"  # before PySCF is loaded

import basis_set_exchange as bse  # noqa: E402
from pyscf import gto, scf  # noqa: E402

SYMBOLS = ["O", "H", "H"]
COORDS = [[0.0, 0.0, 0.1173], [0.0, 0.7572, -0.4692], [0.0, -0.7572, -0.4692]]  # ångström


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


def timed(call):
    begin = time.perf_counter()
    result = call()
    return time.perf_counter() - begin, result


def energy_of_ours(program, molecules, basis):
    command = [program, "scf", molecules, "--basis", basis, "--scf", "rhf", "--threads", "1", "--json", "--quiet"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output)["hf_total_energy"]


def peer_molecule(basis):
    text = bse.get_basis(basis, elements=sorted(set(SYMBOLS)), fmt="nwchem", header=False)
    shells = {symbol: gto.basis.parse(text, symbol) for symbol in set(SYMBOLS)}
    return gto.M(atom=list(zip(SYMBOLS, COORDS)), basis=shells, cart=False, verbose=0)


def compare(program, molecules, basis, runs):
    molecule = peer_molecule(basis)
    ours, peer = [], []
    for _ in range(runs):
        seconds, energy = timed(lambda: energy_of_ours(program, molecules, basis))
        ours.append(seconds)
        seconds, peer_energy = timed(lambda: scf.RHF(molecule).kernel())
        peer.append(seconds)
        assert abs(energy - peer_energy) < 1e-7, (energy, peer_energy)
    ratio = statistics.median(a / b for a, b in zip(ours, peer))
    print(
        f"{basis}: {molecule.nao} functions, ours {statistics.median(ours):.2f} s, PySCF {statistics.median(peer):.2f} s, "
        f"ratio {ratio:.2f} (medians of {runs}), energies {abs(energy - peer_energy):.0e} hartree apart",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(usage="scf.py EIGENLAKE_PROGRAM [--runs N] [BASIS…]")
    parser.add_argument("program")
    parser.add_argument("bases", nargs="*", default=["def2-qzvppd", "aug-cc-pvtz", "ano-rcc"])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    print(f"water, RHF, one thread of {processor()}")
    with tempfile.TemporaryDirectory() as folder:
        molecules = pathlib.Path(folder) / "water.json"
        molecules.write_text(json.dumps([{"name": "H2O", "symbols": SYMBOLS, "coords": COORDS}]), encoding="utf-8")
        for basis in options.bases:
            compare(options.program, str(molecules), basis, options.runs)


if __name__ == "__main__":
    main()
