# SPDX-License-Identifier: Apache-2.0
"""The page of the tables is up to date with tools/table_docs.py."""

import subprocess


def test_page_of_the_tables_is_up_to_date(repository):
    done = subprocess.run([repository / "tools" / "table_docs.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
