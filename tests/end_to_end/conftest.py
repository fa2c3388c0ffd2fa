# SPDX-License-Identifier: Apache-2.0
"""Fixtures of the end-to-end tests."""

import json

import pytest

from samples import objects


@pytest.fixture
def molecules(tmp_path):
    """Writes molecules into a file and returns its path."""

    def write(*entries, name="molecules.json"):
        file = tmp_path / name
        file.write_text(json.dumps(list(entries)))
        return file

    return write


@pytest.fixture
def sql(eigenlake):
    """Rows of a query as dictionaries."""
    return lambda query, *options: objects(eigenlake("sql", query, "--json", *options).stdout)
