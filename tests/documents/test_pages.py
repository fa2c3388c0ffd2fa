# SPDX-License-Identifier: Apache-2.0
"""Every command of every document runs, and prints what the document says.

EIGENLAKE_UPDATE_DOCS=1 writes the actual output into the pages where it differs.
"""

import os
import pathlib
import re
import sys

import pytest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parents[1] / "extensions")]

import extensions  # noqa: E402
from pages import PROMPT, documents, read_page, steps_of  # noqa: E402
from workplace import report, run_page, steps_to_run, update  # noqa: E402

PAGES = {page.name: page for page in map(read_page, documents())}
MARKS = ("servers", "no")
# Pages that show the program's own help, which another test compares.
GENERATED = {"docs/reference/commands.md"}
COMMAND = re.compile(r"^\s*(\$ |(sudo |exec )?(\./|(\.\./)*(tools|bench|build|tests|\.venv)/)?"
                     r"(eigenlake|check|servers|setup|python3?|git|pip|duckdb|trino|spark-sql|aws|export|cd|bash|docker|apt|apt-get|"
                     r"cmake|ninja|mc|garage|curl)\s)")
COMMANDS = {"console", "python", "sql", "toml"}
NOT_RUN_MAX = 12



def runs_here(block):
    return block.mark == "" and block.language in COMMANDS


def has_steps(page):
    return any(runs_here(block) for block in page.blocks)


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if has_steps(page)])
def test_page_shows_what_its_commands_print(name, eigenlake_binary, tmp_path, record_property):
    page = PAGES[name]
    outcomes = run_page(page, tmp_path, runs_here)
    record_property("commands", len(outcomes))
    if os.environ.get("EIGENLAKE_UPDATE_DOCS"):
        update(page, outcomes)
        outcomes = [outcome for outcome in outcomes if outcome.step.first is None]
    different = report(page, outcomes)
    assert not different, "\n" + different


@pytest.mark.parametrize("name", [name for name in PAGES if name not in GENERATED])
def test_every_command_is_in_a_block_that_runs(name):
    wrong = [f"{name}:{block.line + number}: {line}" for block in PAGES[name].blocks
             if block.language not in COMMANDS or not block.is_fenced
             for number, line in enumerate(block.lines) if COMMAND.match(line) and not block.mark]
    assert not wrong, "write these commands in a block 'console':\n" + "\n".join(wrong)


def test_marks_are_known():
    wrong = [f"{name}:{block.line}: {block.mark}" for name, page in PAGES.items() for block in page.blocks
             if block.mark and not any(block.is_marked(mark) for mark in MARKS)]
    assert not wrong


def test_few_blocks_do_not_run_and_each_says_why():
    found = [f"{name}:{block.line}: {block.mark}" for name, page in PAGES.items() for block in page.blocks if block.is_marked("no")]
    assert all(re.search(r": no, \w+", entry) for entry in found), found
    assert len(found) <= NOT_RUN_MAX, "\n".join(found)


def test_pages_that_need_servers_name_them():
    for name, page in PAGES.items():
        needs = any(block.is_marked("servers") for block in page.blocks)
        assert needs == bool(page.servers), name


def shows_output(page):
    return any(block.is_marked("no") for block in page.blocks) or any(
        step.expected for block in page.blocks if block.language == "console" for step in steps_of(block))


def test_every_how_to_has_commands_with_their_output_or_is_tried():
    assert [name for name, page in PAGES.items() if name.startswith("docs/howto/") and not page.is_tried and not shows_output(page)] == []


def test_every_page_that_is_tried_is_an_extension():
    marked = {page.path.name for page in PAGES.values() if page.is_tried}
    assert marked == {extension.page for extension in extensions.EXTENSIONS}


def test_many_commands_run(capsys):
    count = sum(len(steps_to_run(page.blocks, runs_here)) for page in PAGES.values())
    with capsys.disabled():
        print(f" {count} commands in {sum(map(has_steps, PAGES.values()))} documents ", end="")
    assert count
