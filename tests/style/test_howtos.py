# SPDX-License-Identifier: Apache-2.0
"""The how-tos name the few files that an addition touches; tests/extensions/try_howtos.py also builds the additions."""

import pathlib
import shutil
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "extensions"))

import extensions  # noqa: E402
import try_howtos  # noqa: E402


@pytest.fixture(scope="module")
def copy(repository, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copy")
    for name in ("src", "schemas"):
        shutil.copytree(repository / name, folder / name)
    return folder


@pytest.mark.parametrize("extension", extensions.EXTENSIONS, ids=lambda extension: extension.what)
def test_page_names_the_files_that_an_addition_touches(copy, extension):
    report = try_howtos.Report()
    try_howtos.check_page(report, extension, try_howtos.apply(copy, extension.edits))
    assert not report.failures


@pytest.mark.parametrize("kind", extensions.KINDS, ids=lambda kind: kind.what)
def test_kinds_that_must_be_handled_are_where_the_example_says(repository, kind):
    for edit in kind.edits:
        assert (repository / edit.path).read_text().count(edit.anchor) == 1
