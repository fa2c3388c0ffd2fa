# SPDX-License-Identifier: Apache-2.0
"""Tables of other engines beside ours: names that SQL does not distinguish, unreadable folders, metadata of other
catalogs, data outside the warehouse, and the commands that list, check and export tables."""

import gzip
import json
import os
import pathlib
import shutil
import sys

import pyarrow.parquet as pq
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from foreign_table import ForeignTable, field  # noqa: E402

NUMBER, TEXT = field(1, "number", "int", True), field(2, "text", "string")


@pytest.fixture
def lake(lake_of_h2, tmp_path):
    """This test's own lake with one experiment."""
    return pathlib.Path(shutil.copytree(lake_of_h2, tmp_path / "lake"))


@pytest.fixture
def new_table(lake):
    return lambda name, *arguments, **options: ForeignTable(
        lake / "features" / "warehouse" / "quantum_features" / name, *arguments, **options)


@pytest.fixture
def sql(lake, run_eigenlake):
    def query(text, *options, **more):
        done = run_eigenlake("sql", text, "--lake", lake, "--json", *options, **more)
        return done if more.get("exit_code", 0) != 0 else [json.loads(line) for line in done.stdout.splitlines()]

    return query


def numbers(*values):
    return [{"number": value, "text": f"t{value}"} for value in values]


def filled(table, *values):
    table.append(table.parquet(numbers(*values)))
    return table


def test_name_that_differs_in_case_replaces_no_table_of_ours(lake, new_table, sql, run_eigenlake):
    filled(new_table("Molecules", [NUMBER, TEXT]), 1, 2)
    done = run_eigenlake("sql", "select count(*) n, min(name) as name from molecules", "--lake", lake, "--json")
    assert json.loads(done.stdout) == {"n": 1, "name": "H2"}
    assert "warning: table Molecules is left out" in done.stderr and "differ only in upper and lower case" in done.stderr
    assert sql("select count(*) n from runs") == [{"n": 1}]
    listed = [json.loads(line) for line in run_eigenlake("tables", "--lake", lake, "--json").stdout.splitlines()]
    assert {row["table"]: row["rows"] for row in listed if row["table"] in ("molecules", "Molecules")} == {
        "molecules": 1, "Molecules": 2}


def test_table_named_like_the_view_does_not_replace_it(lake, new_table, sql, run_eigenlake):
    filled(new_table("runs", [NUMBER, TEXT]), 1, 2)
    done = run_eigenlake("sql", "select name from runs", "--lake", lake, "--json")
    assert json.loads(done.stdout) == {"name": "H2"}
    assert "warning: table runs is left out" in done.stderr


def test_columns_that_differ_in_case_leave_out_only_their_table(lake, new_table, sql, run_eigenlake):
    table = new_table("twice", [field(1, "id", "int"), field(2, "ID", "int")])
    table.append(table.parquet([{"id": 1, "ID": 2}]))
    deep = new_table("deep", [field(1, "s", {"type": "struct", "fields": [field(2, "a", "int"), field(3, "A", "int")]})])
    assert deep.folder.exists()
    shown = sql("show tables")
    assert {"name": "molecules"} in shown and {"name": "twice"} not in shown
    done = run_eigenlake("sql", "--lake", lake, "--json", input="select count(*) n from molecules;\nselect * from twice;\n",
                         exit_code=3)
    assert json.loads(done.stdout) == {"n": 1}
    assert "columns id and ID differ" in done.stderr and "columns a and A differ" in done.stderr
    assert "columns id and ID differ" in sql("select * from twice", exit_code=3).stderr


def test_unreadable_table_is_named_and_the_others_work(lake, new_table, sql, run_eigenlake):
    filled(new_table("sound", [NUMBER, TEXT]), 7)
    folder = new_table("unreadable", [NUMBER]).folder
    shutil.rmtree(folder / "metadata")
    (folder / "metadata").symlink_to(folder / "metadata")  # A loop that no user can read.
    pipe = new_table("pipe", [NUMBER]).folder
    (pipe / "metadata" / "version-hint.text").unlink()
    os.mkfifo(pipe / "metadata" / "version-hint.text")
    warehouse = folder.parent
    os.mkfifo(warehouse / "a_pipe")
    for name in (b"bad\xff name", b"line\nbreak", b"quo\"te"):
        shutil.copytree(pipe / "metadata", warehouse / os.fsdecode(name) / "metadata",
                        ignore=lambda *_: ["version-hint.text"])
    broken = new_table("broken", [NUMBER])
    broken.metadata_file.write_text("{")
    done = run_eigenlake("sql", "show tables", "--lake", lake, "--json", timeout=60)
    names = {json.loads(line)["name"] for line in done.stdout.splitlines()}
    assert {"molecules", "sound", "pipe", 'quo"te', "line\nbreak"} <= names
    assert names.isdisjoint({"unreadable", "broken"})
    for name in ("unreadable", "broken", '"bad\\xff name"'):
        assert f"warning: table {name} is left out" in done.stderr, done.stderr
    assert sql("select number from sound") == [{"number": 7}]
    assert sql("select count(*) n from molecules") == [{"n": 1}]
    assert "unreadable/metadata" in sql("select * from unreadable", exit_code=6).stderr
    assert "v1.metadata.json" in sql("select * from broken", exit_code=6).stderr
    listed = run_eigenlake("tables", "--lake", lake, "--json")
    assert "sound" in {json.loads(line)["table"] for line in listed.stdout.splitlines()}
    assert "warning: table broken is left out" in listed.stderr
    run_eigenlake("catalog", "list", "--lake", lake)


def test_lost_manifest_list_of_another_engine_fails_only_its_queries(new_table, sql):
    table = filled(new_table("lost", [NUMBER, TEXT]), 1)
    pathlib.Path(table.snapshots[-1]["manifest-list"]).unlink()
    assert {"name": "lost"} in sql("show tables")
    assert sql("select count(*) n from molecules") == [{"n": 1}]
    done = sql("select * from lost", exit_code=6)
    assert "of table quantum_features.lost" in done.stderr and "restore the file" in done.stderr


@pytest.mark.parametrize("form", ["v{}.gz.metadata.json", "v{}.metadata.json.gz"])
def test_compressed_metadata_are_found_beyond_a_stale_hint(new_table, sql, form):
    table = filled(new_table("packed", [NUMBER, TEXT]), 1)
    filled(table, 2)
    newest = table.metadata_file
    (newest.parent / form.format(table.metadata_version)).write_bytes(gzip.compress(newest.read_bytes()))
    newest.unlink()
    (newest.parent / "version-hint.text").write_text(str(table.metadata_version - 1))
    assert sql("select number from packed order by 1") == [{"number": 1}, {"number": 2}]


def test_commit_after_compressed_metadata_loses_no_commit(lake, sql, run_eigenlake):
    """Another engine compresses the metadata of one of our tables and dies before it moves the hint."""
    metadata = lake / "features" / "warehouse" / "quantum_features" / "labels" / "metadata"
    for label in ("key=one", "key=more"):
        run_eigenlake("label", sql("select experiment_id id from molecules")[0]["id"], label, "--lake", lake)
    number = int((metadata / "version-hint.text").read_text())
    plain = metadata / f"v{number}.metadata.json"
    (metadata / f"v{number}.gz.metadata.json").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    (metadata / "version-hint.text").write_text(str(number - 1))
    run_eigenlake("label", sql("select experiment_id id from molecules")[0]["id"], "other=two", "--lake", lake)
    assert {row["key"] for row in sql("select key from labels")} == {"key", "other"}
    assert not plain.exists() and (metadata / f"v{number + 1}.gz.metadata.json").exists()


@pytest.mark.parametrize("name, number", [("00003-5cf7.metadata.json", 3), ("00003-5cf7.gz.metadata.json", 3)])
def test_metadata_of_other_catalogs_are_named_and_registered(lake, new_table, sql, run_eigenlake, name, number):
    table = filled(new_table("pointed", [NUMBER, TEXT]), 1, 2)
    bytes_of = table.metadata_file.read_bytes()
    for file in (table.folder / "metadata").glob("v*"):
        file.unlink()
    older = table.folder / "metadata" / "00002-1f.metadata.json"
    older.write_bytes(b"{}")
    newest = table.folder / "metadata" / name
    newest.write_bytes(gzip.compress(bytes_of) if ".gz." in name else bytes_of)
    done = sql("select * from pointed", exit_code=3)
    assert name in done.stderr and "eigenlake catalog register pointed" in done.stderr
    planned = run_eigenlake("catalog", "register", "pointed", "--lake", lake, "--dry-run", "--json")
    assert json.loads(planned.stdout)["metadata"].endswith(name)
    (table.folder / "metadata" / f"0000{number}-other.metadata.json").write_bytes(b"{}")
    done = run_eigenlake("catalog", "register", "pointed", "--lake", lake, exit_code=2)
    assert name in done.stderr and "--metadata FILE" in done.stderr
    run_eigenlake("catalog", "register", "pointed", "--lake", lake, "--metadata", newest)
    assert sql("select number from pointed order by 1") == [{"number": 1}, {"number": 2}]
    assert "already exists" in run_eigenlake("catalog", "register", "pointed", "--lake", lake, "--metadata", newest,
                                        exit_code=6).stderr
    run_eigenlake("catalog", "register", "nowhere", "--lake", lake, exit_code=3)


def test_data_outside_the_warehouse_are_read_if_allowed(lake, new_table, sql, run_eigenlake, tmp_path):
    table = new_table("elsewhere", [NUMBER, TEXT])
    outside = tmp_path / "outside"
    outside.mkdir()
    inside = table.parquet(numbers(1, 2))
    moved = outside / "x.parquet"
    pathlib.Path(inside["file_path"]).rename(moved)
    data = {**inside, "file_path": f"file:{tmp_path}//outside/./x.parquet"}
    table.append(data, tag="whole")
    deletes = table.position_deletes([(data, 0)])
    moved_deletes = outside / "d.parquet"
    pathlib.Path(deletes["file_path"]).rename(moved_deletes)
    table.append({**deletes, "file_path": str(moved_deletes)}, operation="delete")
    query = "select number from elsewhere order by 1"
    for options in ((), ("--tag", "whole"), ("--allow-data", tmp_path / "out"), ("--allow-data", "s3://bucket/x")):
        done = sql(query, *options, exit_code=3)
        assert f"--allow-data file://{outside} allows it" in done.stderr, done.stderr
    assert sql(query, "--allow-data", tmp_path / "none", "--allow-data", outside) == [{"number": 2}]
    assert sql(query, "--allow-data", f"file://{outside}/", "--tag", "whole") == [{"number": 1}, {"number": 2}]
    assert sql(query, env={"EIGENLAKE_ALLOW_DATA": str(tmp_path)}) == [{"number": 2}]
    settings = tmp_path / "settings.toml"
    settings.write_text(f'allow-data = ["/nowhere", "{outside}"]\n')
    assert sql(query, "--config", settings) == [{"number": 2}]
    assert "fault" in run_eigenlake("maintain", "check", "--tables", "elsewhere", "--lake", lake, exit_code=6).stdout
    run_eigenlake("maintain", "check", "--deep", "--tables", "elsewhere", "--lake", lake, "--allow-data", outside)
    for format in ("parquet", "iceberg"):
        target = tmp_path / format
        run_eigenlake("export", target, "--tables", "elsewhere", "--format", format, "--lake", lake, "--allow-data",
                      outside)
    assert pq.read_table(tmp_path / "parquet" / "elsewhere").to_pylist() == numbers(2)
    copy = tmp_path / "copy"
    (copy / "features").mkdir(parents=True)
    (tmp_path / "iceberg").rename(copy / "features" / "warehouse")
    assert json.loads(run_eigenlake("sql", query, "--lake", copy, "--json").stdout) == {"number": 2}


@pytest.mark.parametrize("spelling", ["{}//quantum_features/./{}", "file:{}/./quantum_features//{}", "file://{}//quantum_features/{}"])
def test_redundant_parts_of_paths_name_the_same_file(lake, new_table, sql, spelling):
    table = new_table("idle", [NUMBER, TEXT])
    data = table.parquet(numbers(1, 2))
    warehouse = table.folder.parent.parent
    data["file_path"] = spelling.format(warehouse, f"idle/data//{pathlib.Path(data['file_path']).name}")
    table.append(data, tag="whole")
    table.append(table.position_deletes([(data, 0)]), operation="delete")
    assert sql("select number from idle order by 1", "--tag", "whole") == [{"number": 1}, {"number": 2}]
    assert sql("select number from idle") == [{"number": 2}]


def test_tables_of_other_engines_are_listed_described_checked_and_exported(lake, new_table, run_eigenlake, tmp_path):
    table = new_table("theirs", [NUMBER, TEXT], properties={"comment": "made elsewhere"})
    data = table.parquet(numbers(1, 2, 3))
    table.append(data, tag="first")
    listed = run_eigenlake("tables", "--lake", lake, "--json").stdout.splitlines()
    assert json.loads(listed[-1]) | {"bytes": 0} == {"table": "theirs", "rows": 3, "files": 1, "bytes": 0, "snapshots": 1}
    described = json.loads(run_eigenlake("describe", "theirs", "--lake", lake, "--json").stdout)
    assert described["rows"] == 3 and [column["name"] for column in described["columns"]] == ["number", "text"]
    assert "made elsewhere" in run_eigenlake("describe", "quantum_features.theirs", "--lake", lake).stdout
    shown = json.loads(run_eigenlake("snapshots", "theirs", "--lake", lake, "--json").stdout)
    assert shown["tags"] == ["first"] and shown["visible"]
    for command in ("describe", "snapshots"):
        assert "did you mean 'theirs'?" in run_eigenlake(command, "thiers", "--lake", lake, exit_code=2).stderr
    check = ("maintain", "check", "--deep", "--tables", "theirs,molecules", "--lake", lake, "--json")
    run_eigenlake(*check)
    assert "only check takes others" in run_eigenlake("maintain", "compact", "--tables", "theirs", "--lake", lake,
                                                      exit_code=2).stderr
    for form in ("parquet", "csv"):
        run_eigenlake("export", tmp_path / form, "--tables", "theirs", "--format", form, "--lake", lake)
    assert pq.read_table(tmp_path / "parquet" / "theirs").to_pylist() == numbers(1, 2, 3)
    assert (tmp_path / "csv" / "theirs.csv").read_text().splitlines() == ["number,text", "1,t1", "2,t2", "3,t3"]
    assert not (tmp_path / "csv" / "molecules.csv").exists()
    pathlib.Path(data["file_path"]).write_bytes(b"")
    assert pathlib.Path(data["file_path"]).name in run_eigenlake(*check, exit_code=6).stdout
