# SPDX-License-Identifier: Apache-2.0
"""Deleted experiments do not return unless a user forces it."""

import json
import re

from samples import H2, HEH, objects

FAR = {**H2, "name": "far", "coords": [[0, 0, 0], [0, 0, 1.5]]}


def deleted(eigenlake, *arguments, **options):
    done = eigenlake("delete", *arguments, "--json", **options)
    return objects(done.stdout)[0] if done.returncode == 0 else done


def test_deleted_experiment_returns_only_by_force(eigenlake, molecules, sql, lake):
    file = molecules(H2, HEH)
    first, second = objects(eigenlake("run", file, "--label", "series=a", "--json").stdout)
    gone = first["experiment_id"]
    report = deleted(eigenlake, gone[:8], "--reason", "a wrong geometry")
    assert report["experiments"] == [gone] and report["rows"]["molecules"] == 1 and report["rows"]["labels"] == 1
    assert sql("select experiment_id from runs") == [{"experiment_id": second["experiment_id"]}]
    (row,) = sql("select experiment_id, deleted, reason, changed_by from deletions")
    assert (row["deleted"], row["reason"]) == (True, "a wrong geometry") and re.fullmatch(".+@.+", row["changed_by"])
    # A copy of its raw object under another name is a new object.
    folder = lake / "raw-results" / "experiments" / "experiment.vqe"
    (source,) = folder.glob(f"*{gone}.avro")
    (folder / "copy.avro").write_bytes(source.read_bytes())
    done = eigenlake("ingest", "--json")
    assert objects(done.stdout)[0]["experiments_deleted"] == 1 and "deleted" in done.stderr
    done = eigenlake("run", file, "--label", "series=b", "--json")
    assert [run["experiment_id"] for run in objects(done.stdout)] == [second["experiment_id"]]
    assert "a wrong geometry" in done.stderr and "--force" in done.stderr
    plans = objects(eigenlake("run", file, "--dry-run", "--json").stdout)
    assert [plan["deleted"] for plan in plans] == [True, False]
    done = eigenlake("run", file, "--force", "--json")
    assert "1 deleted experiment is restored" in done.stderr
    assert sql("select count(*) n, count(distinct experiment_id) d from runs") == [{"n": 2, "d": 2}]
    assert sql("select deleted from deletions order by changed_at") == [{"deleted": True}, {"deleted": False}]
    assert eigenlake("maintain", "check", "--deep").stdout.rstrip().endswith(": 0 faults")


def test_simulate_lifts_a_deletion_and_the_next_ingest_restores_the_experiment(eigenlake, molecules, sql):
    file = molecules(H2)
    eigenlake("run", file, "--quiet")
    deleted(eigenlake, "--where", "name = 'H2'")
    assert objects(eigenlake("simulate", file, "--json").stdout) == []
    assert len(objects(eigenlake("simulate", file, "--force", "--json").stdout)) == 1
    assert objects(eigenlake("ingest", "--json").stdout)[0]["experiments_new"] == 1
    assert sql("select name from runs") == [{"name": "H2"}]


def test_condition_selects_experiments_and_dry_run_lists_them(eigenlake, molecules, sql, tmp_path):
    eigenlake("run", molecules(H2, HEH, FAR), "--quiet")
    condition = "name = 'far' or experiment_id in (select experiment_id from molecules where charge = 1) -- two"
    done = eigenlake("delete", "--where", condition, "--dry-run")
    assert "far" in done.stdout and "HeH+" in done.stdout and "would delete 2 experiments" in done.stdout
    assert len(sql("select * from runs")) == 3
    eigenlake("delete", "--where", condition)
    assert sql("select name from runs") == [{"name": "H2"}]
    assert deleted(eigenlake, "--where", "name = 'nobody'")["experiments"] == []
    for mistake in ((), ("abc", "--where", "true"), ("--where", "nme = 'far'"), ("--where", "true); select (1"),
                    ("--where", f"true); copy runs to '{tmp_path}/stolen.csv'; select (1"), ("--where", "name in (from glob('*'))")):
        eigenlake("delete", *mistake, exit_code=2)
    assert not list(tmp_path.rglob("stolen*"))
    eigenlake("delete", "ffff", exit_code=3)
    assert sql("select name from runs") == [{"name": "H2"}]


def test_second_deletion_is_no_error(eigenlake, molecules):
    (run,) = objects(eigenlake("run", molecules(H2), "--json").stdout)
    deleted(eigenlake, run["experiment_id"])
    done = eigenlake("delete", run["experiment_id"])
    assert "deleted already" in done.stderr


def test_purge_stops_at_a_tag_and_removes_the_bytes(eigenlake, molecules, sql, lake):
    first, second = objects(eigenlake("run", molecules(H2, HEH), "--json").stdout)
    (batch,) = sql("select processing_batch_id id from molecules limit 1")
    deleted(eigenlake, first["experiment_id"])
    assert len(sql("select * from molecules", "--batch", batch["id"])) == 2
    eigenlake("tag", "create", "paper", "--batch", batch["id"])
    done = eigenlake("delete", first["experiment_id"], "--purge", exit_code=3)
    assert "'paper'" in done.stderr and "tag delete paper" in done.stderr
    assert len(sql("select * from molecules", "--tag", "paper")) == 2
    eigenlake("tag", "delete", "paper")
    report = deleted(eigenlake, first["experiment_id"], "--purge")
    assert report["purged"]["files"] > 0
    assert [row["experiment_id"] for row in sql("select experiment_id from molecules")] == [second["experiment_id"]]
    assert "expired" in eigenlake("sql", "select * from molecules", "--batch", batch["id"], exit_code=3).stderr
    assert len(sql("select * from molecules", "--batch", report["batch_id"])) == 1
    assert eigenlake("maintain", "check", "--deep").stdout.rstrip().endswith(": 0 faults")
    assert list((lake / "raw-results").rglob(f"*{first['experiment_id']}.avro"))
    plan = json.loads(eigenlake("maintain", "orphans", "--older-than", "0", "--tables", "molecules", "--json").stdout)
    assert not [orphan for orphan in plan["orphans"] if "/data/" in orphan]
