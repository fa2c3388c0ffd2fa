"""Makes the golden lakes of a version, with digests of what that version reads in them: make_golden_lakes.py EIGENLAKE [NAME…].

EIGENLAKE is the program of that version. The lakes are made at the place where the tests unpack them, by a clock of
their own on two days of January 2025, and packed beside this file with a JSON file of expected digests for each.
Needs a C compiler, and Python with the packages of the tests.
"""

import copy
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

import golden_lakes as golden  # noqa: E402

EXAMPLE = json.loads((HERE.parent / "record_example.json").read_text())
QUARANTINED = 7
MOLECULES = {
    "H2": {"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]},
    "HeH+": {"symbols": ["He", "H"], "coords": [[0, 0, 0], [0, 0, 0.7719]], "charge": 1},
    "LiH": {"symbols": ["Li", "H"], "coords": [[0, 0, 0], [0, 0, 1.5949]]},
    "Li": {"symbols": ["Li"], "coords": [[0, 0, 0]], "multiplicity": 2},
    "H2 at 0.9": {"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.9]]},
}
OTHER_SEARCH = ("--ansatz", "EfficientSU2", "--ansatz-reps", "1", "--optimizer", "COBYLA", "--seed", "7", "--restarts", "1",
                "--max-evaluations", "60", "--init-strategy", "random")


class Maker:
    """Runs the version's program on one lake, each command at a chosen time."""

    def __init__(self, binary, library, lake):
        self.binary, self.library, self.lake = binary, library, lake
        lake.run = self.run
        self.molecules = lake.place.parent / f"{lake.name}.molecule.json"

    def run(self, *arguments, **options):
        return self.process(self.binary, *arguments, **options)

    def process(self, *command, at="2025-01-12T00:00", dies_at=None, exit_code=0, env=None):
        """Runs a program with the clock set to `at`; with `dies_at` it must die at that commit."""
        seconds = int(datetime.datetime.fromisoformat(at + "+00:00").timestamp())
        fatal = {"GOLDEN_DIE_AT_COMMIT": str(dies_at)} if dies_at else {}
        done = subprocess.run(
            [*map(str, command)], capture_output=True, text=True, timeout=300,
            env={**os.environ, **(env or {}), **fatal, "LD_PRELOAD": str(self.library), "GOLDEN_START_SECONDS": str(seconds)})
        if done.returncode != (-9 if dies_at else exit_code):
            sys.exit(f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def call(self, *arguments, **options):
        return self.lake.run(*arguments, "--lake", self.lake.lake, env=self.lake.environment, **options)

    def molecule(self, command, name, *arguments, **options):
        self.molecules.write_text(json.dumps({"name": name, **MOLECULES[name]}))
        self.call(command, self.molecules, "--quiet", *arguments, **options)
        self.molecules.unlink()

    def add_refs(self, at):
        file = {"CATALOG_FILE": str(self.lake.place / "catalog.db")} if self.lake.name == "sqlite" else {}
        self.process(sys.executable, HERE / "add_refs.py", self.lake.lake, *self.lake.expected["columns"], at=at, env=file)

    @property
    def raw(self):
        return self.lake.lake / "raw-results" / "experiments" / "experiment.vqe"

    def add_foreign_records(self):
        """Two records of another producer, one with gaps in its norms; a repeated object; a truncated one."""
        (self.raw / "1-1736496000000000000.json").write_text(json.dumps(EXAMPLE))
        (self.raw / "2-1736496000000000000.json").write_text(json.dumps(with_gaps(EXAMPLE)))
        (self.raw / "3-1736496000000000000.json").write_text(json.dumps(EXAMPLE)[:9000])
        first = min(self.raw.glob("*.avro"))
        (self.raw / "again.avro").write_bytes(first.read_bytes())


def with_gaps(record):
    """Another experiment, without norms in the first four evaluations and in every third one after them."""
    changed = copy.deepcopy(record)
    changed["vqe_result"]["initial_data"]["seed"] = {"int": 1234}
    for number, step in enumerate(changed["vqe_result"]["iteration_list"]):
        if number < 4 or number % 3 == 0:
            step["parameter_delta_norm"] = None
    return changed


def make_folder(maker):
    """Eleven batches on two days, nothing maintained, the last one without features."""
    maker.molecule("run", "H2", at="2025-01-10T08:00")
    maker.molecule("run", "HeH+", at="2025-01-10T08:30")
    maker.add_foreign_records()
    maker.call("ingest", at="2025-01-10T12:00", exit_code=QUARANTINED)
    maker.call("features", at="2025-01-10T12:05")
    maker.molecule("run", "LiH", at="2025-01-11T09:00")
    maker.molecule("run", "H2", *OTHER_SEARCH, at="2025-01-11T10:00")
    maker.add_refs(at="2025-01-11T12:00")
    maker.molecule("simulate", "Li", at="2025-01-11T15:00")
    maker.call("ingest", at="2025-01-11T15:05")


def make_sqlite(maker):
    """In an SQLite catalog, maintained in between, with a raw object that no batch has read."""
    maker.molecule("run", "H2", at="2025-01-10T08:00")
    maker.add_foreign_records()
    maker.call("ingest", at="2025-01-10T12:00", exit_code=QUARANTINED)
    maker.call("features", at="2025-01-10T12:05")
    maker.molecule("run", "HeH+", *OTHER_SEARCH, at="2025-01-10T18:00")
    maker.add_refs(at="2025-01-10T20:00")
    maker.call("maintain", at="2025-01-11T03:00")
    maker.molecule("run", "Li", at="2025-01-11T09:00")
    maker.molecule("simulate", "H2 at 0.9", at="2025-01-11T15:00")


def make_killed_ingest(maker):
    """The process died while it committed its second batch: some tables have it, no audit row."""
    maker.molecule("run", "H2", at="2025-01-10T08:00")
    maker.molecule("run", "HeH+", at="2025-01-11T08:00", dies_at=6)


def make_killed_features(maker):
    """The process died between the ML tables' commits of its second batch of features and the audit row."""
    maker.molecule("run", "H2", at="2025-01-10T08:00")
    maker.molecule("simulate", "HeH+", at="2025-01-11T08:00")
    maker.call("ingest", at="2025-01-11T08:05")
    maker.call("features", at="2025-01-11T08:10", dies_at=3)


def view(lake, options, tables):
    return {"options": options, "tables": tables, "digests": lake.digests(tables, options)}


def views_of(lake):
    """Digests of the present state and of earlier ones: by time, at the first and the last batches, at names."""
    tables, batches = list(lake.expected["columns"]), lake.expected["batches"]
    views = {"now": view(lake, [], tables)}
    for time in ("2025-01-10T09:00:00Z", "2025-01-11", "2025-01-11T09:30:00Z"):
        views[f"as of {time}"] = view(lake, ["--as-of", time], tables)
    for batch in batches[:3] + batches[3:][-3:]:
        views[f"batch {batch['id']}"] = view(lake, ["--batch", batch["id"]], tables)
    for batch in batches[:2] + batches[2:][-2:]:
        tag = next(tag for tag in batch["versions"].values() if tag != "no_changes")
        tagged = [table for table, version in batch["versions"].items() if version == tag]
        views[f"tag {tag}"] = view(lake, ["--tag", tag], tagged)
    if lake.name in golden.WHOLE:
        views["tag paper"] = view(lake, ["--tag", "paper"], tables)
        views["branch draft"] = view(lake, ["--branch", "draft"], tables)
    return views


def describe(lake):
    """Adds what the tests need to know about the lake."""
    batches = lake.sql("select * from processing_metadata order by processing_timestamp")
    lake.expected["batches"] = [
        {"id": batch["processing_batch_id"], "name": batch["processing_name"],
         "versions": dict(zip(batch["table_names"], batch["table_versions"]))} for batch in batches]
    lake.expected["featured"] = [row["experiment_id"] for row in lake.sql(
        "select experiment_id from ml_run_summary order by all")]
    results = lake.sql("select experiment_id, molecule_name, ansatz_name, optimizer, minimum_energy, total_iterations "
                       "from vqe_results join molecules using (experiment_id) order by all")
    lake.expected["experiments"] = results
    lake.expected["shown"] = {row["experiment_id"]: lake.json("show", row["experiment_id"])[0] for row in results}
    for shown in lake.expected["shown"].values():
        del shown["ansatz"], shown["iterations"]  # long; the tables' digests cover them
    lake.expected["views"] = views_of(lake)


def text_of(expected):
    """JSON with a line for each batch, experiment, view and table."""
    def lines(value):
        inner = ",\n".join(f"  {json.dumps(key)}: {json.dumps(one)}" for key, one in value.items())
        return f"{{\n{inner}\n }}"

    def text(value):
        if isinstance(value, dict):
            return lines(value)
        if value and isinstance(value[0], dict):
            return "[\n" + ",\n".join(f"  {json.dumps(one)}" for one in value) + "\n ]"
        return json.dumps(value)

    return "{\n" + ",\n".join(f" {json.dumps(key)}: {text(value)}" for key, value in expected.items()) + "\n}\n"


def make(binary, library, name):
    with golden.place_of(name) as place:
        definitions = json.loads((golden.ROOT / "schemas" / "tables.json").read_text())["tables"]
        columns = {table: [column["name"] for column in entry["columns"]] for table, entry in definitions.items()}
        lake = golden.GoldenLake(name, place, None, {"columns": columns})
        maker = Maker(binary, library, lake)
        lake.expected["made_by"] = maker.run("version").stdout.strip()
        globals()[f"make_{name}"](maker)
        golden.pack(place, name)
        describe(lake)
        (golden.DATA / f"{name}.json").write_text(text_of(lake.expected))


def main(binary, *names):
    with tempfile.TemporaryDirectory() as folder:
        library = pathlib.Path(folder) / "another_clock.so"
        subprocess.run(["cc", "-O1", "-shared", "-fPIC", "-o", library, HERE / "another_clock.c", "-ldl"], check=True)
        for name in names or golden.NAMES:
            make(binary, library, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
