"""Writes the Iceberg fixtures of this folder: a small table by PyIceberg, valid and invalid metadata files, and the
fuzzers' seeds. Made with pyiceberg 0.12.0 and pyarrow 26.0.1; run it again only to change the fixtures.

usage: make_fixtures.py
"""

import copy
import datetime
import json
import pathlib
import shutil

import pyarrow as pa
from pyiceberg.catalog import MetastoreCatalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table import CommitTableResponse
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import DateType, DoubleType, IntegerType, ListType, NestedField, StringType

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE.parents[1] / "fuzz" / "corpus"


class OneTableCatalog(MetastoreCatalog):
    """The part of a catalog that PyIceberg needs to commit to one table."""

    def create(self, identifier, schema, spec, location):
        self.table = self._create_staged_table(identifier, schema, location, spec)
        self._write_metadata(self.table.metadata, self.table.io, self.table.metadata_location)
        return self.table

    def load_table(self, identifier):
        return self.table

    def commit_table(self, table, requirements, updates):
        staged = self._update_and_stage_table(self.table, table.name(), requirements, updates)
        self._write_metadata(staged.metadata, staged.io, staged.metadata_location)
        self.table = staged
        return CommitTableResponse(metadata=staged.metadata, metadata_location=staged.metadata_location)


OneTableCatalog.__abstractmethods__ = frozenset()


def pyiceberg_warehouse():
    """db/molecules with two appends, a tag on the first; renamed to the Hadoop catalog's file names."""
    target = HERE / "pyiceberg_warehouse"
    shutil.rmtree(target, ignore_errors=True)
    scratch = pathlib.Path("/lake-of-pyiceberg")  # the location in the metadata; the test reads it as a moved table
    shutil.rmtree(scratch, ignore_errors=True)
    catalog = OneTableCatalog("fixtures")
    schema = Schema(
        NestedField(1, "processing_date", DateType(), required=True),
        NestedField(2, "basis_set", StringType(), required=True),
        NestedField(3, "molecule_id", IntegerType(), required=True),
        NestedField(4, "energy", DoubleType(), required=False),
        NestedField(5, "symbols", ListType(6, StringType(), element_required=False), required=False),
    )
    spec = PartitionSpec(
        PartitionField(1, 1000, IdentityTransform(), "processing_date"),
        PartitionField(2, 1001, IdentityTransform(), "basis_set"),
    )
    table = catalog.create(("db", "molecules"), schema, spec, f"file://{scratch}/db/molecules")
    day = datetime.date(2025, 1, 10)

    def rows(items):
        return pa.Table.from_pylist(
            [dict(processing_date=d, basis_set=b, molecule_id=i, energy=e, symbols=s) for d, b, i, e, s in items],
            schema=table.schema().as_arrow(),
        )

    table.append(rows([(day, "sto3g", 0, -1.5, ["H", "H"]), (day, "sto3g", 1, None, None), (day, "cc-pvdz", 2, 0.0, [])]))
    table.manage_snapshots().create_tag(table.current_snapshot().snapshot_id, "first").commit()
    table.append(rows([(day, "6-31g", 3, float("nan"), ["O"]), (day, "6-31g", 4, 2.5, ["N"])]))
    metadata = pathlib.Path(table.metadata_location.removeprefix("file://"))
    shutil.copytree(scratch / "db" / "molecules" / "data", target / "db" / "molecules" / "data")
    folder = target / "db" / "molecules" / "metadata"
    folder.mkdir()
    for avro in metadata.parent.glob("*.avro"):
        shutil.copy(avro, folder)
    shutil.copy(metadata, folder / "v4.metadata.json")
    (folder / "version-hint.text").write_text("4")
    shutil.rmtree(scratch)
    for list_file in folder.glob("snap-*.avro"):
        shutil.copy(list_file, CORPUS / "manifest_list_fuzz" / "pyiceberg.avro")
    for manifest in folder.glob("*-m0.avro"):
        shutil.copy(manifest, CORPUS / "manifest_fuzz" / "pyiceberg.avro")
    shutil.copy(folder / "v4.metadata.json", CORPUS / "table_metadata_fuzz" / "pyiceberg.json")


SNAPSHOT = {
    "snapshot-id": 1,
    "sequence-number": 1,
    "timestamp-ms": 1736500000000,
    "manifest-list": "file:///lake/t/metadata/snap-1.avro",
    "summary": {"operation": "append"},
    "schema-id": 0,
}
VALID = {
    "format-version": 2,
    "table-uuid": "9c12d441-03fe-4693-9a96-a0705ddf69c1",
    "location": "file:///lake/t",
    "last-sequence-number": 1,
    "last-updated-ms": 1736500000000,
    "last-column-id": 2,
    "current-schema-id": 0,
    "schemas": [
        {
            "type": "struct",
            "schema-id": 0,
            "fields": [
                {"id": 1, "name": "experiment_id", "required": True, "type": "string"},
                {"id": 2, "name": "processing_date", "required": True, "type": "date"},
            ],
        }
    ],
    "default-spec-id": 0,
    "partition-specs": [
        {
            "spec-id": 0,
            "fields": [{"name": "processing_date", "transform": "identity", "source-id": 2, "field-id": 1000}],
        }
    ],
    "last-partition-id": 1000,
    "default-sort-order-id": 0,
    "sort-orders": [{"order-id": 0, "fields": []}],
    "properties": {"owner": "nobody"},
    "current-snapshot-id": 1,
    "snapshots": [SNAPSHOT],
    "snapshot-log": [{"timestamp-ms": 1736500000000, "snapshot-id": 1}],
    "metadata-log": [{"timestamp-ms": 1736500000000, "metadata-file": "file:///lake/t/metadata/v1.metadata.json"}],
    "refs": {"main": {"snapshot-id": 1, "type": "branch"}, "paper": {"snapshot-id": 1, "type": "tag"}},
}


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def valid_metadata():
    unknown = copy.deepcopy(VALID)
    unknown["statistics"] = [{"snapshot-id": 1, "puffin": "x"}]
    unknown["of-a-later-version"] = {"a": [1, 2.5, None]}
    unknown["snapshots"][0]["later-snapshot-field"] = "kept"
    write(HERE / "metadata_with_unknown_fields.json", unknown)
    v1 = copy.deepcopy(VALID)
    v1["format-version"] = 1
    v1["schema"] = v1.pop("schemas")[0]
    del v1["schema"]["schema-id"]
    v1["partition-spec"] = v1.pop("partition-specs")[0]["fields"]
    del v1["partition-spec"][0]["field-id"]
    for name in ("last-sequence-number", "current-schema-id", "default-spec-id", "last-partition-id"):
        del v1[name]
    for name in ("default-sort-order-id", "sort-orders", "refs"):
        del v1[name]
    del v1["snapshots"][0]["sequence-number"]
    write(HERE / "metadata_v1.json", v1)
    for name, value in {"valid": VALID, "v1": v1, "unknown_fields": unknown}.items():
        write(CORPUS / "table_metadata_fuzz" / f"{name}.json", value)


def invalid_metadata():
    folder = HERE / "invalid_metadata"
    shutil.rmtree(folder, ignore_errors=True)

    def defect(name, expected, change):
        value = copy.deepcopy(VALID)
        change(value)
        value["expected-error"] = expected
        write(folder / f"{name}.json", value)

    def put(*path_and_value):
        *path, last, new = path_and_value

        def change(value):
            for step in path:
                value = value[step]
            value[last] = new

        return change

    for field in ("table-uuid", "location", "last-sequence-number", "last-updated-ms", "last-column-id", "schemas",
                  "current-schema-id", "partition-specs", "default-spec-id", "sort-orders", "default-sort-order-id",
                  "format-version"):
        defect(f"without_{field.replace('-', '_')}", f"'{field}'", lambda value, field=field: value.pop(field))
    defect("format_version_3", "version 3", put("format-version", 3))
    defect("format_version_0", "version 0", put("format-version", 0))
    defect("location_is_a_number", "'location'", put("location", 7))
    defect("current_schema_unknown", "current-schema-id", put("current-schema-id", 5))
    defect("default_spec_unknown", "default-spec-id", put("default-spec-id", 5))
    defect("default_sort_order_unknown", "default-sort-order-id", put("default-sort-order-id", 5))
    defect("current_snapshot_unknown", "current-snapshot-id", put("current-snapshot-id", 5))
    defect("main_is_not_the_current_snapshot", "ref main", put("current-snapshot-id", None))
    defect("tag_of_an_unknown_snapshot", "ref paper", put("refs", "paper", "snapshot-id", 5))
    defect("ref_of_unknown_kind", "a tag or a branch", put("refs", "paper", "type", "twig"))
    defect("column_id_twice", "field id 1 is used twice", put("schemas", 0, "fields", 1, "id", 1))
    defect("column_name_twice", "experiment_id is used twice", put("schemas", 0, "fields", 1, "name", "experiment_id"))
    defect("column_id_beyond_the_last", "last-column-id", put("last-column-id", 1))
    defect("column_of_unknown_type", "'varchar'", put("schemas", 0, "fields", 0, "type", "varchar"))
    defect("partition_source_unknown", "processing_date", put("partition-specs", 0, "fields", 0, "source-id", 9))
    defect("snapshot_twice", "two snapshots have the id 1", lambda value: value["snapshots"].append(SNAPSHOT))
    defect("snapshot_without_manifest_list", "manifest-list", lambda value: value["snapshots"][0].pop("manifest-list"))
    defect("sequence_number_beyond_the_last", "last-sequence-number", put("last-sequence-number", 0))
    defect("snapshots_are_an_object", "'snapshots'", put("snapshots", {}))
    defect("property_is_a_number", "owner", put("properties", "owner", 1))
    defect("snapshot_id_too_large", "'snapshot-id' of a snapshot must be an integer", put("snapshots", 0, "snapshot-id", 2**64))
    text = json.dumps(VALID)
    (folder / "truncated.json").write_text(text[: len(text) // 2])
    (folder / "empty.json").write_text("")
    (folder / "a_list.json").write_text("[]")
    (folder / "not_utf8.json").write_bytes(text.replace("nobody", "\xff").encode("latin-1"))


if __name__ == "__main__":
    for name in ("table_metadata_fuzz", "manifest_fuzz", "manifest_list_fuzz"):
        (CORPUS / name).mkdir(parents=True, exist_ok=True)
    valid_metadata()
    invalid_metadata()
    pyiceberg_warehouse()
