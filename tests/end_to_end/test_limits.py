# SPDX-License-Identifier: Apache-2.0
"""Limits are reported by name, and only the figure or molecule beyond a limit fails."""

import json

import pytest

H2 = {"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]}
HELIUM = {"name": "He", "symbols": ["He"], "coords": [[0, 0, 0]]}
OXYGEN = {"name": "O2", "symbols": ["O", "O"], "coords": [[0, 0, 0], [0, 0, 1.2]], "multiplicity": 3}


def hydrogen_chain(length):
    return {"name": f"H{length}", "symbols": ["H"] * length, "coords": [[0, 0, i] for i in range(length)]}


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def molecules(tmp_path):
    """Writes molecules into a file and returns its path."""

    def write(*entries):
        file = tmp_path / "molecules.json"
        file.write_text(json.dumps(list(entries)))
        return file

    return write


def test_scf_reports_how_its_solutions_were_found(eigenlake, molecules):
    (figures,) = objects(eigenlake("scf", molecules(OXYGEN), "--json").stdout)
    for key in ["scf_diagnosis", "uhf_diagnosis"]:
        assert list(figures[key]) == ["guess", "solver", "stability", "lowest_curvature", "saddles_left", "orbital_order"]
        assert figures[key]["stability"] == "stable" and figures[key]["lowest_curvature"] > 0
    (figures,) = objects(eigenlake("scf", molecules(HELIUM), "--scf", "rhf", "--json").stdout)
    assert figures["scf_diagnosis"]["lowest_curvature"] is None and "uhf_diagnosis" not in figures


def test_jordan_wigner_figures_are_for_any_number_of_qubits(eigenlake, molecules):
    done = eigenlake("scf", molecules(H2, hydrogen_chain(34)), "--scf", "rhf", "--jordan-wigner", "--json")
    short, long = objects(done.stdout)
    assert short["jordan_wigner_terms"] == 15
    assert long["num_qubits"] == 68 and long["jordan_wigner_terms"] > 100_000 and done.stderr == ""


@pytest.mark.parametrize("arguments, reason", [
    (["--fci-limit", "3"], "36 determinants exceed the limit of 3; --fci-limit raises the limit"),
    (["--active-space", "3,3"], "leave an even number frozen, got 3"),
])
def test_missing_scf_figure_keeps_the_others(eigenlake, molecules, arguments, reason):
    file = molecules(hydrogen_chain(4))
    (bare,) = objects(eigenlake("scf", file, "--json").stdout)
    done = eigenlake("scf", file, "--mp2", "--fci", "--jordan-wigner", *arguments, "--json", exit_code=4)
    (figures,) = objects(done.stdout)
    assert figures["fci_total_energy"] is None and bare.items() <= figures.items()
    assert done.stderr.startswith("warning: H4: left out ") and reason in done.stderr
    assert "H4" in eigenlake("scf", file, "--fci", *arguments, exit_code=4).stdout


def test_uncountable_determinants_are_null(eigenlake, molecules):
    done = eigenlake("scf", molecules(H2, hydrogen_chain(36)), "--scf", "rhf", "--fci", "--json", exit_code=4)
    short, long = objects(done.stdout)
    assert short["determinants"] == 4 and short["fci_total_energy"] < short["hf_total_energy"]
    assert long["determinants"] is None and "more than 10^19 determinants exceed" in done.stderr


@pytest.mark.parametrize("command", [["simulate"], ["run"], ["simulate", "--dry-run"], ["run", "--dry-run"]])
def test_limit_of_qubits_is_reported_and_not_called_memory(eigenlake, molecules, command):
    helium = {**HELIUM, "basis": "aug-cc-pvqz"}
    for arguments, most in [([], 62), (["--ansatz", "EfficientSU2"], 64)]:
        done = eigenlake(*command, molecules(helium, H2), "--max-evaluations", 3, *arguments, "--json", exit_code=4)
        assert f"takes at most {most} qubits, got 92 for 46 orbitals" in done.stderr
        assert "--active-space" in done.stderr and "GiB" not in done.stderr
        assert "H2" in [row["molecule"] for row in objects(done.stdout)]


@pytest.mark.parametrize("reps", [2**31 - 1, 10**8])
def test_too_many_repetitions_are_rejected_before_they_are_built(eigenlake, molecules, reps):
    done = eigenlake("simulate", molecules(H2), "--ansatz", "EfficientSU2", "--ansatz-reps", reps, "--restarts", 100, exit_code=3)
    assert "--ansatz-reps" in done.stderr and "unexpected" not in done.stderr
