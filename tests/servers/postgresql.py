# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL cluster in a temporary folder. Its server refuses to run as root, so root hands it to another user."""

import os
import pwd
import shutil
import signal
import subprocess

from installed import folder_of
from processes import Server, free_port

USER = "eigenlake"
UNPRIVILEGED = ("postgres", "nobody")


def server_account():
    """Arguments of Popen to run as another user than root; empty if we are not root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = next(names[name] for name in UNPRIVILEGED if name in names)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


class Postgresql:
    """One cluster; `database(name)` creates a database in it and returns its URI."""

    def __init__(self, folder):
        self.binaries = folder_of("postgresql") / "bin"
        self.port = free_port()
        self.account = server_account()
        self.home = folder
        folder.mkdir(mode=0o755)
        if self.account:
            shutil.chown(folder, self.account["user"], self.account["group"])
        self._run("initdb", "--pgdata", folder / "data", "--username", USER, "--auth", "trust", "--encoding", "UTF8",
                  "--locale", "C", "--no-sync")
        self.server = Server(
            "PostgreSQL",
            [self.binaries / "postgres", "-D", folder / "data", "-p", self.port, "-c", "listen_addresses=127.0.0.1",
             "-c", f"unix_socket_directories={folder}", "-c", "max_connections=300", "-c", "shared_buffers=64MB",
             "-c", "fsync=off", "-c", "jit=off"],
            folder.parent / "postgresql.log", self._is_ready, seconds=60, cwd=folder, **self.account)

    def _run(self, program, *arguments, check=True):
        return subprocess.run([str(self.binaries / program), *map(str, arguments)], capture_output=True, text=True,
                              check=check, timeout=120, cwd=self.home, **self.account)

    def _is_ready(self):
        return self._run("pg_isready", "-h", "127.0.0.1", "-p", self.port, check=False).returncode == 0

    def sql(self, statement, database="postgres"):
        """Rows of a statement as lists of text."""
        done = self._run("psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", self.port, "-U", USER,
                         "-d", database, "-c", statement)
        return [line.split("|") for line in done.stdout.splitlines()]

    def run_script(self, script, database):
        """Runs a file of SQL that the server's account may be unable to read."""
        done = subprocess.run(
            [self.binaries / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER,
             "-d", database], input=script.read_text(), capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr

    def database(self, name):
        self.sql(f"CREATE DATABASE {name}")
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"

    def jdbc(self, uri):
        return "jdbc:" + uri.replace(f"{USER}@", "")

    def stop(self):
        self.server.stop(first=signal.SIGINT)
