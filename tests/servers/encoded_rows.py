# SPDX-License-Identifier: Apache-2.0
"""Rows in every Parquet encoding of the lake, written once in these encodings and once in PLAIN."""

import numpy
import pyarrow
import pyarrow.parquet

ROWS = 120_000
ENCODINGS = {
    "id": "DELTA_BYTE_ARRAY",
    "value": "BYTE_STREAM_SPLIT",
    "optional_value": "BYTE_STREAM_SPLIT",
    "step": "DELTA_BINARY_PACKED",
    "optional_count": "DELTA_BINARY_PACKED",
    "optional_label": "DELTA_BYTE_ARRAY",
    "timestamp": "DELTA_BINARY_PACKED",
}
SPARK_COLUMNS = (
    "id STRING, value DOUBLE, optional_value DOUBLE, step INT, optional_count BIGINT, name STRING, "
    "optional_label STRING, timestamp TIMESTAMP, date DATE, flag BOOLEAN"
)
NAMES = [column.split()[0] for column in SPARK_COLUMNS.split(", ")]


def some(values, every):
    """The values with a null at each multiple of `every`."""
    return [None if index % every == 0 else value for index, value in enumerate(values)]


def sample_rows():
    """A table shaped like iteration_parameters, with every type of the lake, and nulls in the same columns."""
    generator = numpy.random.default_rng(1)
    steps = [index // 84 for index in range(ROWS)]
    columns = [
        (pyarrow.string(), False, [f"{step % 7:064x}_iter_{step}_param_{index % 84}" for index, step in enumerate(steps)]),
        (pyarrow.float64(), False, generator.uniform(-6, 6, ROWS)),
        (pyarrow.float64(), True, some(generator.normal(size=ROWS), 7)),
        (pyarrow.int32(), False, steps),
        (pyarrow.int64(), True, some(range(0, 3 * ROWS, 3), 5)),
        (pyarrow.string(), False, [f"s{index % 3}" for index in range(ROWS)]),
        (pyarrow.string(), True, some((f"label {index * 7919 % 100003}" for index in range(ROWS)), 11)),
        (pyarrow.timestamp("us", "UTC"), False, [1_700_000_000_000_000 + index for index in range(ROWS)]),
        (pyarrow.date32(), False, [20_000] * ROWS),
        (pyarrow.bool_(), True, some((index % 2 == 0 for index in range(ROWS)), 13)),
    ]
    fields = [pyarrow.field(name, kind, nullable, {b"PARQUET:field_id": str(number).encode()})
              for number, (name, (kind, nullable, _)) in enumerate(zip(NAMES, columns), 1)]
    return pyarrow.table([pyarrow.array(values, kind) for kind, _, values in columns], schema=pyarrow.schema(fields))


def write_files(folder):
    """Writes plain.parquet and encoded.parquet, the latter in several row groups."""
    rows = sample_rows()
    pyarrow.parquet.write_table(rows, folder / "plain.parquet", compression="zstd", use_dictionary=False)
    pyarrow.parquet.write_table(rows, folder / "encoded.parquet", compression="zstd", use_dictionary=["name"],
                                column_encoding=ENCODINGS, row_group_size=50_000)
    return rows


def encodings_of(file):
    """All encodings of pages with values that a Parquet file has."""
    metadata = pyarrow.parquet.read_metadata(file)
    columns = (metadata.row_group(group).column(column) for group in range(metadata.num_row_groups)
               for column in range(metadata.num_columns))
    return {encoding for column in columns for encoding in column.encodings}
