# SPDX-License-Identifier: Apache-2.0
"""After each step of maintenance pyiceberg and DuckDB's extension read the same rows, and tags still resolve."""

import hashlib
import json
import pathlib

import pytest
from pyiceberg.table import StaticTable

from side_tables import write_side_rows

REPOSITORY = pathlib.Path(__file__).parents[2]
DEFINITIONS = json.loads((REPOSITORY / "schemas" / "tables.json").read_text())["tables"]
TABLES = sorted(DEFINITIONS)
STEPS = [
    ("compact",),
    ("manifests",),
    ("expire", "--keep-batches", "2", "--keep-days", "0", "--grace-minutes", "0"),
    ("orphans", "--older-than", "0", "--delete"),
]


def metadata_file(lake, table):
    folder = lake / "features" / "warehouse" / "quantum_features" / table / "metadata"
    return folder / f"v{(folder / 'version-hint.text').read_text().strip()}.metadata.json"


def digest(rows):
    """A digest of the multiset of rows, in any order."""
    lines = sorted(json.dumps(row, default=str, sort_keys=True) for row in rows.to_pylist())
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read_by_pyiceberg(lake, table, snapshot_id=None):
    return digest(StaticTable.from_metadata(str(metadata_file(lake, table))).scan(snapshot_id=snapshot_id).to_arrow())


def tags(lake, table):
    refs = StaticTable.from_metadata(str(metadata_file(lake, table))).metadata.refs
    return {name: ref.snapshot_id for name, ref in refs.items() if ref.snapshot_ref_type == "tag"}


@pytest.fixture(scope="module")
def stages(tmp_path_factory, run_eigenlake, duckdb_connection):
    """The rows that both readers see before maintenance and after each step."""
    lake = tmp_path_factory.mktemp("maintenance") / "lake"
    for index in ("0", "1", "2"):
        if index == "2":
            write_side_rows(run_eigenlake, lake)
        run_eigenlake("run", REPOSITORY / "examples" / "molecules.json", "--molecule-index", index, "--lake", lake, "--quiet")

    def look():
        return {
            table: {
                "pyiceberg": read_by_pyiceberg(lake, table),
                "duckdb": digest(duckdb_connection.execute(f"select * from iceberg_scan('{metadata_file(lake, table)}')").to_arrow_table()),
                "tags": {tag: read_by_pyiceberg(lake, table, snapshot) for tag, snapshot in tags(lake, table).items()},
            }
            for table in TABLES
        }

    seen = {"before": look()}
    for step in STEPS:
        run_eigenlake("maintain", *step, "--lake", lake, "--quiet")
        seen[step[0]] = look()
    check = run_eigenlake("maintain", "check", "--deep", "--lake", lake)
    seen["check"] = check.stdout
    return seen


@pytest.mark.parametrize("step", [step[0] for step in STEPS])
@pytest.mark.parametrize("table", TABLES)
def test_foreign_readers_read_the_same_rows(stages, table, step):
    for reader in ("pyiceberg", "duckdb"):
        assert stages[step][table][reader] == stages["before"][table][reader], reader


@pytest.mark.parametrize("step", [step[0] for step in STEPS])
@pytest.mark.parametrize("table", TABLES)
def test_remaining_tags_resolve_to_their_rows(stages, table, step):
    before, after = stages["before"][table]["tags"], stages[step][table]["tags"]
    assert after.items() <= before.items()
    if step in ("compact", "manifests"):
        assert after == before


def test_expiry_leaves_the_newest_batches_and_a_base(stages):
    assert len(stages["before"]["processing_metadata"]["tags"]) == 10
    assert len(stages["expire"]["processing_metadata"]["tags"]) == 2
    # The two newest batches: one wrote molecules, the other did not.
    assert len(stages["expire"]["molecules"]["tags"]) == 1


def test_deep_check_finds_no_fault(stages):
    assert stages["check"].rstrip().endswith(": 0 faults")
