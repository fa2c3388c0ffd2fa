# SPDX-License-Identifier: Apache-2.0
"""The comparison of outputs finds what it has to find."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from alignment import differences, updated  # noqa: E402
from pages import blocks_of, read_page, steps_of  # noqa: E402
from page_terminal import Terminal, shown  # noqa: E402
from workplace import report, run_page, update  # noqa: E402


@pytest.mark.parametrize("expected, actual, is_same", [
    ("energy -1.13727017", "energy  -1.13727018", True),
    ("energy -1.13727017", "energy -1.13728", False),
    ("1e-13", "-3.5e-13", True),
    ("0.000000", "0.000001", True),
    ("0.00", "0.01", False),
    ("5 rows", "6 rows", False),
    ("5 rows", "5.0 rows", False),
    ("took … s", "took 0.3 s", True),
    ("took 0.… s", "took 1.3 s", False),
    ("batch … done", "batch 1f2a… done", True),
    ("batch … done", "batch x", False),
    ("──── ──", "── ──────", True),
    ("3f2a91", "3f2a92", False),
    ("a", "", False),
])
def test_line_is_compared(expected, actual, is_same):
    assert (not differences([expected], [actual])) == is_same


@pytest.mark.parametrize("expected, actual, is_same", [
    (["a", "…", "z"], ["a", "b", "c", "z"], True),
    (["a", "…", "z"], ["a", "z"], True),
    (["a", "…", "z"], ["a", "b"], False),
    (["…"], [], True),
    (["…", "b", "…", "c"], ["a", "b", "b", "c"], True),
    ([], ["unexpected"], False),
    (["a"], ["a", "", ""], True),
])
def test_lines_are_compared(expected, actual, is_same):
    assert (not differences(expected, actual)) == is_same


def test_update_keeps_lines_that_match_and_hides_what_changes():
    assert updated(["a …", "old", "…", "end"], ["a 1", "new 0.3 s", "b", "end"]) == ["a …", "new … s", "…", "end"]


TABLE = ["name  evaluations  error mEh  seconds", "────  ───────────  ─────────  ───────", "H2             27     0.0975    0.001",
         "total: 1, evaluations 27, error 0.0975, 0.001 s"]


@pytest.mark.parametrize("row, is_same", [
    ("H2             29     0.0972    1.500", True),
    ("H2             55     0.0975    0.001", False),
    ("H2             27     0.0990    0.001", False),
    ("He             27     0.0975    0.001", False),
])
def test_column_says_how_its_numbers_are_compared(row, is_same):
    assert (not differences(TABLE, [*TABLE[:2], row, TABLE[3]])) == is_same


def test_line_below_a_table_is_no_row():
    assert differences(TABLE, [*TABLE[:3], TABLE[3].replace("0.001", "1.5")])


def test_blocks_and_commands_are_found():
    page = "text\n\n<!-- run: servers -->\n```console\n$ cat <<END\n$ no prompt\nEND\n$ no prompt\n$ ls \\\n  -l\ntotal 0\n```\n\n    $ ls\n"
    fenced, indented = blocks_of(page)
    assert (fenced.language, fenced.line, fenced.mark) == ("console", 5, "servers")
    assert [(step.line, step.command, step.expected) for step in steps_of(fenced)] == [
        (5, "cat <<END\n$ no prompt\nEND", []), (8, "no prompt", []), (9, "ls \\\n  -l", ["total 0"])]
    assert (indented.lines, indented.is_fenced) == (["$ ls"], False)


def test_erased_text_is_not_shown():
    assert shown("50 %\r\x1b[Kdone\r\n\x1b[31mred\x1b[0m\r\n") == ["done", "red", ""]
    assert shown("one\r\ntwo\r\n\x1b[2A\x1b[Jthree\r\n") == ["three", ""]


def test_shell_keeps_folder_and_variables_and_is_a_terminal(tmp_path):
    (tmp_path / "scripts").mkdir()
    terminal = Terminal(tmp_path, {"PATH": "/usr/bin:/bin"}, tmp_path / "scripts")
    try:
        assert terminal.run("mkdir a && cd a; word=hello", 10) == ([""], 0)
        assert terminal.run('echo $word; basename "$PWD"; test -t 1', 10) == (["hello", "a", ""], 0)
        assert terminal.run("echo oops >&2; (exit 4)", 10) == (["oops", ""], 4)
        assert terminal.run("exit 0", 10)[1] is None
    finally:
        terminal.close()


PAGE = """# Title

```console
$ word=1.5
$ echo $word; test -e examples -a -e eigenlake
1.6
$ (exit 4)
$ echo "$HOME"
/home/chemist
```

```python
print(2 + 2)
```

```text
5
```

```toml
no-such-setting = 1
```
"""


def outcomes_of(page, folder):
    folder.mkdir()
    return run_page(page, folder, lambda block: block.language != "text")


def test_page_with_wrong_output_fails_with_its_lines_and_is_updated(tmp_path, eigenlake_binary):
    path = tmp_path / "page.md"
    path.write_text(PAGE)
    page = read_page(path)
    outcomes = outcomes_of(page, tmp_path / "first")
    text = report(page, outcomes)
    for line, difference in ((5, "- 1.6\n+ 1.5"), (7, "+ (exit code 4)"), (13, "- 5\n+ 4"), (21, "no-such-setting")):
        assert f"page.md:{line}: $ " in text and difference in text
    assert "/home/chemist" not in text
    update(page, outcomes)
    assert path.read_text() == PAGE.replace("1.6", "1.5").replace("(exit 4)", "(exit 4)\n(exit code 4)").replace("\n5\n", "\n4\n")
    assert "page.md:22" in (text := report(read_page(path), outcomes_of(read_page(path), tmp_path / "second"))) and text.count("page.md:") == 1
