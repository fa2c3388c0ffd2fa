# SPDX-License-Identifier: Apache-2.0
"""Lakes of an earlier version of the program, unpacked at the place that their metadata name.

Iceberg's metadata have absolute paths, so a golden lake has one place on every machine, and one test process at a time
uses it. Rows are compared by a digest of their JSON texts, with the columns of the earlier version.
"""

import contextlib
import dataclasses
import decimal
import fcntl
import hashlib
import json
import os
import pathlib
import shutil
import tarfile

import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data" / "golden_lakes"
PLACE = pathlib.Path("/dev/shm/eigenlake-golden-lakes")  # in memory, at the same place on every Linux
DATABASE = "quantum_features"
NAMES = ("folder", "sqlite", "killed_ingest", "killed_features")
WHOLE = ("folder", "sqlite")
KILLED = ("killed_ingest", "killed_features")
ML_TABLES = ("ml_iteration_features", "ml_run_summary")

# A molecule that no golden lake has, and one that all have.
ADDED = {"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.65]]}
KNOWN = {"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]}

# The formula of this column may change for all rows at once, so it is compared separately.
REWRITTEN = "mean_param_change"


def expected_of(name):
    """What the lake's own version read from it."""
    return json.loads((DATA / f"{name}.json").read_text())


def parts_of(columns):
    """The parts whose rows are compared: {part: (table, columns)}; a table, or the column that may be rewritten."""
    parts = {table: (table, [column for column in names if column != REWRITTEN]) for table, names in columns.items()}
    if REWRITTEN in columns.get("ml_iteration_features", []):
        parts[REWRITTEN] = ("ml_iteration_features", ["experiment_id", "iteration_step", REWRITTEN])
    return parts


def texts_query(parts, conditions=None, table_name="{}"):
    """SQL for all parts at once: the part of each row and its JSON text."""
    def one(part, table, columns):
        values = ", ".join(f"'{column}': {column}" for column in columns)
        condition = (conditions or {}).get(table, "true")
        return (f"select '{part}' as part, to_json({{{values}}})::varchar as row_text "
                f"from {table_name.format(table)} where {condition}")

    return " union all ".join(one(part, table, columns) for part, (table, columns) in parts.items())


def digests_of(arrow, parts):
    """{part: "rows:hash"} of the result of texts_query, in any order of the rows."""
    counts, sums = dict.fromkeys(parts, 0), dict.fromkeys(parts, 0)
    for part, text in zip(arrow.column("part").to_pylist(), arrow.column("row_text").to_pylist()):
        counts[part] += 1
        sums[part] += int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big")
    return {part: f"{counts[part]}:{sums[part] % 2**128:032x}" for part in parts}


def old_rows(expected):
    """SQL conditions for the rows of the earlier version's complete batches, by table."""
    batches = quoted(batch["id"] for batch in expected["batches"])
    featured = quoted(expected["featured"])
    return {table: f"experiment_id in ({featured})" if table in ML_TABLES else f"processing_batch_id in ({batches})"
            for table in expected["columns"]}


def quoted(texts):
    return ", ".join(f"'{text}'" for text in texts) or "''"


@dataclasses.dataclass
class GoldenLake:
    """An unpacked lake and the program under test; `lake` and `environment` are its address after a move."""

    name: str
    place: pathlib.Path
    run: object  # the fixture run_eigenlake
    expected: dict
    lake: object = None
    environment: dict = None

    def __post_init__(self):
        own = {"EIGENLAKE_CATALOG_URI": f"sqlite://{self.place}/catalog.db"} if self.name == "sqlite" else {}
        self.lake = self.lake or self.place / "lake"
        self.environment = own if self.environment is None else self.environment

    def eigenlake(self, *arguments, **options):
        return self.run(*arguments, "--lake", self.lake, env=self.environment, **options)

    def json(self, *arguments):
        return [json.loads(line) for line in self.eigenlake(*arguments, "--json").stdout.splitlines()]

    def sql(self, statement, *options):
        return self.json("sql", statement, *options)

    def value(self, statement, *options):
        """The single value of a statement."""
        [row] = self.sql(statement, *options)
        [value] = row.values()
        return value

    def digests(self, tables=None, options=(), conditions=None):
        """Digests of these tables (default: all) with the earlier version's columns, read by `sql` with these options."""
        columns = {table: self.expected["columns"][table] for table in tables or self.expected["columns"]}
        parts = parts_of(columns)
        file = self.place / "answer.parquet"
        self.eigenlake("sql", texts_query(parts, conditions), "--format", "parquet", "--output", file, *options)
        return digests_of(pyarrow.parquet.read_table(file), parts)

    def view(self, view):
        """Digests of one of the views in `expected`."""
        return self.digests(view["tables"], view["options"])

    def old(self, tables=None):
        """Digests of the rows of the earlier version's complete batches, as read now."""
        return self.digests(tables, conditions=old_rows(self.expected))

    def metadata_file(self, table):
        """The newest metadata of a table."""
        if self.name == "sqlite":
            [location] = [row["metadata"] for row in self.json("catalog", "list") if row["table"] == f"{DATABASE}.{table}"]
            return pathlib.Path(location.removeprefix("file://"))
        folder = self.lake / "features" / "warehouse" / DATABASE / table / "metadata"
        return folder / f"v{(folder / 'version-hint.text').read_text().strip()}.metadata.json"


@contextlib.contextmanager
def place_of(name):
    """Locks the place of golden lakes; it is empty at the beginning and removed at the end."""
    PLACE.mkdir(exist_ok=True)
    with open(PLACE / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        place = PLACE / name
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        try:
            yield place
        finally:
            shutil.rmtree(place)


@contextlib.contextmanager
def unpacked(name, run):
    with place_of(name) as place:
        unpack(name, place)
        yield GoldenLake(name, place, run, expected_of(name))


def pack(place, name):
    """Keeps the nanoseconds of modification times, which are part of a local object's etag."""
    def with_nanoseconds(member):
        status = os.stat(place / member.name)
        member.pax_headers["mtime"] = str(decimal.Decimal(status.st_mtime_ns).scaleb(-9))
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        return member

    with tarfile.open(DATA / f"{name}.tar.xz", "w:xz", format=tarfile.PAX_FORMAT, preset=9) as archive:
        for entry in sorted(place.iterdir()):
            archive.add(entry, entry.name, filter=with_nanoseconds)


def unpack(name, place):
    with tarfile.open(DATA / f"{name}.tar.xz") as archive:
        members = archive.getmembers()
        archive.extractall(place, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    for member in members:
        if member.isfile():
            time_ns = int(decimal.Decimal(member.pax_headers["mtime"]).scaleb(9))
            os.utime(place / member.name, ns=(time_ns, time_ns))


def run_molecule(lake, molecule, *options):
    """Calls `run` with one molecule on a golden lake; returns its row."""
    file = lake.place / "molecule.json"
    file.write_text(json.dumps(molecule))
    [row] = lake.json("run", file, *options)
    return row


def add_raw_object(lake, seed):
    """Adds a raw object of another producer with a new experiment."""
    folder = lake.lake / "raw-results" / "experiments" / "experiment.vqe"
    (folder / f"{seed}-1736600000000000000.json").write_bytes(foreign_record(seed))


def foreign_record(seed):
    record = json.loads((ROOT / "tests" / "data" / "record_example.json").read_text())
    record["vqe_result"]["initial_data"]["seed"] = {"int": seed}
    return json.dumps(record).encode()


def earlier_views(expected):
    """The earlier views: all except the present one, without what a later command may add to them.

    The last batch of experiments keeps its normalized tables; later features may belong to it.
    """
    last = [batch["id"] for batch in expected["batches"] if batch["name"] == "quantum_base_processing"][-1]
    for name, view in expected["views"].items():
        if name != "now":
            tables = [table for table in view["tables"] if table not in ML_TABLES or name != f"batch {last}"]
            parts = parts_of({table: expected["columns"][table] for table in tables})
            yield name, {**view, "tables": tables, "digests": {part: view["digests"][part] for part in parts}}


def differing(found, expected):
    """The differences between two sets of digests by name; the number before the colon counts rows."""
    return {name: (found.get(name), expected.get(name)) for name in found.keys() | expected.keys()
            if found.get(name) != expected.get(name)}


def without_rewritten(digests):
    """All digests except that of the column that may be rewritten for all rows at once."""
    return {part: digest for part, digest in digests.items() if part != REWRITTEN}
