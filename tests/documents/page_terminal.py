# SPDX-License-Identifier: Apache-2.0
"""One shell on a pseudo terminal: runs commands one after another and returns what a reader would see."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

COLUMNS, ROWS = 120, 50
SEPARATOR = "\x1e"
CONTROL = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b[()][A-Z0-9]|\x07")
# The shell reads the names of scripts, so that variables, functions and the folder last from command to command.
LOOP = f"""while IFS= read -r -u 8 script; do . "$script" </dev/null 8<&-; printf '{SEPARATOR}%d{SEPARATOR}' $?; done"""


class Terminal:
    def __init__(self, folder, environment, scripts):
        """Starts the shell in `folder`; `scripts` is a folder for the text of the commands."""
        self.scripts, self.count = scripts, 0
        self.main, other = pty.openpty()
        fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        reading, self.names = os.pipe()
        self.shell = subprocess.Popen(["bash", "--noprofile", "--norc", "-c", f"exec 8<&{reading} {reading}<&-; {LOOP}"],
                                      cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=other, stderr=other,
                                      pass_fds=[reading], start_new_session=True)
        os.close(other)
        os.close(reading)

    def run(self, command, seconds):
        """The lines of its output and its exit code; a code of None says that it took longer or ended the shell."""
        self.count += 1
        script = self.scripts / f"{self.count}.sh"
        script.write_text(command + "\n")
        os.write(self.names, f"{script}\n".encode())
        text, deadline = "", time.monotonic() + seconds
        while not (found := re.search(f"{SEPARATOR}(\\d+){SEPARATOR}", text)):
            piece = self._read(deadline - time.monotonic())
            if piece is None:
                return shown(text), None
            text += piece
        return shown(text[:found.start()]), int(found[1])

    def _read(self, seconds):
        """None at the end or after this time."""
        if seconds <= 0 or not select.select([self.main], [], [], seconds)[0]:
            return None
        try:
            return os.read(self.main, 1 << 16).decode(errors="replace") or None
        except OSError:
            return None

    def close(self):
        """Ends the shell and what it started."""
        os.close(self.names)
        for number in (signal.SIGHUP, signal.SIGKILL):
            try:
                os.killpg(self.shell.pid, number)
                self.shell.wait(timeout=5)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass
        os.close(self.main)


def shown(text):
    """The lines that remain on the screen: without colours, and without what was erased or written over."""
    lines, row, column, end = [""], 0, 0, 0
    for found in re.finditer(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|[\r\n\x07]|[^\x1b\r\n\x07]+|\x1b", text):
        part = found[0]
        if part == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif part == "\r":
            column = 0
        elif part.startswith("\x1b") or part == "\x07":
            row, column = moved(lines, row, column, part)
        else:
            line = lines[row].ljust(column)
            lines[row] = line[:column] + part + line[column + len(part):]
            column += len(part)
    return [line.rstrip() for line in lines]


def moved(lines, row, column, part):
    """The place of the cursor after a control sequence; erases what it says."""
    control = CONTROL.fullmatch(part)
    if not control or not control[2]:
        return row, column
    number = int(control[1]) if control[1].isdigit() else 0
    if control[2] == "K":
        lines[row] = {0: lines[row][:column], 1: " " * column + lines[row][column:], 2: ""}[number]
    elif control[2] == "J":
        lines[row] = lines[row][:column]
        del lines[row + 1:]
    elif control[2] == "A":
        row = max(0, row - max(1, number))
    elif control[2] == "G":
        column = max(0, number - 1)
    return row, column
