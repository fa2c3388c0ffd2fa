# SPDX-License-Identifier: Apache-2.0
"""Every source file and every dependency names its licence, and NOTICE lists them."""

import importlib.util
import pathlib
import re
import subprocess

import pytest
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUFFIXES = {".h", ".cc", ".c", ".java", ".js", ".css", ".thrift", ".sql", ".py", ".sh", ".cmake"}
LINE = "SPDX-License-Identifier: Apache-2.0"


def source_files():
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if "data" in path.parts or not path.is_file():
            continue
        is_script = path.suffix == "" and path.read_bytes().startswith(b"#!")
        if path.suffix in SUFFIXES or path.name == "CMakeLists.txt" or is_script:
            yield path


def test_each_source_file_names_its_licence_in_its_first_lines():
    files = list(source_files())
    assert len(files) > 1000
    without = [str(path.relative_to(ROOT)) for path in files if LINE not in "\n".join(path.read_text().splitlines()[:2])]
    assert without == []


def load_notice():
    spec = importlib.util.spec_from_file_location("notice", ROOT / "tools" / "notice.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NOTICE = load_notice()

# What may be linked into the program or shipped in its pages. The libraries under the LGPL and the MPL are shared
# ones or unchanged headers.
LINKABLE = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "LGPL-2.0-or-later",
            "LGPL-2.1-or-later", "MIT", "MIT WITH fmt-exception", "MPL-2.0", "OpenSSL", "PostgreSQL", "Zlib", "blessing",
            "curl"}


def problem_of(licence):
    """What is wrong with an expression; empty if nothing is."""
    if not licence:
        return "no licence; end its line in dependencies.lock with '  # LICENCE', an SPDX expression from its own metadata"
    try:
        canonical = canonicalize_license_expression(licence)
    except InvalidLicenseExpression as error:
        return f"'{licence}' is no SPDX expression: {error}"
    return "" if canonical == licence else f"'{licence}' is not written as SPDX does: '{canonical}'"


def is_linkable(licence):
    """Whether a choice among the alternatives of the expression has only licences of LINKABLE."""
    names = re.split(r"(\(|\)| AND | OR )", licence)
    words = [{" AND ": "and", " OR ": "or", "(": "(", ")": ")"}.get(name, str(name.strip() in LINKABLE))
             for name in names if name.strip()]
    return eval(" ".join(words))  # only True, False, and, or, parentheses


def test_each_dependency_names_its_licence_as_an_spdx_expression():
    listed = list(NOTICE.dependencies((ROOT / "dependencies.lock").read_text()))
    assert len(listed) > 200
    assert [f"{found.name}: {problem}" for found in listed if (problem := problem_of(found.licence))] == []


def test_one_package_has_one_licence():
    licences = {}
    for found in NOTICE.dependencies((ROOT / "dependencies.lock").read_text()):
        licences.setdefault((found.kind, found.name), set()).add(found.licence)
    assert {key: found for key, found in licences.items() if len(found) > 1} == {}


def test_only_linkable_licences_are_linked_or_shipped():
    runtime = NOTICE.runtime_of(NOTICE.dependencies((ROOT / "dependencies.lock").read_text()))
    linked = [found for found in runtime if NOTICE.USES[found.name][0] in (NOTICE.LINKED, NOTICE.PAGE)]
    assert len(linked) > 20
    assert [(found.name, found.licence) for found in linked if not is_linkable(found.licence)] == []


@pytest.mark.parametrize("licence, linkable", [
    ("MIT", True), ("GPL-3.0-or-later", False), ("MIT AND GPL-2.0-only", False), ("BSD-3-Clause OR GPL-2.0-only", True),
    ("(MIT OR AGPL-3.0-only) AND Zlib", True), ("GPL-2.0-only WITH Classpath-exception-2.0", False),
    ("MIT WITH fmt-exception", True)])
def test_copyleft_is_linkable_only_as_one_of_two_choices(licence, linkable):
    assert problem_of(licence) == ""
    assert is_linkable(licence) == linkable


@pytest.mark.parametrize("line, problem", [
    ("apt  tests  x  1", "no licence; end its line"),
    ("pip  tests  x==1  sha256:0  # BSD", "is no SPDX expression"),
    ("npm  tests  @a/x@1  sha512-0  # mit", "is not written as SPDX does: 'MIT'"),
    ("maven  tests  a:x:1:zip  sha256:0  # MIT", "")])
def test_missing_or_unknown_licence_is_a_problem(line, problem):
    (found,) = NOTICE.dependencies(line)
    assert found.name in ("x", "@a/x", "a:x") and found.version.endswith("1")
    assert problem in problem_of(found.licence) and bool(problem) == bool(problem_of(found.licence))


def test_notice_is_up_to_date():
    done = subprocess.run([ROOT / "tools" / "notice.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_unused_runtime_dependency_is_named():
    with pytest.raises(SystemExit, match="x has no use; add a line for it to USES in tools/notice.py"):
        NOTICE.notice("apt  runtime  x  1  # MIT")
