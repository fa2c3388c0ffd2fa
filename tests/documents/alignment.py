# SPDX-License-Identifier: Apache-2.0
"""Compares the output of a command with what a page shows, line by line.

`…` stands for any text in a line, and for any lines where it is alone. Blanks and the length of rules do not count. Numbers
with a fraction or an exponent are equal to 1e-6, relative or absolute; whole numbers have to be the same.
"""

import functools
import re

ANY = "…"
TOLERANCE = 1e-6
NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.…]|\.\d)")
# What differs from run to run; a page that is updated gets `…` in its place.
CHANGING = [
    re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"),
    re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+\d\d(?::\d\d)?)?"),
    re.compile(r"\b\d+(?:\.\d+)?(?= (?:s|ms|seconds)\b)"),
]
CHANGING_COLUMNS = re.compile(r"seconds|\bs$|^snapshot(_id)?$|_at$|^(created|committed|time)$")
MATCH, SKIP_EXPECTED, SKIP_ACTUAL = range(3)


def normalized(line):
    return re.sub(r"─+|-{3,}", "───", " ".join(line.split()))


@functools.cache
def pattern_of(expected):
    """The pattern of a line, and its numbers with a fraction or an exponent."""
    expected = normalized(expected)
    parts, numbers, end = [], [], 0
    literal = lambda text: ".*?".join(re.escape(part) for part in text.split(ANY))
    for found in NUMBER.finditer(expected):
        if re.fullmatch(r"[-+]?\d+", found[0]):
            continue
        parts += [literal(expected[end:found.start()]), r"([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"]
        numbers.append(float(found[0]))
        end = found.end()
    return re.compile("".join(parts) + literal(expected[end:])), numbers


def is_same_line(expected, actual):
    pattern, numbers = pattern_of(expected)
    found = pattern.fullmatch(normalized(actual))
    return bool(found) and all(is_close(number, float(other)) for number, other in zip(numbers, found.groups()))


def is_close(expected, actual):
    return abs(expected - actual) <= TOLERANCE * max(1.0, abs(expected), abs(actual))


def is_any_lines(expected):
    return expected.strip() == ANY


def trimmed(lines):
    """Without empty lines at both ends."""
    lines = list(lines)
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        lines.pop(0)
    return lines


def align(expected, actual):
    """The cheapest way from one to the other: pairs of an expected line and an actual one, either of which may be None.

    A line that stands for any lines is the pair (line, None) and costs nothing; nor do the lines that it stands for, which
    are left out.
    """
    rows, columns = len(expected) + 1, len(actual) + 1
    cost = [[0] * columns for _ in range(rows)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            cost[i][j] = min((price + cost[k][m] for price, k, m, _ in moves(expected, actual, i, j)), default=0)
    pairs, i, j = [], 0, 0
    while (i, j) != (rows - 1, columns - 1):
        price, k, m, pair = min(moves(expected, actual, i, j), key=lambda move: move[0] + cost[move[1]][move[2]])
        if pair:
            pairs.append((price, *pair))
        i, j = k, m
    return pairs


def moves(expected, actual, i, j):
    """(price, next i, next j, pair) of each step from here."""
    if i < len(expected) and is_any_lines(expected[i]):
        yield 0, i + 1, j, (expected[i], None)
        if j < len(actual):
            yield 0, i, j + 1, None
        return
    if i < len(expected) and j < len(actual) and is_same_line(expected[i], actual[j]):
        yield 0, i + 1, j + 1, (expected[i], actual[j])
    elif i < len(expected) and j < len(actual):
        yield 1, i + 1, j + 1, (expected[i], actual[j])
    if i < len(expected):
        yield 1, i + 1, j, (expected[i], None)
    if j < len(actual):
        yield 1, i, j + 1, (None, actual[j])


def differences(expected, actual):
    """Lines of a diff, or none if the output is as expected."""
    pairs = align(trimmed(expected), trimmed(actual))
    if not any(price for price, _, _ in pairs):
        return []
    lines = []
    for price, shown, found in pairs:
        if not price:
            lines.append("  " + shown)
        else:
            lines += [f"{sign} {text}" for sign, text in (("-", shown), ("+", found)) if text is not None]
    return lines


def updated(expected, actual):
    """What the page should show: its own lines where they match, the others with `…` in place of what changes."""
    actual = trimmed(actual)
    masked = dict(zip(map(id, actual), masked_lines(actual)))
    lines = []
    for price, shown, found in align(trimmed(expected), actual):
        if not price:
            lines.append(shown)
        elif found is not None:
            lines.append(masked[id(found)])
    return lines


def masked_lines(lines):
    """The lines with `…` where identifiers, times and durations are."""
    return [mask(line, changing_spans(lines, number)) for number, line in enumerate(lines)]


def changing_spans(lines, number):
    """Where the columns of the table that a line belongs to change: those of seconds and times, by the table's header."""
    for rule in range(number, 0, -1):
        if not lines[rule].strip() or lines[rule].startswith("("):
            return []
        if re.fullmatch(r"[─-]{2,}(\s+[─-]{2,})*\s*", lines[rule]):
            spans = [found.span() for found in re.finditer(r"[─-]+", lines[rule])]
            return [span for span in spans if CHANGING_COLUMNS.search(lines[rule - 1][slice(*span)].strip())]
    return []


def mask(line, spans):
    for begin, end in reversed(spans):
        if line[begin:end].strip():
            line = line[:begin] + ANY.rjust(min(end, len(line)) - begin) + line[end:]
    for pattern in CHANGING:
        line = pattern.sub(ANY, line)
    return line.rstrip()
