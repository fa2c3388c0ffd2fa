# SPDX-License-Identifier: Apache-2.0
"""A program at a terminal of its own."""

import os
import pty
import select
import time

WAIT_S = 60


class Terminal:
    """Runs `words`; use with `with`."""

    def __init__(self, words, cwd, env):
        self.shown = ""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.execvpe(words[0], words, env)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.terminal)

    def type(self, text):
        os.write(self.terminal, text.encode())

    def wait_for(self, text):
        """Waits until the text is shown; returns what was shown before it."""
        end = time.monotonic() + WAIT_S
        while text not in self.shown:
            assert time.monotonic() < end, self.shown
            assert self._read(), f"the program ended: {self.shown}"
        before, self.shown = self.shown.split(text, 1)
        return before

    def wait_for_end(self):
        """Waits until the program ends; returns its exit code."""
        end = time.monotonic() + WAIT_S
        while self._read():
            assert time.monotonic() < end, self.shown
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self):
        """Reads what is shown within a second; false at the end."""
        if not select.select([self.terminal], [], [], 1)[0]:
            return True
        try:
            text = os.read(self.terminal, 65536)
        except OSError:  # How a terminal without a program ends.
            return False
        self.shown += text.decode(errors="replace")
        return bool(text)
