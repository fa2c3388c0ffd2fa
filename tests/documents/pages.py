# SPDX-License-Identifier: Apache-2.0
"""Finds the documents and reads their blocks: commands with the output that the page shows below them.

docs/style.md describes how a page is written.
"""

import dataclasses
import functools
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(?P<indent> *)(?P<fence>```+)(?P<language>[\w-]*)\s*$")
MARK = re.compile(r"^\s*<!-- run: (?P<how>.*?) -->\s*$")
SERVERS = re.compile(r"^<!-- servers: (?P<names>.*?) -->$", re.MULTILINE)
PROMPT = "$ "


@dataclasses.dataclass
class Step:
    """A command and the output that the page shows; `first` and `last` are the output's lines of the page, from 0."""

    line: int
    command: str
    expected: list
    first: int
    last: int
    indent: str = ""


@dataclasses.dataclass
class Block:
    """A fenced or indented block; `line` counts from 1 and is that of its first line of text."""

    language: str
    line: int
    lines: list
    mark: str = ""
    indent: str = ""
    is_fenced: bool = True
    follows: bool = False  # Nothing but blank lines is between it and the block before.

    @property
    def text(self):
        return "\n".join(self.lines) + "\n"

    def is_marked(self, how):
        return self.mark == how or self.mark.startswith(how + ",")


@dataclasses.dataclass
class Page:
    path: pathlib.Path
    text: str
    blocks: list

    @property
    def name(self):
        return str(self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path)

    @property
    def is_tried(self):
        """True if tests/extensions/try_howtos.py does what the page says."""
        return "<!-- run: extensions -->" in self.text.splitlines()

    @property
    def servers(self):
        """The servers that the page names in a comment."""
        found = SERVERS.search(self.text)
        return found["names"].split() if found else []


def documents():
    """Every document that git knows or will know."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout.split("\0")
    return sorted(ROOT / name for name in set(listed) if name and (ROOT / name).is_file())


def read_page(path):
    text = path.read_text()
    return Page(path, text, blocks_of(text))


def blocks_of(text):
    """All blocks of a page in their order."""
    lines = text.splitlines()
    blocks, number, mark, is_near = [], 0, "", False
    while number < len(lines):
        line = lines[number]
        if found := MARK.match(line):
            mark, number = found["how"], number + 1
            continue
        block, after = fenced(lines, number) or indented(lines, number) or (None, number + 1)
        if block:
            block.mark, block.follows = mark, is_near
            blocks.append(block)
        if block or line.strip():
            mark, is_near = "", block is not None
        number = after
    return blocks


def fenced(lines, number):
    opening = FENCE.match(lines[number])
    if not opening:
        return None
    end = number + 1
    while end < len(lines) and lines[end].strip() != opening["fence"]:
        end += 1
    indent = opening["indent"]
    inside = [line.removeprefix(indent) for line in lines[number + 1:end]]
    return Block(opening["language"], number + 2, inside, indent=indent), end + 1


def indented(lines, number):
    """A block of lines with four blanks after an empty line; that of a list entry is text, not a block."""
    if not lines[number].startswith("    ") or (number and lines[number - 1].strip()):
        return None
    end = number
    while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return Block("", number + 1, [line.strip() for line in lines[number:end]], is_fenced=False), end


def steps_of(block):
    """The commands of a console block."""
    steps, number = [], 0
    if block.lines and not block.lines[0].startswith(PROMPT):
        raise ValueError(f"line {block.line}: a console block begins with a command after '{PROMPT}'")
    while number < len(block.lines):
        start, command = number, block.lines[number].removeprefix(PROMPT)
        number += 1
        while number < len(block.lines) and is_unfinished(command):
            command += "\n" + block.lines[number]
            number += 1
        first = number
        while number < len(block.lines) and not block.lines[number].startswith(PROMPT):
            number += 1
        base = block.line - 1
        steps.append(Step(block.line + start, command, block.lines[first:number], base + first, base + number, block.indent))
    return steps


@functools.cache
def is_unfinished(command):
    """True if the shell waits for more: an open quote or here-document, a backslash at the end, a loop without its end."""
    if command.endswith("\\"):
        return True
    if "\n" not in command and not re.search(r"""['"`({]|<<|\b(for|while|if|case)\b""", command):
        return False
    done = subprocess.run(["bash", "-n", "-c", command], capture_output=True, text=True, env={"LC_ALL": "C"})
    return bool(re.search(r"unexpected EOF|unexpected end of file|delimited by end-of-file", done.stderr))
