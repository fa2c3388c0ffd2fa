# SPDX-License-Identifier: Apache-2.0
"""Checks how the program is linked."""

import subprocess


def test_no_symbol_of_thrift_comes_from_another_library(eigenlake_binary):
    """PyArrow's libparquet exports another version of Thrift; using its vtables would crash."""
    symbols = subprocess.run(["nm", "-DC", "--undefined-only", eigenlake_binary], capture_output=True, text=True, check=True)
    assert [line for line in symbols.stdout.splitlines() if "apache::thrift" in line] == []
