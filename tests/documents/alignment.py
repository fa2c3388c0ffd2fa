# SPDX-License-Identifier: Apache-2.0
"""Compares the output of a command with what a page shows, line by line.

`…` stands for any text in a line, and for any lines where it is alone. Blanks and the length of rules do not count. Numbers
with a fraction or an exponent are equal to 1e-6, relative or absolute; whole numbers have to be the same.
"""

import functools
import re

ANY = "…"
TOLERANCE = 1e-6
NUMBER = re.compile(r"(?P<sign>[~≈]?)(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.…]|\.\d)")
# What differs from run to run; a page that is updated gets `…` in its place.
CHANGING = [
    re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{1,4}(-[0-9a-f]{0,12}){0,2}…?"),
    re.compile(r"(?<=v_incr_)[0-9a-f]{8,32}…?|(?<=v_)[0-9a-f]{8,32}…?"),
    re.compile(r"\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.+Z]*…?"),
    re.compile(r"\b\d+(?:\.\d+)?(?= (?:s|ms|seconds)\b)"),
    re.compile(r"(?<![\w.])\d{15,20}…?(?=[\s:,)])"),
]
# What a column's name says about its numbers. Energies are equal to 1e-6 hartree; how many evaluations it takes, and so the
# sizes of files, depend on the rounding of the processor.
COLUMNS = [("…", re.compile(r"seconds|_at$")), ("≈", re.compile(r"mEh|millihartree")), ("~", re.compile(r"^evaluations$|bytes|MiB"))]
SIGNS = {"": lambda a, b: abs(a - b) <= TOLERANCE * max(1.0, abs(a), abs(b)),
         "≈": lambda a, b: abs(a - b) <= 1000 * TOLERANCE,
         "~": lambda a, b: max(a, b) <= 2 * min(a, b)}
# Rows of these tables are evaluations, or parameters at evaluations.
BY_EVALUATION = re.compile(r"\s*(vqe_iterations|iteration_parameters|ml_iteration_features) ")
EVERY_NUMBER = re.compile(r"(?<![\w.~≈])\d+(?![\w.])")
SOME_NUMBERS = re.compile(r"(?<![\w.~≈])\d+(?= (evaluations|MiB|rows in)\b)")
RULE = re.compile(r"[─-]{2,}(\s+[─-]+)*\s*|[─-](\s+[─-]+)*\s*")


def normalized(line):
    return re.sub(r"─+|-{3,}", "───", " ".join(line.split()))


@functools.cache
def pattern_of(expected):
    """The pattern of a line, and its numbers with a fraction or an exponent, each with the sign that says how close it is."""
    expected = normalized(expected)
    parts, numbers, end = [], [], 0
    literal = lambda text: ".*?".join(re.escape(part) for part in text.split(ANY))
    for found in NUMBER.finditer(expected):
        text = found[0].removeprefix(found["sign"])
        if not found["sign"] and re.fullmatch(r"[-+]?\d+", text):
            continue
        parts += [literal(expected[end:found.start()]), r"([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"]
        numbers.append((SIGNS[found["sign"]], float(text)))
        end = found.end()
    return re.compile("".join(parts) + literal(expected[end:])), numbers


def is_same_line(expected, actual):
    pattern, numbers = pattern_of(expected)
    found = pattern.fullmatch(normalized(actual))
    return bool(found) and all(is_close(number, float(other)) for (is_close, number), other in zip(numbers, found.groups()))


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


def with_signs(lines):
    """The lines with signs before numbers that differ from processor to processor, and `…` for those that are not compared."""
    signed = []
    for number, line in enumerate(lines):
        for begin, end, name in reversed(cells_of(lines, number)):
            sign = next((sign for sign, pattern in COLUMNS if pattern.search(name)), "")
            cell = line[begin:end].strip()
            if sign == ANY and cell:
                line = line[:begin] + ANY + line[end:]
            elif sign and re.fullmatch(r"[-+]?\d[\d.eE+-]*", cell):
                line = line[:begin] + " " + sign + cell + line[end:]
        signed.append(re.sub(EVERY_NUMBER if BY_EVALUATION.match(line) else SOME_NUMBERS, r"~\g<0>", line))
    return signed


def cells_of(lines, number):
    """(begin, end, name) of the columns, if the line is a row of a table: names, a rule, rows."""
    for rule in range(number, 0, -1):
        if not lines[rule].strip():
            return []
        if RULE.fullmatch(lines[rule]):
            spans = [found.span() for found in re.finditer(r"[─-]+", lines[rule])]
            gaps = [lines[number][left[1]:right[0]] for left, right in zip(spans, spans[1:])]
            is_row = number > rule and not any(gap.strip() for gap in gaps)
            return [(*span, lines[rule - 1][slice(*span)].strip()) for span in spans] if is_row else []
    return []


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


def compared(expected, actual):
    """(is the same, the page's line, the line found) for each line; either line may be None."""
    expected, actual = trimmed(expected), trimmed(actual)
    of_page = dict(zip(map(id, signed := with_signs(expected)), expected))
    return [(not price, None if shown is None else of_page[id(shown)], found) for price, shown, found in align(signed, actual)]


def differences(expected, actual):
    """Lines of a diff, or none if the output is as expected."""
    lines, is_different = [], False
    for is_same, shown, found in compared(expected, actual):
        if is_same:
            lines.append("  " + shown)
        else:
            lines += [f"{sign} {text}" for sign, text in (("-", shown), ("+", found)) if text is not None]
            is_different = True
    return lines if is_different else []


def updated(expected, actual):
    """What the page should show: its own lines where they match, the others with `…` in place of what changes."""
    return [shown if is_same and not is_heading(shown, found) else masked(found)
            for is_same, shown, found in compared(expected, actual) if is_same or found is not None]


def is_heading(shown, found):
    """A line of a table's head, whose blanks show where the columns are."""
    return found is not None and ANY not in shown and not re.search(r"\d", shown)


def masked(line):
    """The line with `…` for identifiers, times and durations; the columns of a table stay where they are."""
    for pattern in CHANGING:
        line = pattern.sub(lambda found: ANY.ljust(len(found[0]) if found.string[found.end():].startswith("  ") else 1), line)
    return line.rstrip()
