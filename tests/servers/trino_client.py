# SPDX-License-Identifier: Apache-2.0
"""Runs statements on the Trino server of the tests, with the options of Trino's command line client.

usage: trino_client.py URL [--catalog NAME] (--execute STATEMENT | --file FILE)

The server of the tests has no folder of catalogs: those of etc/catalog/*.properties are created first.
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from trino import Trino, TrinoError  # noqa: E402


class Client(Trino):
    def __init__(self, url):
        self.url, self.update = url, None

    def _request(self, *arguments):
        reply = super()._request(*arguments)
        self.update = reply.get("updateType", self.update)
        return reply

    def add_catalogs(self):
        known = {row[0] for row in self.values("SHOW CATALOGS")}
        for file in pathlib.Path("etc/catalog").glob("*.properties"):
            lines = [line.partition("=") for line in file.read_text().splitlines() if line and not line.startswith("#")]
            if file.stem not in known:
                self.catalog(file.stem, {key: value for key, _, value in lines if key != "connector.name"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--catalog")
    parser.add_argument("--execute")
    parser.add_argument("--file", type=pathlib.Path)
    options = parser.parse_args()
    client, statement = Client(options.url), (options.execute or options.file.read_text()).strip().removesuffix(";")
    try:
        client.add_catalogs()
        client.update = None
        rows = client.values(statement, session_catalog=options.catalog)
    except TrinoError as error:
        sys.exit(f"Query failed: {error}")
    for row in rows:
        print(",".join(f'"{value}"' for value in row))
    if client.update:
        print(client.update)


if __name__ == "__main__":
    main()
