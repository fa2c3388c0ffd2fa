# SPDX-License-Identifier: Apache-2.0
"""The page of `report` holds the rows of the tables, and loads and runs nothing but itself."""

import base64
import hashlib
import html.parser
import json
import math

import golden_lakes as golden
import pytest

from samples import H2, HEH

HOSTILE = "</script><img src=x onerror=alert(1)> <!-- ' \" & `"


class Page(html.parser.HTMLParser):
    """What a browser would read: elements with their attributes, scripts, the title."""

    def __init__(self, file):
        super().__init__()
        self.elements, self.scripts, self.title, self.inside = [], [], "", None
        self.feed(file.read_text())
        self.data = json.loads(next(text for kind, text in self.scripts if kind == "application/json"))
        self.policy = next(attributes["content"] for tag, attributes in self.elements
                           if attributes.get("http-equiv") == "Content-Security-Policy")

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = tag
        if tag == "script":
            self.scripts.append([dict(attrs).get("type"), ""])

    def handle_endtag(self, tag):
        self.inside = None

    def handle_data(self, data):
        if self.inside == "script":
            self.scripts[-1][1] += data
        elif self.inside == "title":
            self.title += data

    def column(self, name):
        column = next(column for column in self.data["columns"] if column["name"] == name)
        if "all" in column:
            return [column["all"]] * self.data["runs"]
        return [column["texts"][value] for value in column["values"]] if "texts" in column else column["values"]


@pytest.fixture
def page(eigenlake, tmp_path):
    def make(*arguments):
        eigenlake("report", "page.html", *arguments)
        return Page(tmp_path / "page.html")

    return make


def test_columns_are_those_of_the_tables(eigenlake, molecules, sql, page):
    eigenlake("run", molecules(H2, HEH), "--optimizer", "COBYLA", "--optimizer", "SLSQP", "--label", "series=a", "--quiet")
    found = page()
    rows = {row["experiment_id"]: row for row in sql(
        "select * from runs join (select experiment_id, mp2_total_energy, init_strategy, restarts, processing_batch_id, "
        "engine_version from vqe_results) using (experiment_id)")}
    ids = found.column("experiment_id")
    assert sorted(ids) == sorted(rows) and len(ids) == 4
    for name in ("name", "formula", "basis_set", "ansatz_name", "optimizer", "seed", "num_qubits", "total_energy",
                 "hf_total_energy", "fci_total_energy", "energy_error_millihartree", "evaluations", "seconds", "stop_reason",
                 "quality_flags", "mp2_total_energy", "init_strategy", "restarts", "processing_batch_id", "engine_version"):
        assert found.column(name) == [rows[id][name] for id in ids], name
    assert found.column("labels") == ["series=a"] * 4
    [batch] = found.data["batches"]
    assert (batch["id"], batch["runs"]) == (found.column("processing_batch_id")[0], 4)


def test_curves_are_the_iterations(eigenlake, molecules, sql, page):
    eigenlake("run", molecules(HEH), "--quiet")
    [curve] = page().data["curves"]
    energies = [row["e"] for row in sql(
        "select iteration_energy + nuclear_repulsion_energy as e from vqe_iterations join vqe_results using (experiment_id) "
        "order by iteration_step")]
    assert curve["evaluations"] == len(energies) and curve["stride"] == 1 and curve["exact"]
    [exact] = sql("select fci_total_energy as e from vqe_results")
    assert curve["reference"] == exact["e"]
    for above, energy in zip(curve["above"], energies, strict=True):
        assert math.isclose(above, energy - exact["e"], rel_tol=1e-5, abs_tol=1e-15)


def test_long_run_keeps_its_ends(eigenlake, molecules, sql, page):
    eigenlake("run", molecules(H2), "--ansatz", "EfficientSU2", "--optimizer", "Nelder-Mead", "--restarts", 1,
              "--max-evaluations", 2345, "--threshold", "1e-300", "--quiet")
    [curve] = page().data["curves"]
    [count] = sql("select count(*) as n from vqe_iterations")
    assert count["n"] > 1000 and curve["evaluations"] == count["n"]
    assert curve["stride"] == math.ceil(count["n"] / 1000)
    kept = [step for step in range(1, count["n"] + 1) if (step - 1) % curve["stride"] == 0 or step == count["n"]]
    assert len(curve["above"]) == len(kept)


def test_molecules_are_drawn_once_in_angstrom(eigenlake, molecules, page):
    bohr = {**H2, "name": "in bohr", "units": "bohr", "coords": [[0, 0, 0], [0, 0, 1.0]]}
    eigenlake("run", molecules(H2, bohr), "--seed", "0..1", "--quiet")
    found = page()
    assert len(found.data["geometries"]) == 2
    place = found.data["geometry_of"][found.column("name").index("in bohr")]
    geometry = found.data["geometries"][place]
    assert geometry["symbols"] == ["H", "H"]
    assert math.isclose(geometry["coordinates"][5], 0.529177, abs_tol=1e-6)


def test_scan_points_have_their_values(eigenlake, molecules, page):
    eigenlake("scan", molecules(H2), "--bond", "0,1", "0.5:1.5:3", "--quiet")
    found = page()
    assert found.column("scan_value") == [0.5, 1.0, 1.5]
    assert found.column("scan_molecule") == ["H2"] * 3
    assert found.column("scan_coordinate") == ["bond 0-1"] * 3
    assert found.column("scan_unit") == ["Å"] * 3


def test_page_runs_only_its_own_scripts_and_loads_nothing(eigenlake, molecules, page):
    eigenlake("run", molecules(H2), "--quiet")
    found = page()
    rules = dict(rule.strip().split(" ", 1) for rule in found.policy.split(";"))
    assert rules["default-src"] == "'none'" and rules["base-uri"] == "'none'" and rules["form-action"] == "'none'"
    digests = ["'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
               for kind, text in found.scripts if kind is None]
    assert rules["script-src"].split() == digests and len(digests) == 4
    for tag, attributes in found.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("src", "href", "srcset", "action", "data"):
                assert value.startswith(("#", "data:")), (tag, name, value)


def test_texts_of_a_lake_never_become_markup(eigenlake, molecules, page):
    eigenlake("run", molecules({**H2, "name": HOSTILE}), "--label", f"note={HOSTILE}", "--quiet")
    honest, found = page("--max-curves", 0), page()
    assert found.column("name") == [HOSTILE]
    assert found.column("labels") == [f"note={HOSTILE}"]
    assert [tag for tag, _ in found.elements] == [tag for tag, _ in honest.elements]
    assert not any(attributes.get("src") == "x" for _, attributes in found.elements)


def test_run_writes_a_page_of_its_experiments(eigenlake, molecules, tmp_path, sql):
    eigenlake("run", molecules(H2), "--quiet")
    eigenlake("run", molecules(HEH), "--report", "--quiet")
    found = Page(tmp_path / "report.html")
    assert found.column("name") == ["HeH+"]
    eigenlake("scan", molecules(H2), "--bond", "0,1", "0.6:0.8:2", "--report=scan.html", "--quiet")
    assert Page(tmp_path / "scan.html").data["runs"] == 2


def test_page_that_cannot_be_written_stops_before_any_work(eigenlake, molecules, lake):
    done = eigenlake("run", molecules(H2), "--report=missing/page.html", exit_code=6)
    assert "no folder" in done.stderr
    assert not lake.exists()


def test_full_disk_is_exit_6(eigenlake, molecules):
    eigenlake("run", molecules(H2), "--quiet")
    assert "no space left" in eigenlake("report", "/dev/full", exit_code=6).stderr.lower()


@pytest.mark.parametrize("name", golden.WHOLE)
def test_lake_of_an_older_version_is_reported(run_eigenlake, tmp_path, name):
    with golden.unpacked(name, run_eigenlake) as lake:
        lake.eigenlake("report", tmp_path / "page.html")
        found = Page(tmp_path / "page.html")
        energies = {row["experiment_id"]: row["total_energy"] for row in lake.sql("select experiment_id, total_energy from runs")}
    assert len(energies) > 0
    assert dict(zip(found.column("experiment_id"), found.column("total_energy"), strict=True)) == energies
