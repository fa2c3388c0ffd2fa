"""The page about the tables is the one that tools/table_docs.py writes."""

import subprocess


def test_the_page_says_what_the_schema_says(repository):
    done = subprocess.run([repository / "tools" / "table_docs.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
