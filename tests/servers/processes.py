# SPDX-License-Identifier: Apache-2.0
"""Runs real servers as child processes on the loopback, waits for them, and never leaves them behind."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def free_port():
    """A free port of the loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tail(log, lines=40):
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"


def die_with_parent():
    """Runs in the child: the kernel kills it when this process dies in any way."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class StartError(AssertionError):
    """A server did not start; the message has the end of its log."""


class Server:
    """A process in its own group, with its output in a log file.

    `ready` is polled until it returns true; a server that ends or is not ready in time raises StartError.
    """

    def __init__(self, name, command, log, ready, seconds=120, **options):
        self.name, self.log = name, log
        with open(log, "ab") as output:
            self.process = subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=subprocess.STDOUT, start_new_session=True,
                                            preexec_fn=die_with_parent, **options)
        try:
            self._wait(ready, seconds)
        except BaseException:
            self.stop()
            raise

    def _wait(self, ready, seconds):
        deadline = time.monotonic() + seconds
        while not ready():
            if self.process.poll() is not None:
                raise StartError(f"{self.name} ended with {self.process.returncode} before it was ready:\n{tail(self.log)}")
            if time.monotonic() > deadline:
                raise StartError(f"{self.name} was not ready after {seconds} s:\n{tail(self.log)}")
            time.sleep(0.1)

    def stop(self, first=signal.SIGTERM, seconds=10):
        """Terminates the whole group, then kills it."""
        for number in (first, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=seconds)
                if number == signal.SIGKILL:
                    return
        self.process.wait(timeout=seconds)


def accepts_connections(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def answers_http(url):
    """True if an HTTP server responds there, with any status."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
