# SPDX-License-Identifier: Apache-2.0
"""Foreign readers find in datasets of `eigenlake export` the rows that `eigenlake sql` shows.

One lake with two batches; a third, interrupted one is in some tables and in no dataset.
"""

import csv
import datetime
import gzip
import hashlib
import io
import json
import math
import pathlib
import shutil
import signal
import subprocess
import time

import duckdb
import pyarrow.parquet as pq
import pytest
import strictyaml
from pyiceberg.table import StaticTable

from side_tables import write_side_rows

REPOSITORY = pathlib.Path(__file__).parents[2]
DEFINITIONS = json.loads((REPOSITORY / "schemas" / "tables.json").read_text())["tables"]
TABLES = sorted(DEFINITIONS)
MOLECULES = REPOSITORY / "examples" / "molecules.json"


def make_lake(folder, run_eigenlake):
    for index in ("0", "1"):
        run_eigenlake("run", MOLECULES, "--molecule-index", index, "--lake", folder, "--quiet")
    write_side_rows(run_eigenlake, folder)
    return folder


@pytest.fixture(scope="module")
def lake(tmp_path_factory, run_eigenlake):
    return make_lake(tmp_path_factory.mktemp("export") / "lake", run_eigenlake)


@pytest.fixture(scope="module")
def export(lake, run_eigenlake, tmp_path_factory):
    """Runs `export` into a new folder and returns it."""

    def run(*options):
        folder = tmp_path_factory.mktemp("datasets") / "out"
        run_eigenlake("export", folder, "--lake", lake, "--with-paths", *options)
        return folder

    return run


@pytest.fixture(scope="module")
def rows_by_sql(lake, run_eigenlake, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sql")

    def query(table, *options):
        file = folder / f"{table}{len(list(folder.iterdir()))}.parquet"
        run_eigenlake("sql", f"select * from {table}", "--lake", lake, "--format", "parquet", "--output", file, *options)
        return pq.read_table(file)

    return query


def names_of(table):
    return [column["name"] for column in DEFINITIONS[table]["columns"]]


def sorted_rows(rows, table):
    """The rows as Python objects ordered by the table's key."""
    key = DEFINITIONS[table]["key"]
    return sorted(rows.select(names_of(table)).to_pylist(), key=lambda row: tuple(row[column] for column in key))


def assert_manifest_is_true(folder):
    """manifest.json names all files except itself, with their sizes and digests."""
    manifest = json.loads((folder / "manifest.json").read_text())
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {file["path"] for file in manifest["files"]} | {"manifest.json"} == found
    for file in manifest["files"]:
        data = (folder / file["path"]).read_bytes()
        assert file["bytes"] == len(data), file
        assert file["sha256"] == hashlib.sha256(data).hexdigest(), file
    return manifest


@pytest.fixture(scope="module")
def plain(export):
    return export()


def test_dataset_has_manifest_card_and_description(plain):
    manifest = assert_manifest_is_true(plain)
    assert manifest["format"] == "parquet"
    dataset = json.loads((plain / "dataset.json").read_text())
    assert dataset["fingerprint"] == manifest["fingerprint"]
    assert [table["name"] for table in dataset["tables"]] == list(DEFINITIONS)
    assert {value["value"] for value in dataset["provenance"]["molecules"]} == {"HH", "HeH"}
    assert len(dataset["provenance"]["batches"]) == 8


def front_matter(folder):
    text = (folder / "README.md").read_text()
    assert text.startswith("---\n")
    return strictyaml.load(text.split("---\n")[1]).data


def test_front_matter_of_the_card_is_yaml_that_names_the_files(plain):
    card = front_matter(plain)
    assert card["license"] == "unknown"
    assert card["pretty_name"] == "VQE experiments"
    rows = json.loads((plain / "dataset.json").read_text())["rows"]
    assert card["size_categories"] == ["n<1K" if rows < 1000 else "1K<n<10K"]
    assert [config["config_name"] for config in card["configs"]] == list(DEFINITIONS)
    for config in card["configs"]:
        assert list(plain.glob(config["data_files"])), config


def test_card_names_every_column_with_unit_and_meaning(plain):
    schema = json.loads((REPOSITORY / "schemas" / "tables.json").read_text())
    card = (plain / "README.md").read_text()
    for table, definition in schema["tables"].items():
        section = card.split(f"\n### {table}\n")[1].split("\n### ")[0]
        for column in definition["columns"]:
            unit = schema["units"].get(column["name"], "")
            assert f"| {column['name']} | " in section, (table, column)
            (line,) = [line for line in section.splitlines() if line.startswith(f"| {column['name']} | ")]
            assert f" | {unit} | " in line
            assert line.replace("\\|", "|").endswith(f"{schema['meanings'][column['name']]} |")


@pytest.mark.parametrize("table", TABLES)
def test_pyarrow_reads_plain_parquet_as_sql_shows_it(plain, rows_by_sql, table):
    read = pq.read_table(plain / table)
    assert sorted_rows(read, table) == sorted_rows(rows_by_sql(table), table)
    assert read.column_names == names_of(table)
    for column in DEFINITIONS[table]["columns"]:
        assert read.schema.field(column["name"]).nullable != column["required"]


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_partitioned_parquet_as_sql_shows_it(export, rows_by_sql, table):
    folder = export("--partitioned", "--tables", table)
    partition = DEFINITIONS[table]["partition"]
    if not (folder / table).exists():
        pytest.fail(f"no folder {table}")
    read = duckdb.sql(f"select * from read_parquet('{folder}/{table}/**/*.parquet', hive_partitioning = true)")
    expected = sorted_rows(rows_by_sql(table), table)
    assert sorted_rows(read.to_arrow_table(), table) == expected
    if expected and partition:
        for file in (folder / table).rglob("*.parquet"):
            parts = file.relative_to(folder / table).parts[:-1]
            assert [part.split("=")[0] for part in parts] == partition
            assert not set(partition) & set(pq.read_schema(file).names)


def parse_csv(text, table):
    """Rows with the types of the table, as from sorted_rows()."""
    def value(column, field):
        kind = column["type"]
        if field == "" and kind != "string":
            return None
        if isinstance(kind, dict):
            return json.loads(field)
        return {"string": str, "int": int, "long": int, "double": float, "boolean": lambda text: text == "true",
                "date": datetime.date.fromisoformat,
                "timestamptz": lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))}[kind](field)

    assert text.endswith("\r\n")
    lines = list(csv.reader(io.StringIO(text, newline="")))
    assert lines[0] == names_of(table)
    columns = DEFINITIONS[table]["columns"]
    return [{c["name"]: value(c, field) for c, field in zip(columns, line, strict=True)} for line in lines[1:]]


def same(found, expected):
    """Equal to the bit; in CSV, Python's reader cannot distinguish an empty text from null."""
    if isinstance(expected, float):
        return found == expected or (math.isnan(found) and math.isnan(expected))
    return found == expected or (found == "" and expected is None)


@pytest.mark.parametrize("options", [(), ("--compress",)])
def test_python_reads_csv_as_sql_shows_it(export, rows_by_sql, options):
    folder = export("--format", "csv", *options)
    assert_manifest_is_true(folder)
    for table in TABLES:
        data = gzip.decompress((folder / f"{table}.csv.gz").read_bytes()) if options else (folder / f"{table}.csv").read_bytes()
        key = DEFINITIONS[table]["key"]
        found = sorted(parse_csv(data.decode(), table), key=lambda row: tuple(row[column] for column in key))
        expected = sorted_rows(rows_by_sql(table), table)
        assert len(found) == len(expected)
        for row, wanted in zip(found, expected):
            assert {name for name in wanted if not same(row[name], wanted[name])} == set(), (table, row, wanted)


def metadata_file(warehouse, table):
    folder = warehouse / "quantum_features" / table / "metadata"
    return folder / f"v{(folder / 'version-hint.text').read_text()}.metadata.json"


@pytest.fixture(scope="module")
def relocated(tmp_path_factory, run_eigenlake):
    """A copy with all history, made for another place and moved there, without its lake; and the rows by sql."""
    folder = tmp_path_factory.mktemp("relocated")
    lake = make_lake(folder / "lake", run_eigenlake)
    expected = {}
    for table in TABLES:
        run_eigenlake("sql", f"select * from {table}", "--lake", lake, "--format", "parquet", "--output",
                      folder / f"{table}.parquet")
        expected[table] = pq.read_table(folder / f"{table}.parquet")
    run_eigenlake("export", folder / "made", "--lake", lake, "--format", "iceberg", "--history", "--location",
                  f"file://{folder}/place", "--with-paths")
    assert_manifest_is_true(folder / "made")
    shutil.rmtree(lake)
    (folder / "made").rename(folder / "place")
    return folder / "place", expected


@pytest.mark.parametrize("table", TABLES)
def test_pyiceberg_reads_a_relocated_copy_without_the_lake(relocated, table):
    place, expected = relocated
    static = StaticTable.from_metadata(str(metadata_file(place, table)))
    assert static.location() == f"file://{place}/quantum_features/{table}"
    assert sorted_rows(static.scan().to_arrow(), table) == sorted_rows(expected[table], table)


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_iceberg_reads_a_relocated_copy_without_the_lake(relocated, duckdb_connection, table):
    place, expected = relocated
    read = duckdb_connection.execute(f"select * from iceberg_scan('{metadata_file(place, table)}')").to_arrow_table()
    assert sorted_rows(read, table) == sorted_rows(expected[table], table)


def test_every_batch_tag_of_a_copy_with_history_is_readable(relocated):
    place, expected = relocated
    batches = expected["processing_metadata"].to_pylist()
    for batch in batches:
        for table, tag, count in zip(batch["table_names"], batch["table_versions"], batch["record_counts"]):
            if (tag, count) == ("no_changes", 0):
                continue
            static = StaticTable.from_metadata(str(metadata_file(place, table)))
            snapshot = static.metadata.snapshot_by_id(static.metadata.refs[tag].snapshot_id)
            read = static.scan(snapshot_id=snapshot.snapshot_id).to_arrow()
            assert int(snapshot.summary["added-records"]) - int(snapshot.summary.get("deleted-records") or 0) == count
            assert read.num_rows == int(snapshot.summary["total-records"])


def test_copy_names_no_file_of_the_lake(relocated):
    place, _ = relocated
    for file in place.rglob("*"):
        if file.is_file() and file.suffix in (".json", ".avro", ".md"):
            assert b"/lake/" not in file.read_bytes(), file


@pytest.mark.parametrize("table", TABLES)
def test_copy_without_history_has_only_the_visible_snapshot(export, rows_by_sql, table):
    folder = export("--format", "iceberg", "--link", "--tables", table)
    static = StaticTable.from_metadata(str(metadata_file(folder, table)))
    assert len(static.metadata.snapshots) <= 1
    assert sorted_rows(static.scan().to_arrow(), table) == sorted_rows(rows_by_sql(table), table)


@pytest.mark.parametrize("options", [(), ("--history",)])
def test_eigenlake_reads_a_copy_as_a_warehouse_of_its_own(export, rows_by_sql, run_eigenlake, options):
    folder = export("--format", "iceberg", *options)
    counts = " union all ".join(f"select '{table}' as name, count(*) as n from {table}" for table in TABLES)
    done = run_eigenlake("sql", counts, "--warehouse", folder, "--json", cwd=folder.parent)
    found = {row["name"]: row["n"] for row in map(json.loads, done.stdout.splitlines())}
    assert found == {table: rows_by_sql(table).num_rows for table in TABLES}


def test_linked_files_are_the_lakes_own(lake, export):
    folder = export("--format", "iceberg", "--link", "--tables", "molecules")
    assert_manifest_is_true(folder)
    files = list((folder / "quantum_features" / "molecules" / "data").rglob("*.parquet"))
    assert files and all(file.stat().st_nlink > 1 for file in files)


def test_earlier_batch_is_exported_unchanged(export, rows_by_sql):
    first = min(rows_by_sql("processing_metadata").to_pylist(), key=lambda row: row["processing_timestamp"])
    batch = first["processing_batch_id"]
    folder = export("--batch", batch)
    for table in TABLES:
        assert sorted_rows(pq.read_table(folder / table), table) == sorted_rows(rows_by_sql(table, "--batch", batch), table)
    assert batch in (folder / "README.md").read_text()


def test_rows_of_an_incomplete_batch_are_in_no_dataset(tmp_path, run_eigenlake):
    lake = make_lake(tmp_path / "lake", run_eigenlake)
    audit = lake / "features" / "warehouse" / "quantum_features" / "processing_metadata"
    kept = tmp_path / "audit"
    shutil.copytree(audit, kept)
    state = lake / ".eigenlake" / "tables.json"
    remembered = state.read_bytes()
    run_eigenlake("simulate", MOLECULES, "--molecule-index", "2", "--lake", lake, "--quiet")
    run_eigenlake("ingest", "--lake", lake, "--quiet")
    shutil.rmtree(audit)
    kept.rename(audit)  # the batch's audit row is not there yet: readers must not see the batch
    state.write_bytes(remembered)
    run_eigenlake("export", tmp_path / "parquet", "--lake", lake)
    run_eigenlake("export", tmp_path / "iceberg", "--lake", lake, "--format", "iceberg", "--history")
    for table in ("molecules", "vqe_results", "ml_run_summary"):
        assert pq.read_table(tmp_path / "parquet" / table).num_rows == 2
        static = StaticTable.from_metadata(str(metadata_file(tmp_path / "iceberg", table)))
        assert static.scan().to_arrow().num_rows == 2
        assert len(static.metadata.snapshots) == 4  # three runs, one of which was deleted


def test_report_and_plan_are_one_object(lake, run_eigenlake, tmp_path):
    plan = json.loads(run_eigenlake("export", tmp_path / "out", "--lake", lake, "--dry-run", "--json").stdout)
    assert plan["dry_run"] and not (tmp_path / "out").exists()
    report = json.loads(run_eigenlake("export", tmp_path / "out", "--lake", lake, "--json").stdout)
    assert report["uri"] == f"file://{tmp_path}/out"
    assert {t["table"]: t["rows"] for t in plan["tables"]} == {t["table"]: t["rows"] for t in report["tables"]}


def test_two_exports_of_one_state_have_the_same_fingerprint(export, plain):
    again = json.loads((export() / "manifest.json").read_text())
    assert again["fingerprint"] == json.loads((plain / "manifest.json").read_text())["fingerprint"]


def test_existing_files_are_kept_unless_force_replaces_a_dataset(lake, run_eigenlake, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    done = run_eigenlake("export", tmp_path / "mine", "--lake", lake, "--force", exit_code=2)
    assert "must be empty or new" in done.stderr
    assert (tmp_path / "mine" / "notes.txt").read_text() == "keep"
    run_eigenlake("export", tmp_path / "set", "--lake", lake, "--tables", "molecules")
    assert "--force" in run_eigenlake("export", tmp_path / "set", "--lake", lake, exit_code=2).stderr
    run_eigenlake("export", tmp_path / "set", "--lake", lake, "--force", "--format", "csv")
    assert not (tmp_path / "set" / "molecules").exists() and (tmp_path / "set" / "molecules.csv").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "set"]


@pytest.mark.parametrize("options, message", [
    (("--format", "table"), "must be parquet, csv or iceberg, got 'table'"),
    (("--history",), "--history requires --format iceberg, got parquet"),
    (("--tables", "molecule"), "did you mean 'molecules'?"),
    (("--format", "iceberg", "--location", "elsewhere"), "must be an absolute URI"),
    (("--format", "iceberg", "--where", "true"), "--where requires --format parquet or csv, got iceberg"),
    (("--format", "iceberg", "--tables", "source_objects"), "requires --with-paths"),
    (("--where", "true", "--tables", "source_objects"), "table source_objects has no experiments"),
    (("--where", "basis = 'sto3g'"), "basis"),
    (("--where", "true; select 1"), "must be one condition"),
])
def test_mistakes_are_named(lake, run_eigenlake, tmp_path, options, message):
    assert message in run_eigenlake("export", tmp_path / "out", "--lake", lake, *options, exit_code=2).stderr
    assert list(tmp_path.iterdir()) == []


def test_killed_export_leaves_no_dataset(lake, eigenlake_binary, run_eigenlake, tmp_path):
    process = subprocess.Popen([eigenlake_binary, "export", tmp_path / "out", "--lake", lake, "--quiet"])
    while process.poll() is None and not any(tmp_path.iterdir()):
        time.sleep(0.0005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    names = [path.name for path in tmp_path.iterdir()]
    assert all(name == "out" or name.startswith("out.partial-") for name in names)
    assert "out" not in names or (tmp_path / "out" / "manifest.json").exists()
    run_eigenlake("export", tmp_path / "out2", "--lake", lake)
    assert_manifest_is_true(tmp_path / "out2")


def test_lake_without_tables_exports_empty_files(run_eigenlake, tmp_path):
    lake = tmp_path / "lake"
    run_eigenlake("simulate", MOLECULES, "--molecule-index", "0", "--lake", lake, "--quiet")
    run_eigenlake("export", tmp_path / "out", "--lake", lake)
    for table in TABLES:
        assert pq.read_table(tmp_path / "out" / table).num_rows == 0
