# SPDX-License-Identifier: Apache-2.0
"""Runs the blocks of a page in order, in a fresh folder with the program, the examples and the platform files."""

import dataclasses
import json
import os
import pathlib
import random
import shutil
import string
import sys

from alignment import differences, trimmed, updated
from pages import ROOT, Step, steps_of
from page_terminal import COLUMNS, Terminal

BINARY = pathlib.Path(os.environ.get("EIGENLAKE_BINARY", ROOT / "build/release/bin/eigenlake")).resolve()
# What the pages show for the home of whoever runs them; the commands run in its folder `eigenlake`. The real place is as long,
# so that tables have the same widths and cut paths at the same letter; it is in memory, because commits wait for the disk.
HOME, PLACE = "/home/chemist", pathlib.Path("/dev/shm")
SECONDS = 300
COPIED = ("examples", "platform", "schemas")


@dataclasses.dataclass
class Outcome:
    step: Step
    actual: list

    @property
    def difference(self):
        return differences(self.step.expected, self.actual)


def new_home():
    """A new folder whose path is as long as HOME."""
    while True:
        home = PLACE / "".join(random.choices(string.ascii_lowercase, k=len(HOME) - len(str(PLACE)) - 1))
        try:
            home.mkdir()
            return home
        except FileExistsError:
            continue


class Workplace:
    """`replacements` are pairs of what the page shows and what stands for it here, such as the address of a server; `inputs`
    are those that only commands have, such as passwords. PATH of `environment` comes first.
    """

    def __init__(self, folder, replacements=(), inputs=(), environment=None):
        home, programs, self.scripts = new_home(), folder / "programs", folder / "scripts"
        self.home = home
        self.folder = home / "eigenlake"
        for place in (self.folder, programs, self.scripts):
            place.mkdir(parents=True)
        for name in COPIED:
            shutil.copytree(ROOT / name, self.folder / name)
        (self.folder / "eigenlake").symlink_to(BINARY)
        for name in ("python", "python3"):
            (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
            (programs / name).chmod(0o755)
        self.replacements, self.inputs = [*replacements, (HOME, str(home))], inputs
        environment = dict(environment or {})
        path = [environment.pop("PATH", None), str(programs), "/usr/local/bin", "/usr/bin", "/bin"]
        self.terminal = Terminal(self.folder, {
            "PATH": ":".join(filter(None, path)), "HOME": str(home), "USER": "chemist", "TERM": "xterm",
            "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": str(COLUMNS), "PYTHONDONTWRITEBYTECODE": "1",
            **environment}, self.scripts)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.terminal.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, step):
        command = step.command
        for shown, here in [*self.replacements, *self.inputs]:
            command = command.replace(shown, here)
        lines, code = self.terminal.run(command, SECONDS)
        for shown, here in self.replacements:
            lines = [line.replace(here, shown) for line in lines]
        lines = trimmed(lines)
        if code is None:
            lines.append(f"(ended the shell, or took more than {SECONDS} s)")
        elif code != 0:
            lines += ["(exit code %d)" % code]
        return Outcome(step, lines)


def steps_to_run(blocks, is_wanted):
    """The steps of the wanted blocks: commands, Python, SQL, and configurations, each with the output that the page shows."""
    steps = []
    for number, block in enumerate(blocks):
        after = blocks[number + 1] if number + 1 < len(blocks) else None
        shown = after if after and after.language == "text" and after.follows else None
        if block.language == "json":
            json.loads(block.text)
        elif is_wanted(block):
            steps += steps_of(block) if block.language == "console" else snippet(block, shown)
    return steps


def snippet(block, shown):
    """The step of a block that is not a console's: what a reader would do with it. Its output is the block `text` after it."""
    command = {
        "python": "python - <<'END_OF_BLOCK'\n{}END_OF_BLOCK",
        "sql": "cat > block.sql <<'END_OF_BLOCK'\n{}END_OF_BLOCK\n./eigenlake sql -f block.sql",
        "toml": "cat > block.toml <<'END_OF_BLOCK'\n{}END_OF_BLOCK\n"
                "./eigenlake scf examples/water.xyz --config block.toml --dry-run >plan.txt",
    }.get(block.language)
    if not command:
        return []
    if shown:
        lines, first = shown.lines, shown.line - 1
    else:
        lines, first = (["…"] if block.language == "sql" else []), None
    last = None if first is None else first + len(lines)
    return [Step(block.line, command.format(block.text), lines, first, last, block.indent)]


def run_page(page, folder, is_wanted, finish=lambda: None, **options):
    """Every outcome of the page's wanted blocks; `finish` is called before the page's folder is removed."""
    with Workplace(folder, **options) as workplace:
        try:
            return [workplace.run(step) for step in steps_to_run(page.blocks, is_wanted)]
        finally:
            finish()


def report(page, outcomes):
    """The differences of a page as text; empty if there are none."""
    texts = []
    for outcome in outcomes:
        if difference := outcome.difference:
            command = outcome.step.command.replace("\n", "\n  ")
            texts.append(f"{page.name}:{outcome.step.line}: $ {command}\n" + "\n".join(difference))
    return "\n\n".join(texts)


def update(page, outcomes):
    """Writes the actual output into the page where it differs."""
    lines = page.text.splitlines()
    for outcome in reversed(outcomes):
        step = outcome.step
        if outcome.difference and step.first is not None:
            lines[step.first:step.last] = [(step.indent + line).rstrip() for line in updated(step.expected, outcome.actual)]
    page.path.write_text("\n".join(lines) + "\n")
