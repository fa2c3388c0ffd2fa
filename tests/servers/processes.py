"""Real servers as child processes: started on the loopback, waited for, and never left behind."""

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
    """A port of the loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tail(log, lines=40):
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) if log.exists() else "(no log)"


def die_with_parent():
    """Runs in the child: the kernel kills it when this process dies, however it dies."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class StartError(AssertionError):
    """A server did not come up; the message has the end of its log."""


class Server:
    """A process in a group of its own whose output goes to a log file.

    `ready` is asked until it returns true; a server that ends or is not ready in time raises StartError.
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
        """Asks the whole group to end and then makes it."""
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
    """Whether an HTTP server answers there, with whatever status."""
    try:
        urllib.request.urlopen(url, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
