#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes NOTICE from dependencies.lock.

usage: notice.py [--check]

--check writes nothing and exits with 1 if NOTICE is out of date.
"""

import collections
import pathlib
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[1]
LOCK = ROOT / "dependencies.lock"
NOTICE = ROOT / "NOTICE"

Dependency = collections.namedtuple("Dependency", "kind group name version licence")

LINKED, PAGE, DATA, PROGRAM = "linked", "page", "data", "program"
HEADINGS = {
    LINKED: "Linked into the program, as shared libraries, archives or headers",
    PAGE: "Shipped inside the pages that the program writes",
    DATA: "Data that the program reads",
    PROGRAM: "Separate programs that build it, install it or are started by it",
}

# How each package of the group runtime is used, and what for.
USES = {
    "@duckdb/node-bindings-linux-x64": (LINKED, "SQL (libduckdb)"),
    "3dmol": (PAGE, "molecules in three dimensions"),
    "@observablehq/plot": (PAGE, "charts"),
    "basis-set-exchange": (DATA, "basis sets"),
    "ca-certificates": (DATA, "certificates for HTTPS"),
    "cmake": (PROGRAM, "configures the build"),
    "confluent-kafka": (LINKED, "Kafka clients (librdkafka)"),
    "d3": (PAGE, "charts"),
    "g++": (PROGRAM, "compiles; its runtime libraries are linked under the exception"),
    "gnuplot-nox": (PROGRAM, "draws plots"),
    "libboost-dev": (LINKED, "headers of Thrift"),
    "libcurl4-openssl-dev": (LINKED, "HTTP"),
    "libeigen3-dev": (LINKED, "linear algebra"),
    "libfmt-dev": (LINKED, "text"),
    "liblbfgsb-dev": (LINKED, "the optimizer L-BFGS-B"),
    "libnlopt-cxx-dev": (LINKED, "optimizers"),
    "libpq-dev": (LINKED, "catalogs in PostgreSQL"),
    "libpugixml-dev": (LINKED, "XML of S3"),
    "librdkafka-dev": (LINKED, "headers of librdkafka"),
    "libsimdjson-dev": (LINKED, "reads JSON"),
    "libsnappy-dev": (LINKED, "compression"),
    "libsqlite3-dev": (LINKED, "catalogs in SQLite"),
    "libssl-dev": (LINKED, "digests and TLS"),
    "libthrift-dev": (LINKED, "Hive Metastore"),
    "libtomlplusplus-dev": (LINKED, "configuration files"),
    "libzstd-dev": (LINKED, "compression"),
    "ninja-build": (PROGRAM, "runs the build"),
    "nlohmann-json3-dev": (LINKED, "JSON"),
    "pkg-config": (PROGRAM, "finds libraries"),
    "pyarrow": (LINKED, "Arrow and Parquet (libarrow, libarrow_compute, libparquet)"),
    "pyscf": (LINKED, "integrals (libcint, libquadmath)"),
    "python3": (PROGRAM, "unpacks the pinned archives"),
    "python3-pip": (PROGRAM, "downloads the pinned archives"),
    "thrift-compiler": (PROGRAM, "generates the client of the Hive Metastore"),
    "zlib1g-dev": (LINKED, "compression"),
}

INTRODUCTION = """\
Eigenlake
Copyright The Eigenlake developers

Licensed under the Apache License, Version 2.0; see LICENSE.

This file lists what Eigenlake takes from elsewhere, with the licence of each package as an SPDX expression. Nothing of it is in \
this repository: tools/setup and tools/servers install what dependencies.lock pins. The full texts of the licences come with the \
packages. tools/notice.py writes this file.
"""

ATTRIBUTION = """\
Citations
---------

Basis sets come from the Basis Set Exchange, Copyright (c) 2020 The Molecular Sciences Software Institute, Virginia Tech. \
Publications that use them cite:

- A New Basis Set Exchange: An Open, Up-to-date Resource for the Molecular Sciences Community. J. Chem. Inf. Model. 2019, \
59(11), 4814-4820, doi:10.1021/acs.jcim.9b00725
- The Role of Databases in Support of Computational Chemistry Calculations. J. Comp. Chem. 1996, 17(13), 1571-1586, \
doi:10.1002/(SICI)1096-987X(199610)17:13<1571::AID-JCC9>3.0.CO;2-P
- Basis Set Exchange: A Community Database for Computational Sciences. J. Chem. Inf. Model. 2007, 47(3), 1045-1052, \
doi:10.1021/ci600510j

Each basis set has references of its own; its file below basis_sets/ names them.

libcint evaluates the integrals: Libcint: An efficient general integral library for Gaussian basis functions. J. Comput. Chem. \
2015, 36, 1664-1671, doi:10.1002/jcc.23981. Its shared library is that of PySCF, Copyright 2014-2024 The PySCF Developers.
"""


def name_and_version(kind, fields):
    """The name and the version in the fields after the group; an apt package has a minimum version."""
    if kind == "apt":
        return fields[0], f">= {fields[1]}"
    if kind == "pip":
        return tuple(fields[0].split("=="))
    if kind == "maven":
        group_id, artifact, version = fields[0].split(":")[:3]
        return f"{group_id}:{artifact}", version
    return tuple(fields[0].rsplit("@", 1))


def dependencies(text):
    """The lines of a lock; the licence of a line that has none is empty."""
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        pin, _, licence = line.partition("#")
        kind, group, *fields = pin.split()
        yield Dependency(kind, group, *name_and_version(kind, fields), licence.strip())


def runtime_of(listed):
    """The dependencies of the group runtime; exits if one has no use."""
    runtime = [dependency for dependency in listed if dependency.group == "runtime"]
    for dependency in runtime:
        if dependency.name not in USES:
            sys.exit(f"{dependency.name} has no use; add a line for it to USES in tools/notice.py")
    return runtime


def wrapped(text):
    return "\n".join(textwrap.fill(line, 110, subsequent_indent="  " if line.startswith("- ") else "",
                                   break_long_words=False, break_on_hyphens=False) for line in text.splitlines()) + "\n"


def section(heading, entries):
    return "\n".join([heading, "-" * len(heading), "", *sorted(set(entries))]) + "\n"


def entry(dependency, what=""):
    return f"- {dependency.name} {dependency.version}: {dependency.licence}" + (f"; {what}" if what else "")


def notice(text):
    listed = list(dependencies(text))
    runtime = runtime_of(listed)
    sections = []
    for way, heading in HEADINGS.items():
        entries = [entry(found, USES[found.name][1]) for found in runtime if USES[found.name][0] == way]
        if entries:
            sections.append(section(heading, entries))
    installers = [entry(found) for found in listed if found.group == "npm"]
    tests = [entry(found) for found in listed if found.group == "tests"]
    others = [entry(found, found.group) for found in listed if found.group not in ("runtime", "npm", "tests")]
    sections += [section("Only to download archives where the machine has no npm", installers),
                 section("Only in tests", tests),
                 section("Only in tests with real servers and in tools for development, by group of the lock", others)]
    return "\n".join([wrapped(INTRODUCTION), *sections, wrapped(ATTRIBUTION)])


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    text = notice(LOCK.read_text())
    if not arguments:
        NOTICE.write_text(text)
    elif not NOTICE.exists() or NOTICE.read_text() != text:
        sys.exit(f"{NOTICE.relative_to(ROOT)} is out of date; tools/notice.py rebuilds it")


if __name__ == "__main__":
    main(sys.argv[1:])
