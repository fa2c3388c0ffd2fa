# SPDX-License-Identifier: Apache-2.0
"""Shared by the tests of this folder: molecules, and the objects that `--json` prints."""

import json

H2 = {"name": "H2", "symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]], "units": "angstrom"}
HEH = {"name": "HeH+", "symbols": ["He", "H"], "coords": [[0, 0, 0], [0, 0, 0.7719]], "charge": 1}


def objects(text):
    return [json.loads(line) for line in text.splitlines()]
