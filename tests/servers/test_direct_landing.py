# SPDX-License-Identifier: Apache-2.0
"""Landing from a topic in the tables, without raw objects."""

import random

import pytest
from installed import BINARIES, ROOT
from records import another_experiment, framed
from streams import RAW, S3Stream, Stream, audit_offsets, kill_members_while_producing


def test_directly_landed_records_can_be_queried_without_raw_objects(broker, registry, run_eigenlake, tmp_path, record):
    stream = Stream(broker, registry, run_eigenlake, tmp_path, partitions=3)
    stream.produce((str(number), framed(another_experiment(record, number), stream.schema_id)) for number in range(40))
    stream.produce([("bad", b"not a record")])
    stream.land("--direct")
    assert stream.count() == 40
    assert not list(stream.lake.glob(f"{RAW}/**/*.*"))
    assert len(stream.consume(1, stream.dead_letters)) == 1
    listed = stream.run("quarantine", "list", "--lake", stream.lake, "--json").stdout
    assert f"kafka://{stream.topic}/" in listed
    stream.produce((str(number), framed(another_experiment(record, number), stream.schema_id)) for number in range(30, 60))
    stream.land("--direct")
    assert stream.count() == 60
    offsets = audit_offsets(stream)
    assert sum(last + 1 for _, last in offsets.values()) == 71
    assert stream.run("maintain", "check", "--lake", stream.lake).returncode == 0


def test_direct_landing_into_s3_stores_each_record_once(s3_store, broker, registry, run_eigenlake, tmp_path, record):
    stream = S3Stream(s3_store, broker, registry, run_eigenlake, tmp_path, 2)
    stream.produce((None, framed(another_experiment(record, number), stream.schema_id)) for number in range(10))
    stream.land("--direct")
    assert stream.count() == 10


def test_offsets_of_a_direct_landing_stay_with_every_later_batch(stream, record):
    stream.produce((None, framed(another_experiment(record, number), stream.schema_id)) for number in range(5))
    stream.land("--direct")
    before = audit_offsets(stream)
    stream.run("run", ROOT / "examples/molecules.json", "--molecule-index", 1, "--lake", stream.lake)
    assert audit_offsets(stream) == before == {"0": [0, 4]}


@pytest.mark.parametrize("catalog", ["hadoop", "sqlite"])
def test_killed_direct_landings_store_each_record_once(broker, registry, run_eigenlake, tmp_path, record,
                                                                              catalog):
    stream = Stream(broker, registry, run_eigenlake, tmp_path, partitions=4)
    options = ["--catalog-uri", f"sqlite:///{tmp_path}/catalog.db"] if catalog == "sqlite" else []
    rng = random.Random(len(catalog))
    command = [str(word) for word in (BINARIES / "eigenlake", "land", "--direct", "--lake", stream.lake, "--batch-seconds", 0.1,
                                      "--quiet", "--kafka-property", "session.timeout.ms=6000", *options, *stream.options())]
    kill_members_while_producing(stream, record, command, 30, rng)
    stream.land("--direct", *options, timeout=120)
    done = stream.run("sql", "select count(*), count(distinct experiment_id) from molecules union all select count(*), "
                      "count(distinct experiment_id) from vqe_results", "--lake", stream.lake, *options, "--format", "csv")
    assert done.stdout.splitlines()[1:] == ["180,180", "180,180"]
    records = stream.run("sql", "select sum(records), sum(experiments_duplicate) from source_objects", "--lake", stream.lake,
                         *options, "--format", "csv")
    assert records.stdout.splitlines()[1] == "180,0", "no message landed twice, so none had to be recognised"
