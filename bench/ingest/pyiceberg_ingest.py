# SPDX-License-Identifier: Apache-2.0
"""What a Python user would write: fastavro reads the raw objects, PyArrow builds the nine tables, PyIceberg appends them.

Tables, columns, types, ids and partitions are those of schemas/tables.json, written in batches of BATCH records to
bound the memory; without ledger, duplicates or an order among the nine commits. The catalog is SQLite.

usage: pyiceberg_ingest.py RAW_FOLDER OUTPUT_FOLDER

Prints one JSON object: seconds, bytes. Needs fastavro, numpy, pyarrow and pyiceberg[sql-sqlite].
"""

import datetime
import hashlib
import json
import pathlib
import shutil
import sys
import time
import uuid

import fastavro
import numpy as np
import pyarrow as pa
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import (BooleanType, DateType, DoubleType, IntegerType, ListType, LongType, NestedField, StringType,
                             TimestamptzType)

ROOT = pathlib.Path(__file__).resolve().parents[2]
BATCH = 50
TYPES = {"string": StringType(), "int": IntegerType(), "long": LongType(), "double": DoubleType(),
         "boolean": BooleanType(), "date": DateType(), "timestamptz": TimestamptzType()}
TABLES = ("molecules", "ansatz_info", "performance_metrics", "vqe_results", "initial_parameters", "optimal_parameters",
          "vqe_iterations", "iteration_parameters", "hamiltonian_terms")


def iceberg_type(spelling, next_id):
    if isinstance(spelling, str):
        return TYPES[spelling]
    element_id = next_id()
    return ListType(element_id, iceberg_type(spelling["list"], next_id), element_required=True)


def make_tables(catalog, definitions):
    catalog.create_namespace("quantum_features")
    tables = {}
    for name in TABLES:
        definition = definitions[name]
        columns = definition["columns"]
        counter = iter(range(len(columns) + 1, 1000))
        fields = [NestedField(i, c["name"], iceberg_type(c["type"], lambda: next(counter)), required=c["required"])
                  for i, c in enumerate(columns, 1)]
        ids = {field.name: field.field_id for field in fields}
        spec = PartitionSpec(*(PartitionField(ids[p], 1000 + i, IdentityTransform(), p)
                               for i, p in enumerate(definition["partition"])))
        tables[name] = catalog.create_table(f"quantum_features.{name}", Schema(*fields), partition_spec=spec,
                                            properties={"write.parquet.compression-codec": "zstd"})
    return tables


def experiment_id(record):
    initial = {k: v for k, v in record["vqe_result"]["initial_data"].items() if k != "hamiltonian"}
    identity = {"basis_set": record["basis_set"], "initial_data": initial,
                "molecule_data": record["molecule"]["molecule_data"], "run_identity": None}
    return hashlib.sha256(json.dumps(identity, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


class Columns:
    """Columns of one table, filled record by record with scalars (repeated) or lists."""

    def __init__(self):
        self.chunks = {}

    def add(self, length, **values):
        for name, value in values.items():
            array = value if isinstance(value, (list, np.ndarray)) else [value] * length
            self.chunks.setdefault(name, []).append(array)

    def table(self, schema, stamp):
        columns, length = [], sum(map(len, self.chunks["experiment_id"]))
        for field in schema:
            if field.name in stamp:
                columns.append(pa.array([stamp[field.name]] * length, field.type))
            elif field.name not in self.chunks:
                columns.append(pa.nulls(length, field.type))
            elif all(isinstance(chunk, np.ndarray) for chunk in self.chunks[field.name]):
                columns.append(pa.array(np.concatenate(self.chunks[field.name]), field.type))
            else:
                columns.append(pa.array([v for chunk in self.chunks[field.name] for v in chunk], field.type))
        return pa.Table.from_arrays(columns, schema=schema)


def add_record(tables, record):
    result, molecule = record["vqe_result"], record["molecule"]["molecule_data"]
    initial, iterations = result["initial_data"], result["iteration_list"]
    eid = experiment_id(record)
    base = {"experiment_id": eid, "molecule_id": record["molecule_id"]}
    ansatz = {"ansatz_reps": initial["ansatz_reps"], "ansatz_name": initial["ansatz_name"] or "EfficientSU2",
              "init_strategy": initial["init_strategy"] or "random"}
    tables["molecules"].add(1, **base, atom_symbols=[molecule["symbols"]], molecule_name="".join(molecule["symbols"]),
                            coordinates=[molecule["coords"]], multiplicity=molecule["multiplicity"],
                            charge=molecule["charge"], coordinate_units=molecule["units"],
                            atomic_masses=[molecule["masses"]])
    base["basis_set"] = record["basis_set"]
    tables["ansatz_info"].add(1, **base, ansatz=initial["ansatz"], **ansatz)
    times = {k: record[k] for k in ("hamiltonian_time", "mapping_time", "vqe_time", "total_time")}
    tables["performance_metrics"].add(
        1, **base, **times, minimization_time=result["minimization_time"],
        computed_total_time=times["hamiltonian_time"] + times["mapping_time"] + times["vqe_time"])
    base["backend"] = initial["backend"]
    tables["hamiltonian_terms"].add(
        len(initial["hamiltonian"]), **base, term_label=[t["label"] for t in initial["hamiltonian"]],
        coeff_real=[t["coefficients"]["real"] for t in initial["hamiltonian"]],
        coeff_imag=[t["coefficients"]["imaginary"] for t in initial["hamiltonian"]],
        term_index=np.arange(len(initial["hamiltonian"])),
        term_id=[f"{eid}_term_{i}" for i in range(len(initial["hamiltonian"]))])
    base["num_qubits"] = initial["num_qubits"]
    tables["vqe_results"].add(
        1, **base, optimizer=initial["optimizer"], noise_backend=initial["noise_backend"],
        default_shots=initial["default_shots"], **ansatz, seed=initial["seed"], minimum_energy=result["minimum"],
        maxcv=result["maxcv"], nuclear_repulsion_energy=result["nuclear_repulsion_energy"], success=result["success"],
        nfev=result["nfev"], nit=result["nit"], total_iterations=len(iterations))
    for name, column, values, infix in (
            ("initial_parameters", "initial_parameter_value", initial["initial_parameters"], "init"),
            ("optimal_parameters", "optimal_parameter_value", result["optimal_parameters"], "opt")):
        tables[name].add(len(values), **base, **{column: np.array(values)}, parameter_index=np.arange(len(values)),
                         parameter_id=[f"{eid}_{infix}_{i}" for i in range(len(values))])
    add_iterations(tables, base, eid, iterations)


def add_iterations(tables, base, eid, iterations):
    steps = [it["iteration"] for it in iterations]
    ids = [f"{eid}_iter_{step}" for step in steps]
    tables["vqe_iterations"].add(
        len(steps), **base, iteration_step=steps, iteration_energy=[it["result"] for it in iterations],
        energy_std_dev=[it["std"] for it in iterations], iteration_id=ids,
        **{k: [it[k] for it in iterations] for k in ("energy_delta", "parameter_delta_norm", "cumulative_min_energy")})
    lengths = [len(it["parameters"]) for it in iterations]
    tables["iteration_parameters"].add(
        sum(lengths), **base, iteration_step=np.repeat(steps, lengths),
        parameter_index=np.concatenate([np.arange(n) for n in lengths]),
        parameter_value=np.concatenate([it["parameters"] for it in iterations]),
        iteration_id=[i for i, n in zip(ids, lengths) for _ in range(n)],
        parameter_id=[f"{i}_param_{k}" for i, n in zip(ids, lengths) for k in range(n)])


def main(raw, output):
    output = pathlib.Path(output).resolve()
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    definitions = json.loads((ROOT / "schemas" / "tables.json").read_text())["tables"]
    start = time.perf_counter()
    catalog = SqlCatalog("bench", uri=f"sqlite:///{output}/catalog.db", warehouse=f"file://{output}/warehouse")
    iceberg_tables = make_tables(catalog, definitions)
    schemas = {name: table.schema().as_arrow() for name, table in iceberg_tables.items()}
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp = {"processing_timestamp": now, "processing_date": now.date(), "processing_batch_id": str(uuid.uuid4()),
             "processing_name": "quantum_base_processing"}
    paths = sorted(pathlib.Path(raw).glob("*.avro"))
    for first in range(0, len(paths), BATCH):
        columns = {name: Columns() for name in TABLES}
        for path in paths[first:first + BATCH]:
            with open(path, "rb") as file:
                for record in fastavro.reader(file):
                    add_record(columns, record)
        for name in TABLES:
            iceberg_tables[name].append(columns[name].table(schemas[name], stamp))
    seconds = time.perf_counter() - start
    rows = iceberg_tables["iteration_parameters"].scan().count()
    size = sum(path.stat().st_size for path in output.rglob("*.parquet"))
    print(json.dumps({"seconds": round(seconds, 3), "bytes": size, "rows": rows}))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
