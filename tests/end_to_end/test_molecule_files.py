# SPDX-License-Identifier: Apache-2.0
"""Molecule files in commands: warnings with their position, and the basis that a file names."""

import json

import pytest

H2 = {"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]}


def objects(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def write(tmp_path):
    """Writes a file and returns its path."""

    def write_file(name, content):
        file = tmp_path / name
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        return file

    return write_file


@pytest.mark.parametrize("command", [["scf"], ["simulate", "--force"], ["simulate", "--dry-run"], ["run"]])
def test_warnings_of_the_reader_name_the_molecule(eigenlake, write, command):
    cell = 'Lattice="9 0 0 0 9 0 0 0 9" Properties=species:S:1:pos:R:3'
    file = write("h2.extxyz", f"2\n{cell}\nH 0 0 0\nH 0 0 0.7414\n4401.2\nHH HH\n")
    done = eigenlake(*command, file)
    warnings = [line for line in done.stderr.splitlines() if line.startswith("warning: ")]
    assert [f"warning: {file}, molecule 0 (H2): " in line for line in warnings] == [True, True], done.stderr
    assert "periodic cell" in warnings[0] and "ignored 2 lines after its atoms" in warnings[1]


@pytest.mark.parametrize("command", [["scf"], ["simulate", "--force"], ["simulate", "--dry-run"], ["run"]])
def test_each_molecule_has_the_basis_of_its_file(eigenlake, write, command):
    file = write("two.json", [{**H2, "basis": "6-31G"}, H2])
    rows = objects(eigenlake(*command, file, "--json").stdout)
    assert [row["basis"] for row in rows] == ["6-31g", "sto3g"]


def test_identity_is_that_of_the_basis(eigenlake, write):
    said = objects(eigenlake("simulate", write("said.json", {**H2, "basis": "631g"}), "--dry-run", "--json").stdout)
    given = objects(eigenlake("simulate", write("h2.json", H2), "-b", "6-31g", "--dry-run", "--json").stdout)
    assert said[0]["experiment_id"] == given[0]["experiment_id"]


@pytest.mark.parametrize("command", [["scf"], ["simulate"], ["simulate", "--dry-run"], ["run"]])
def test_basis_that_contradicts_the_file_is_rejected(eigenlake, write, tmp_path, command):
    file = write("h2.json", {**H2, "basis": "6-31g"})
    done = eigenlake(*command, file, "--basis", "sto-3g", exit_code=3)
    assert "the file's basis 6-31g contradicts sto3g from flag --basis" in done.stderr
    done = eigenlake(*command, file, env={"EIGENLAKE_BASIS": "sto3g"}, exit_code=3)
    assert "EIGENLAKE_BASIS" in done.stderr
    (tmp_path / "eigenlake.toml").write_text('basis = "sto3g"\n')
    assert "eigenlake.toml" in eigenlake(*command, file, "--config", "eigenlake.toml", exit_code=3).stderr
    eigenlake("scf", file, "--basis", "631G")


def test_file_ending_selects_the_format_in_any_case(eigenlake, write):
    file = write("UPPER.XYZ", "2\nh2\nH 0 0 0\nH 0 0 0.7414\n")
    done = eigenlake("scf", file, "--charge", "1", "--json")
    assert objects(done.stdout)[0]["charge"] == 1 and "warning" not in done.stderr
    done = eigenlake("scf", write("h2.json", H2), "--charge", "1")
    assert "apply to XYZ files only" in done.stderr


def test_lines_of_a_file_are_molecules(eigenlake, write):
    file = write("two.jsonl", json.dumps(H2) + "\n{\n" + json.dumps({**H2, "charge": 1}) + "\n")
    done = eigenlake("scf", file, "--json", exit_code=4)
    assert [row["multiplicity"] for row in objects(done.stdout)] == [1, 2]
    assert "two.jsonl, molecule 1: line 2: invalid JSON" in done.stderr


@pytest.mark.parametrize("command", [["scf"], ["simulate", "--force"], ["simulate", "--dry-run"], ["run"]])
def test_name_that_is_not_utf_8_loses_no_row(eigenlake, tmp_path, command):
    file = tmp_path / "latin.xyz"
    file.write_bytes(b"2\nname=caf\xe9\nH 0 0 0\nH 0 0 0.7414\n")
    (row,) = objects(eigenlake(*command, file, "--json").stdout)
    assert row["molecule"] == "caf\N{REPLACEMENT CHARACTER}"
