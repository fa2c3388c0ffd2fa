# SPDX-License-Identifier: Apache-2.0
"""A missing, truncated or empty file of a table ends every command that reads it with exit code 6, the names of table and
file, and what to do; other commands work."""

import json
import os
import pathlib
import shutil

import pytest


def lose(path):
    path.unlink()


def cut(path):
    path.write_bytes(path.read_bytes()[:-7])


def empty(path):
    path.write_bytes(b"")


def replace_by_pipe(path):
    path.unlink()
    os.mkfifo(path)


DAMAGES = [lose, cut, empty, replace_by_pipe]
FILES = {"data": "data/**/*.parquet", "manifest": "metadata/*-m*.avro", "manifest list": "metadata/snap-*.avro"}


def expect_advice(done, table, path):
    assert f"of table quantum_features.{table}" in done.stderr, done.stderr
    assert path.name in done.stderr
    assert "restore the file from a backup" in done.stderr and "see `eigenlake recover`" in done.stderr


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("kind", FILES)
def test_sql_names_table_file_and_what_to_do(lake_of_h2, run_eigenlake, tmp_path, kind, damage):
    lake = pathlib.Path(shutil.copytree(lake_of_h2, tmp_path / "lake"))
    table = lake / "features" / "warehouse" / "quantum_features" / "vqe_results"
    (path,) = [path for path in table.glob(FILES[kind]) if kind != "manifest" or "snap-" not in path.name]
    damage(path)
    for query in ("select * from vqe_results", "select count(*) from runs", "summarize vqe_results"):
        expect_advice(run_eigenlake("sql", query, "--lake", lake, exit_code=6), "vqe_results", path)
    run_eigenlake("sql", "select count(*) from molecules", "--lake", lake)
    run_eigenlake("sql", "show tables", "--lake", lake)
    if kind == "data":
        other = "select count(*) from molecules; "
        expect_advice(run_eigenlake("sql", "--lake", lake, input=other + "select min(total_energy) from vqe_results;",
                                    exit_code=6), "vqe_results", path)


@pytest.mark.parametrize("damage", DAMAGES[:3], ids=lambda damage: damage.__name__)
def test_other_commands_report_the_same_error(lake_of_h2, run_eigenlake, tmp_path, damage):
    lake = pathlib.Path(shutil.copytree(lake_of_h2, tmp_path / "lake"))
    tables = lake / "features" / "warehouse" / "quantum_features"
    identity = json.loads(run_eigenlake("sql", "select experiment_id id from molecules", "--lake", lake, "--json").stdout)["id"]
    (path,) = (tables / "molecules").glob(FILES["data"])
    damage(path)
    commands = [("show", identity), ("export", tmp_path / "parquet"), ("export", tmp_path / "csv", "--format", "csv")]
    for command in commands:
        expect_advice(run_eigenlake(*command, "--lake", lake, exit_code=6), "molecules", path)
    done = run_eigenlake("export", tmp_path / "iceberg", "--format", "iceberg", "--lake", lake, exit_code=6)
    assert path.name in done.stderr and "molecules" in done.stderr
    assert path.name in run_eigenlake("maintain", "check", "--lake", lake, exit_code=6).stdout
    for place in ("parquet", "csv", "iceberg"):
        assert not (tmp_path / place / "manifest.json").exists()
