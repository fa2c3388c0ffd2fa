# SPDX-License-Identifier: Apache-2.0
"""The repository obeys the layering, and the check finds a planted violation of each rule."""

import subprocess

import pytest


def check_layers(repository, root):
    return subprocess.run([repository / "tools" / "check_layers", root], capture_output=True, text=True)


@pytest.fixture
def tree(tmp_path):
    """A small repository that breaks no rule."""
    source = tmp_path / "src" / "eigenlake"
    for module in ("base", "json", "avro", "chem"):
        (source / module).mkdir(parents=True)
        (source / module / f"{module}.h").write_text("#pragma once\n")
    (source / "base" / "user.h").write_text('#include "eigenlake/base/base.h"\n')
    (source / "base" / "base_test.cc").write_text('#include "eigenlake/base/user.h"\n')
    (source / "levels.txt").write_text("0 base\n1 json avro\n2 chem\navro -> json\nchem: low . high\n")
    for room in ("low", "high"):
        (source / "chem" / room / "testing").mkdir(parents=True)
        (source / "chem" / room / f"{room}.h").write_text("#pragma once\n")
    (source / "chem" / "high" / "user.cc").write_text('#include "eigenlake/chem/low/low.h"\n')
    (source / "chem" / "low" / "low_test.cc").write_text('#include "eigenlake/chem/high/high.h"\n')
    (source / "chem" / "low" / "testing" / "fake.h").write_text('#include "eigenlake/chem/high/high.h"\n')
    (source / "chem" / "low" / "member.cc").touch()
    (source / "avro" / "avro.cc").write_text('#include "eigenlake/base/base.h"\n#include "eigenlake/json/json.h"\n')
    (tmp_path / "CMakeLists.txt").write_text("eigenlake_module(base)\neigenlake_module(chem DEPS base json LIBS z)\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "note.md").write_text("The lake is a folder.\n")
    return tmp_path


def test_repository_has_no_violation(repository):
    done = check_layers(repository, repository)
    assert done.returncode == 0, done.stdout


def test_crowded_folder_is_named(repository, tree):
    for number in range(44):
        (tree / "src/eigenlake/base" / f"unit{number}.h").touch()
    done = check_layers(repository, tree)
    assert (done.returncode, done.stdout) == (1, "src/eigenlake/base: expected at most 45 units, found 46\n")


def test_tree_without_violation_passes(repository, tree):
    done = check_layers(repository, tree)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("file, text, message", [
    ("src/eigenlake/base/up.cc", '#include "eigenlake/json/json.h"\n', "base/up.cc:1: base (level 0) must not use json"),
    ("src/eigenlake/json/side.h", '#include "eigenlake/avro/avro.h"\n', "json (level 1) must not use avro (level 1)"),
    ("src/eigenlake/json/lost.cc", "", "json/lost.cc: expected a header of its name"),
    ("src/eigenlake/json/new.h", '#include "eigenlake/novel/a.h"\n', "module novel has no level"),
    ("src/eigenlake/chem/low/up.cc", '#include "eigenlake/chem/chem.h"\n', "chem/low must not use chem/., a room above it"),
    ("src/eigenlake/chem/up.cc", '#include "eigenlake/chem/high/high.h"\n', "chem/. must not use chem/high, a room above it"),
    ("src/eigenlake/chem/attic/a.cc", '#include "eigenlake/chem/low/low.h"\n', "chem/attic is none of the rooms of chem"),
    ("src/eigenlake/base/base_part.cc", '#include "eigenlake/base/user.h"\n',
     "a circle of includes: base/base -> base/user -> base/base"),
    ("src/eigenlake/json/json.cc", "#include <simdjson.h>\n", 'expected "eigenlake/json/simdjson.h", found <simdjson.h>'),
    ("src/eigenlake/json/near.cc", '#include "json.h"\n', 'found "json.h"'),
    ("CMakeLists.txt", "eigenlake_module(json DEPS base\n chem LIBS z)\n", "CMakeLists.txt:1: json (level 1) must not use"),
    ("src/eigenlake/base/long.cc", "\n" * 801, "expected at most 800 lines, found 801"),
    ("docs/note.md", "Look into /" + "work/ for more.\n", "docs/note.md:1: names /" + "work/"),
    ("tools/fetch.sh", "curl pypi" + ".org\n", "tools/fetch.sh:1: names pypi" + ".org"),
])
def test_planted_violation_is_named(repository, tree, file, text, message):
    (tree / file).parent.mkdir(exist_ok=True)
    (tree / file).write_text(text)
    done = check_layers(repository, tree)
    assert done.returncode == 1
    assert message in done.stdout
