# SPDX-License-Identifier: Apache-2.0
"""Plots show the rows of the tables: coordinates of SVG files are compared with SQL."""

import json
import math
import os
import re
import struct
import subprocess
import xml.etree.ElementTree

import pytest

from samples import H2, HEH, objects

SVG = "{http://www.w3.org/2000/svg}"


def numbers(text):
    return [float(number) for number in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)]


class Drawing:
    """An SVG file of gnuplot with one or two panels: tick labels, and points by series."""

    def __init__(self, file):
        self.root = xml.etree.ElementTree.parse(file).getroot()
        self.title = self.root.find(f"{SVG}title").text
        self.description = self.root.find(f"{SVG}desc").text
        self.plots = [group for group in self.root.iter(f"{SVG}g") if (group.get("id") or "").startswith("gnuplot_plot_")]

    def texts(self):
        """(text, x, y, anchor) of everything written."""
        for group in self.root.iter(f"{SVG}g"):
            text = group.find(f"{SVG}text")
            if text is not None and (group.get("transform") or "").startswith("translate"):
                x, y = numbers(group.get("transform"))[:2]
                yield "".join(text.itertext()), x, y, group.get("text-anchor")

    def scale(self, anchor, place, last=None):
        """Maps coordinates to values by the two outermost tick labels; `place` is 1 for x, 2 for y."""
        ticks = {}
        for written in self.texts():
            if written[3] == anchor and re.fullmatch(r"-?\d+(\.\d+)?", written[0]) and (last is None or written[2] < last):
                ticks[float(written[0])] = written[place]
        (low, at_low), (high, at_high) = min(ticks.items()), max(ticks.items())
        return lambda at: low + (at - at_low) / (at_high - at_low) * (high - low)

    def points(self, index):
        """Coordinates of the marks of a series, without that of the legend."""
        legend_bottom = 50
        found = [tuple(numbers(use.get("transform"))[:2]) for use in self.plots[index].iter(f"{SVG}use")]
        return [(x, y) for x, y in found if y > legend_bottom]


@pytest.fixture
def scanned(eigenlake, molecules):
    eigenlake("scan", molecules(H2), "--bond", "0,1", "0.5:2.0:7", "--quiet")


def test_points_of_a_scan_are_those_of_the_tables(eigenlake, scanned, sql, tmp_path):
    eigenlake("plot", "--x", "scan_value", "-o", "scan.svg")
    drawing = Drawing(tmp_path / "scan.svg")
    rows = sql("select cast(regexp_extract(name, '= ([0-9.]+)', 1) as double) x, total_energy y from runs order by 1")
    drawn = drawing.points(0)
    assert len(rows) == 7
    top_panel = max(y for _, y in drawn) + 60
    x_of, y_of = drawing.scale("middle", 1), drawing.scale("end", 2, top_panel)
    # The coordinate of a mark is rounded to a hundredth of a pixel; a label stands a constant below its tick.
    shift = [y_of(y) - row["y"] for (_, y), row in zip(drawn, rows)]
    for (x, _), row in zip(drawn, rows):
        assert math.isclose(x_of(x), row["x"], abs_tol=2e-3)
    assert max(shift) - min(shift) < 1e-4
    assert "H2" in drawing.title and "7 points" in drawing.description
    assert drawing.root.get("role") == "img"


def test_json_of_a_scan_has_energies_errors_and_fci(eigenlake, scanned, sql):
    figure = json.loads(eigenlake("plot", "--x", "scan_value", "--json").stdout)
    energies, errors = figure["panels"]
    rows = sql("select total_energy, fci_total_energy, energy_error_millihartree from runs order by name")
    series = {entry["name"]: [point["y"] for point in entry["points"]] for entry in energies["series"]}
    assert series == {"H2": [row["total_energy"] for row in rows], "FCI": [row["fci_total_energy"] for row in rows]}
    assert energies["x"]["label"] == "bond 0-1 in Å"
    expected = [max(row["energy_error_millihartree"], 1e-6) for row in rows]
    assert [point["y"] for point in errors["series"][0]["points"]] == expected


def test_runs_at_the_same_x_have_their_mean_and_a_bar(eigenlake, molecules, sql):
    eigenlake("run", molecules(H2), "--ansatz", "RealAmplitudes", "--seed", "0..3", "--quiet")
    figure = json.loads(eigenlake("plot", "--x", "num_qubits", "--y", "evaluations", "--json").stdout)
    point, = figure["panels"][0]["series"][0]["points"]
    row, = sql("select avg(evaluations) y, min(evaluations) low, max(evaluations) high from runs")
    assert (point["y"], point["low"], point["high"]) == (row["y"], row["low"], row["high"])


def test_convergence_has_every_evaluation(eigenlake, molecules, sql):
    eigenlake("run", molecules(H2, HEH), "--quiet")
    rows = sql("select experiment_id, name, fci_total_energy from runs order by name")
    for row in rows:
        steps = sql("select iteration_energy + nuclear_repulsion_energy e from vqe_iterations join vqe_results using "
                    f"(experiment_id) where experiment_id = '{row['experiment_id']}' order by iteration_step")
        figure = json.loads(eigenlake("plot", row["experiment_id"][:12], "--json").stdout)
        energies, errors = figure["panels"]
        assert [point["y"] for point in energies["series"][0]["points"]] == pytest.approx([step["e"] for step in steps], abs=1e-12)
        assert errors["y"]["scale"] == "logarithmic"
        expected = [max((step["e"] - row["fci_total_energy"]) * 1000, 1e-6) for step in steps]
        assert [point["y"] for point in errors["series"][0]["points"]] == pytest.approx(expected, rel=1e-6)
    both = json.loads(eigenlake("plot", *[row["experiment_id"] for row in rows], "--json").stdout)
    assert [entry["name"] for entry in both["panels"][0]["series"]] == ["H2", "HeH+", "chemical accuracy"]


def test_comparison_has_the_quartiles_of_numpy(eigenlake, molecules, sql):
    numpy = pytest.importorskip("numpy")
    eigenlake("run", molecules(H2), "--ansatz", "RealAmplitudes", "--optimizer", "SLSQP", "--optimizer", "L-BFGS-B",
              "--seed", "0..4", "--quiet")
    figure = json.loads(eigenlake("plot", "--compare", "optimizer", "--json").stdout)
    rows = sql("select evaluations from runs where optimizer = 'SLSQP'")
    values = [row["evaluations"] for row in rows]
    names = [entry["name"] for entry in figure["panels"][0]["distributions"]]
    box, = figure["panels"][1]["distributions"][names.index("SLSQP")]["boxes"]
    assert sorted(box["values"]) == sorted(values)
    found = [box[key] for key in ("min", "first_quartile", "median", "third_quartile", "max")]
    assert found == pytest.approx(numpy.percentile(values, [0, 25, 50, 75, 100]))


def test_png_has_its_size_and_the_same_bytes_again(eigenlake, scanned, tmp_path):
    for name in ("a.png", "b.png"):
        eigenlake("plot", "--x", "scan_value", "-o", name, "--width", "1000", "--height", "700")
    data = (tmp_path / "a.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1000, 700)
    assert data == (tmp_path / "b.png").read_bytes()


def test_text_fits_a_pipe(eigenlake, scanned):
    lines = eigenlake("plot", "--x", "scan_value").stdout.splitlines()
    assert max(map(len, lines)) <= 80 and any("bond 0-1" in line for line in lines)


def test_hostile_names_are_only_text(eigenlake, molecules, tmp_path):
    names = ["'; system('touch steered') #", "`touch steered`", "<b>&\"", "%s%n\\"]
    eigenlake("run", molecules(*[{**H2, "name": name, "coords": [[0, 0, 0], [0, 0, 0.7 + 0.01 * i]]}
                                 for i, name in enumerate(names)]), "--quiet")
    for options in (["--x", "seed"], ["--compare", "optimizer"], ["--compare", "'`touch steered`'"]):
        eigenlake("plot", *options, "-o", "hostile.svg")
        assert Drawing(tmp_path / "hostile.svg").plots
        eigenlake("plot", *options, "-o", "hostile.png")
        eigenlake("plot", *options)
    assert not (tmp_path / "steered").exists()


def test_missing_gnuplot_is_said_and_writes_nothing(eigenlake, scanned, tmp_path):
    done = eigenlake("plot", "--x", "scan_value", "-o", "scan.svg", env={"PATH": str(tmp_path)}, exit_code=3)
    assert "apt-get install gnuplot-nox" in done.stderr
    assert not (tmp_path / "scan.svg").exists()
    assert eigenlake("plot", "--x", "scan_value", "--json", env={"PATH": str(tmp_path)}).stdout.startswith("{")
    assert "BAD  gnuplot" in eigenlake("doctor", env={"PATH": str(tmp_path)}, exit_code=1).stdout


def test_settings_of_gnuplot_do_not_count(eigenlake, scanned, tmp_path):
    (tmp_path / ".gnuplot").write_text("set title 'not ours'\nset output 'taken'\n")
    eigenlake("plot", "--x", "scan_value", "-o", "a.svg", env={"HOME": str(tmp_path), "GNUTERM": "png"})
    assert "not ours" not in (tmp_path / "a.svg").read_text()
    assert not (tmp_path / "taken").exists()


def test_progress_file_tells_a_run_from_plan_to_end(eigenlake, molecules, sql, tmp_path):
    eigenlake("run", molecules(H2, HEH), "--progress-file", "p.jsonl", "--quiet")
    lines = objects((tmp_path / "p.jsonl").read_text())
    assert lines[0]["event"] == "planned" and lines[0]["total"] == 2
    assert (lines[-1]["event"], lines[-1]["state"], lines[-1]["finished"]) == ("ended", "ok", 2)
    energies = {line["experiment_id"]: line["energy"] for line in lines if line["event"] == "finished"}
    assert energies == {row["experiment_id"]: row["total_energy"] for row in sql("select experiment_id, total_energy from runs")}
    eigenlake("run", molecules(H2, HEH), "--progress-file", "p.jsonl", "--quiet")
    lines = objects((tmp_path / "p.jsonl").read_text())
    assert [line["event"] for line in lines] == ["planned", "found", "found", "ended"]


def test_watch_waits_for_the_file_and_ends_with_the_job(eigenlake_binary, tmp_path):
    file = tmp_path / "p.jsonl"
    with subprocess.Popen([eigenlake_binary, "watch", file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=dict(os.environ)) as watching:
        assert "waiting for" in watching.stderr.readline()
        file.write_text('{"event":"planned","total":1}\n{"event":"ended","state":"ok"}\n{"event":"cut')
        out, _ = watching.communicate(timeout=60)
    assert watching.returncode == 0
    assert out == "0 of 1 finished; the job ended: ok\n"
