# SPDX-License-Identifier: Apache-2.0
"""Writes Iceberg tables by hand as other engines do, for what no available writer makes: equality
deletes, data files in Avro, several partition specs, files without field ids, format versions 1 and 3.

Source: Iceberg table spec, "Manifests", "Manifest Lists", appendix A (Avro) and appendix D (single values)."""

import io
import itertools
import json
import pathlib
import struct
import uuid

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq

DATA, POSITION_DELETES, EQUALITY_DELETES = 0, 1, 2

ARROW_TYPES = {
    "boolean": pa.bool_(), "int": pa.int32(), "long": pa.int64(), "float": pa.float32(), "double": pa.float64(),
    "date": pa.date32(), "time": pa.time64("us"), "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", "UTC"), "string": pa.string(), "binary": pa.binary(), "uuid": pa.binary(16),
}
AVRO_TYPES = {
    "boolean": "boolean", "int": "int", "long": "long", "float": "float", "double": "double", "string": "string",
    "binary": "bytes", "date": {"type": "int", "logicalType": "date"},
    "time": {"type": "long", "logicalType": "time-micros"},
    "timestamp": {"type": "long", "logicalType": "timestamp-micros", "adjust-to-utc": False},
    "timestamptz": {"type": "long", "logicalType": "timestamp-micros", "adjust-to-utc": True},
}


def field(field_id, name, kind, required=False):
    """A column of an Iceberg schema."""
    return {"id": field_id, "name": name, "required": required, "type": kind}


def struct_of(*fields):
    return {"type": "struct", "fields": list(fields)}


def list_of(element_id, element):
    return {"type": "list", "element-id": element_id, "element": element, "element-required": False}


def map_of(key_id, key, value_id, value):
    return {"type": "map", "key-id": key_id, "key": key, "value-id": value_id, "value": value,
            "value-required": False}


def arrow_field(column, ids=True):
    metadata = {"PARQUET:field_id": str(column["id"])} if ids else None
    return pa.field(column["name"], arrow_type(column["type"], ids), not column["required"], metadata)


def arrow_type(kind, ids=True):
    part = lambda name, word, required: arrow_field(field(kind[f"{word}-id"], name, kind[word], required), ids)
    if isinstance(kind, str):
        if kind.startswith("decimal"):
            return pa.decimal128(*map(int, kind[8:-1].split(",")))
        if kind.startswith("fixed"):
            return pa.binary(int(kind[6:-1]))
        return ARROW_TYPES[kind]
    if kind["type"] == "struct":
        return pa.struct([arrow_field(column, ids) for column in kind["fields"]])
    if kind["type"] == "list":
        return pa.list_(part("element", "element", False))
    return pa.map_(part("key", "key", True), part("value", "value", False))


def arrow_schema(columns, ids=True):
    return pa.schema([arrow_field(column, ids) for column in columns])


class Names:
    """Avro requires a unique name for each record."""

    def __init__(self):
        self.numbers = itertools.count()

    def next(self):
        return f"r{next(self.numbers)}"


def avro_type(kind, names):
    optional = lambda part: ["null", avro_type(part, names)]
    if isinstance(kind, str):
        if kind.startswith("decimal"):
            precision, scale = map(int, kind[8:-1].split(","))
            return {"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale}
        return AVRO_TYPES[kind]
    if kind["type"] == "struct":
        return avro_record(kind["fields"], names)
    if kind["type"] == "list":
        return {"type": "array", "items": optional(kind["element"]), "element-id": kind["element-id"]}
    if kind["key"] == "string":
        return {"type": "map", "values": optional(kind["value"]), "key-id": kind["key-id"],
                "value-id": kind["value-id"]}
    pair = [field(kind["key-id"], "key", kind["key"], True), field(kind["value-id"], "value", kind["value"])]
    return {"type": "array", "logicalType": "map", "items": avro_record(pair, names)}


def avro_record(columns, names):
    fields = []
    for column in columns:
        kind = avro_type(column["type"], names)
        entry = {"name": column["name"], "type": kind if column["required"] else ["null", kind],
                 "field-id": column["id"]}
        if not column["required"]:
            entry["default"] = None
        fields.append(entry)
    return {"type": "record", "name": names.next(), "fields": fields}


def avro_value(value, kind):
    """fastavro's form of a value: maps with other keys than strings are lists of pairs."""
    if value is None or isinstance(kind, str):
        return value
    if kind["type"] == "struct":
        return {column["name"]: avro_value(value[column["name"]], column["type"]) for column in kind["fields"]}
    if kind["type"] == "list":
        return [avro_value(item, kind["element"]) for item in value]
    pairs = [(key, avro_value(item, kind["value"])) for key, item in value]
    return dict(pairs) if kind["key"] == "string" else [{"key": key, "value": item} for key, item in pairs]


def single_value(value, kind):
    """Appendix D: the bytes of a bound."""
    formats = {"int": "<i", "long": "<q", "float": "<f", "double": "<d", "date": "<i"}
    return struct.pack(formats[kind], value) if kind in formats else str(value).encode()


class ForeignTable:
    """A table of format version 2 in {warehouse}/{namespace}/{name}, in the layout of the Hadoop catalog."""

    def __init__(self, folder, columns, partition_fields=(), properties=None, version=2):
        self.folder = pathlib.Path(folder)
        (self.folder / "metadata").mkdir(parents=True)
        (self.folder / "data").mkdir()
        self.schemas = [list(columns)]
        self.specs = [list(partition_fields)]
        self.properties = dict(properties or {})
        self.version = version
        self.manifests = []
        self.snapshots = []
        self.refs = {}
        self.metadata_version = 0
        self.uuid = str(uuid.uuid4())
        self.write_metadata()

    @property
    def columns(self):
        return self.schemas[-1]

    @property
    def metadata_file(self):
        return self.folder / "metadata" / f"v{self.metadata_version}.metadata.json"

    def evolve(self, columns):
        self.schemas.append(list(columns))
        self.write_metadata()

    def repartition(self, partition_fields):
        self.specs.append(list(partition_fields))
        self.write_metadata()

    # -- files ---------------------------------------------------------------------------------------------------

    def entry(self, path, count, content=DATA, file_format="PARQUET", partition=(), **more):
        return {"content": content, "file_path": str(path), "file_format": file_format,
                "partition": list(partition), "record_count": count,
                "file_size_in_bytes": pathlib.Path(path).stat().st_size, "spec_id": len(self.specs) - 1, **more}

    def new_path(self, extension):
        return self.folder / "data" / f"{uuid.uuid4()}.{extension}"

    def parquet(self, rows, columns=None, ids=True, partition=(), counts=True, **options):
        columns = columns or self.columns
        path = self.new_path("parquet")
        table = pa.Table.from_pylist(rows, schema=arrow_schema(columns, ids))
        pq.write_table(table, path, store_schema=False, **options)
        more = self.metrics(table, columns) if counts else {}
        return self.entry(path, len(rows), partition=partition, **more)

    @staticmethod
    def metrics(table, columns):
        primitive = [column for column in columns if isinstance(column["type"], str)]
        values = {c["id"]: table.num_rows for c in primitive}
        nulls = {c["id"]: table[c["name"]].null_count for c in primitive}
        lower, upper = {}, {}
        for column in primitive:
            found = [v for v in table[column["name"]].to_pylist() if v is not None and v == v]
            if found and column["type"] in ("int", "long", "double", "string"):
                lower[column["id"]] = single_value(min(found), column["type"])
                upper[column["id"]] = single_value(max(found), column["type"])
        return {"value_counts": values, "null_value_counts": nulls, "lower_bounds": lower, "upper_bounds": upper}

    def avro(self, rows, columns=None, partition=(), codec="deflate"):
        columns = columns or self.columns
        path = self.new_path("avro")
        records = [avro_value(row, struct_of(*columns)) for row in rows]
        with open(path, "wb") as out:
            fastavro.writer(out, avro_record(columns, Names()), records, codec=codec)
        return self.entry(path, len(rows), file_format="AVRO", partition=partition)

    def position_deletes(self, positions, partition=(), **more):
        """`positions`: pairs of a data file's entry and a row's position in it."""
        columns = [field(2147483546, "file_path", "string", True), field(2147483545, "pos", "long", True)]
        rows = sorted(({"file_path": data["file_path"], "pos": place} for data, place in positions),
                      key=lambda row: (row["file_path"], row["pos"]))
        written = self.parquet(rows, columns, partition=partition, counts=False)
        return {**written, "content": POSITION_DELETES, **more}

    def equality_deletes(self, rows, columns, equality_ids=None, partition=(), spec_id=None):
        written = self.parquet(rows, columns, partition=partition, counts=False)
        written["spec_id"] = written["spec_id"] if spec_id is None else spec_id
        return {**written, "content": EQUALITY_DELETES,
                "equality_ids": equality_ids or [column["id"] for column in columns]}

    # -- metadata ------------------------------------------------------------------------------------------------

    def append(self, *files, operation="append", tag=None):
        """One snapshot that adds the files: one manifest for each spec and kind."""
        sequence_number = len(self.snapshots) + 1
        snapshot_id = 1000 + sequence_number
        groups = {}
        for file in files:
            groups.setdefault((file["spec_id"], file["content"] != DATA), []).append(file)
        for (spec_id, deletes), members in groups.items():
            self.manifests.append(self.write_manifest(spec_id, deletes, members, snapshot_id, sequence_number))
        manifest_list = self.folder / "metadata" / f"snap-{snapshot_id}.avro"
        self.write_avro(manifest_list, self.manifest_list_schema(), self.manifests, {})
        parent = self.snapshots[-1]["snapshot-id"] if self.snapshots else None
        self.snapshots.append({
            "snapshot-id": snapshot_id, "sequence-number": sequence_number, "timestamp-ms": 1736500000000 + sequence_number,
            "manifest-list": str(manifest_list), "schema-id": len(self.schemas) - 1,
            "summary": {"operation": operation}, **({"parent-snapshot-id": parent} if parent else {})})
        if self.version == 1:
            del self.snapshots[-1]["sequence-number"]
        if tag:
            self.refs[tag] = {"snapshot-id": snapshot_id, "type": "tag"}
        self.write_metadata()
        return snapshot_id

    def partition_kind(self, partition_field):
        kinds = {"year": "int", "month": "int", "hour": "int", "day": "date"}
        transform = partition_field["transform"]
        if transform.startswith("bucket"):
            return "int"
        if transform in kinds:
            return kinds[transform]
        all_columns = [column for schema in self.schemas for column in schema]
        return next(c["type"] for c in all_columns if c["id"] == partition_field["source-id"])

    def write_manifest(self, spec_id, deletes, files, snapshot_id, sequence_number):
        spec = self.specs[spec_id]
        path = self.folder / "metadata" / f"{uuid.uuid4()}-m0.avro"
        partition = {"type": "record", "name": "r102", "fields": [
            {"name": f["name"], "type": ["null", AVRO_TYPES[self.partition_kind(f)]], "default": None,
             "field-id": f["field-id"]} for f in spec]}
        records = [self.manifest_record(file, spec, snapshot_id) for file in files]
        schema = {"type": "struct", "schema-id": len(self.schemas) - 1, "fields": self.columns}
        header = {"schema": json.dumps(schema), "schema-id": str(len(self.schemas) - 1),
                  "partition-spec": json.dumps(spec), "partition-spec-id": str(spec_id),
                  "format-version": str(self.version), "content": "deletes" if deletes else "data"}
        self.write_avro(path, self.manifest_schema(partition), records, header)
        return {"manifest_path": str(path), "manifest_length": path.stat().st_size, "partition_spec_id": spec_id,
                "content": int(deletes), "sequence_number": sequence_number, "min_sequence_number": sequence_number,
                "added_snapshot_id": snapshot_id, "added_files_count": len(files), "existing_files_count": 0,
                "deleted_files_count": 0, "added_rows_count": sum(f["record_count"] for f in files),
                "existing_rows_count": 0, "deleted_rows_count": 0}

    @staticmethod
    def manifest_record(file, spec, snapshot_id):
        pairs = lambda name: [{"key": k, "value": v} for k, v in file[name].items()] if name in file else None
        data_file = {name: file[name] for name in
                     ("content", "file_path", "file_format", "record_count", "file_size_in_bytes")}
        data_file["partition"] = dict(zip((f["name"] for f in spec), file["partition"]))
        for name in ("value_counts", "null_value_counts", "nan_value_counts", "lower_bounds", "upper_bounds"):
            data_file[name] = pairs(name)
        for name in ("equality_ids", "referenced_data_file"):
            data_file[name] = file.get(name)
        return {"status": 1, "snapshot_id": snapshot_id, "sequence_number": None, "file_sequence_number": None,
                "data_file": data_file}

    def manifest_schema(self, partition):
        required = lambda name, kind, field_id: {"name": name, "type": kind, "field-id": field_id}
        optional = lambda name, kind, field_id: {"name": name, "type": ["null", kind], "default": None,
                                                 "field-id": field_id}

        def pairs(name, field_id, key_id, value_id, value):
            entry = {"type": "record", "name": f"k{key_id}_v{value_id}",
                     "fields": [required("key", "int", key_id), required("value", value, value_id)]}
            return optional(name, {"type": "array", "logicalType": "map", "items": entry}, field_id)

        fields = [required("file_path", "string", 100), required("file_format", "string", 101),
                  required("partition", partition, 102), required("record_count", "long", 103),
                  required("file_size_in_bytes", "long", 104), pairs("value_counts", 109, 119, 120, "long"),
                  pairs("null_value_counts", 110, 121, 122, "long"),
                  pairs("nan_value_counts", 137, 138, 139, "long"), pairs("lower_bounds", 125, 126, 127, "bytes"),
                  pairs("upper_bounds", 128, 129, 130, "bytes")]
        entry = [required("status", "int", 0)]
        if self.version == 1:
            entry.append(required("snapshot_id", "long", 1))
        else:
            fields = [required("content", "int", 134), *fields,
                      optional("equality_ids", {"type": "array", "items": "int", "element-id": 136}, 135),
                      optional("referenced_data_file", "string", 143)]
            entry += [optional("snapshot_id", "long", 1), optional("sequence_number", "long", 3),
                      optional("file_sequence_number", "long", 4)]
        data_file = {"type": "record", "name": "r2", "fields": fields}
        return {"type": "record", "name": "manifest_entry", "fields": [*entry, required("data_file", data_file, 2)]}

    def manifest_list_schema(self):
        ids = {"manifest_path": ("string", 500), "manifest_length": ("long", 501), "partition_spec_id": ("int", 502),
               "added_snapshot_id": ("long", 503), "added_files_count": ("int", 504),
               "existing_files_count": ("int", 505), "deleted_files_count": ("int", 506),
               "added_rows_count": ("long", 512), "existing_rows_count": ("long", 513),
               "deleted_rows_count": ("long", 514)}
        if self.version > 1:
            ids |= {"content": ("int", 517), "sequence_number": ("long", 515), "min_sequence_number": ("long", 516)}
        return {"type": "record", "name": "manifest_file", "fields": [
            {"name": name, "type": kind, "field-id": field_id} for name, (kind, field_id) in ids.items()]}

    @staticmethod
    def write_avro(path, schema, records, header):
        out = io.BytesIO()
        fastavro.writer(out, schema, records, codec="deflate", metadata=header)
        path.write_bytes(out.getvalue())

    def write_metadata(self):
        self.metadata_version += 1
        schemas = [{"type": "struct", "schema-id": i, "fields": columns} for i, columns in enumerate(self.schemas)]
        current = self.snapshots[-1]["snapshot-id"] if self.snapshots else -1
        metadata = {
            "format-version": self.version, "table-uuid": self.uuid, "location": str(self.folder),
            "last-updated-ms": 1736500000000 + self.metadata_version, "last-column-id": 1000,
            "partition-specs": [{"spec-id": i, "fields": fields} for i, fields in enumerate(self.specs)],
            "default-spec-id": len(self.specs) - 1, "last-partition-id": 1100, "properties": self.properties,
            "current-snapshot-id": current, "snapshots": self.snapshots, "schemas": schemas,
            "current-schema-id": len(schemas) - 1, "sort-orders": [{"order-id": 0, "fields": []}],
            "default-sort-order-id": 0, "snapshot-log": [
                {"timestamp-ms": s["timestamp-ms"], "snapshot-id": s["snapshot-id"]} for s in self.snapshots],
            "metadata-log": [], "refs": self.refs}
        if self.version == 1:
            metadata |= {"schema": schemas[-1], "partition-spec": self.specs[-1]}
        else:
            metadata["last-sequence-number"] = len(self.snapshots)
        if self.version == 3:
            metadata["next-row-id"] = 0
        self.metadata_file.write_text(json.dumps(metadata))
        (self.folder / "metadata" / "version-hint.text").write_text(str(self.metadata_version))
