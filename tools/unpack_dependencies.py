# SPDX-License-Identifier: Apache-2.0
"""Unpacks the parts of the pinned archives that Eigenlake needs.

usage: unpack_dependencies.py DESTINATION ARCHIVE...

The layout below DESTINATION is what cmake/EigenlakeDependencies.cmake links against and what the program
reads at run time. The archives were verified by tools/setup.
"""

import pathlib
import re
import sys
import tarfile
import zipfile

# archive name pattern -> [(member pattern, place below DESTINATION)]
RULES = {
    r"pyarrow-.*\.whl": [
        (r"pyarrow/(include/(arrow|parquet)/.*)", r"pyarrow/\1"),
        (r"pyarrow/(lib(arrow|arrow_compute|parquet)\.so\.\d+)", r"pyarrow/\1"),
    ],
    # Newer than the distributions' library, whose SCRAM today's brokers refuse (CVE-2024-56128 made them strict); the
    # headers are theirs.
    r"confluent_kafka-.*\.whl": [
        (r"confluent_kafka\.libs/(librdkafka-[^/]*\.so\.1)", r"librdkafka/\1"),
    ],
    r"pyscf-.*\.whl": [
        (r"pyscf/lib/deps/(include/cint.*\.h)", r"libcint/\1"),
        (r"pyscf/(lib/deps/lib/libcint\.so)", r"libcint/\1"),
        (r"pyscf(?:/lib|\.libs)/(libquadmath-[^/]*)", r"libcint/lib/\1"),
    ],
    r"basis_set_exchange-.*\.whl": [
        (r"basis_set_exchange/data/(.*\.json)", r"basis_sets/\1"),
    ],
    r"duckdb-node-bindings-.*\.tgz": [
        (r"package/(libduckdb\.so)", r"duckdb/\1"),
    ],
    # What the page of a report is made of; the licences go into the page.
    r"d3-\d.*\.tgz": [
        (r"package/dist/(d3\.min\.js)", r"report/d3/\1"),
        (r"package/(LICENSE)", r"report/d3/\1"),
    ],
    r"observablehq-plot-.*\.tgz": [
        (r"package/dist/(plot\.umd\.min\.js)", r"report/plot/\1"),
        (r"package/(LICENSE)", r"report/plot/\1"),
    ],
    r"3dmol-.*\.tgz": [
        (r"package/build/(3Dmol-min\.js)", r"report/3dmol/\1"),
        (r"package/(LICENSE)", r"report/3dmol/\1"),
    ],
}


def members(archive):
    """Yields (name, function that reads the bytes) for every file in a wheel or a tar archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for info in wheel.infolist():
                if not info.is_dir():
                    yield info.filename, lambda info=info: wheel.read(info)
    else:
        with tarfile.open(archive) as tar:
            for info in tar:
                if info.isfile():
                    yield info.name, lambda info=info: tar.extractfile(info).read()


def unpack(archive, rules, destination):
    found = set()
    for name, read in members(archive):
        for pattern, place in rules:
            match = re.fullmatch(pattern, name)
            if match:
                target = destination / match.expand(place)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(read())
                found.add(pattern)
    for pattern, _ in rules:
        if pattern not in found:
            sys.exit(f"{archive.name}: expected a file like {pattern}, found none")


def main():
    destination, *archives = map(pathlib.Path, sys.argv[1:])
    for archive in archives:
        rules = next((r for pattern, r in RULES.items() if re.fullmatch(pattern, archive.name)), None)
        if rules is None:
            sys.exit(f"{archive.name}: no rule says what to take from this archive")
        unpack(archive, rules, destination)


if __name__ == "__main__":
    main()
