# SPDX-License-Identifier: Apache-2.0
"""All C++ files are formatted, and the check finds a file that is not."""

import subprocess

import pytest


def check_format(repository, *files):
    return subprocess.run([repository / "tools" / "check_format", *files], capture_output=True, text=True)


def test_every_cpp_file_is_formatted(repository):
    done = check_format(repository)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("text, formatted", [("int x = 1;\n", True), ("int  x=1;\n", False)])
def test_unformatted_file_is_reported(repository, tmp_path, text, formatted):
    (tmp_path / ".clang-format").write_text((repository / ".clang-format").read_text())
    planted = tmp_path / "planted.cc"
    planted.write_text(text)
    assert (check_format(repository, planted).returncode == 0) == formatted
