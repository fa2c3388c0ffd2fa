# SPDX-License-Identifier: Apache-2.0
"""Measures how long a report of 20,000 runs takes: to write, to open in Chromium, to filter and to sort.

Goal: it opens and filters within 2 s. Needs Chromium and Playwright (tools/servers install browser).

usage: open_page.py EIGENLAKE_PROGRAM WORK_FOLDER [RUNS]
"""

import pathlib
import statistics
import subprocess
import sys
import time

from many_runs import make_lake
from playwright.sync_api import sync_playwright

REPEATS = 5
# Until the browser has painted what follows.
FILTER = """(text) => new Promise((done) => { const start = performance.now(); const input = document.getElementById('query');
  input.value = text; input.dispatchEvent(new Event('input'));
  requestAnimationFrame(() => setTimeout(() => done((performance.now() - start) / 1000), 0)); })"""
SORT = """() => { const start = performance.now(); [...document.querySelectorAll('#table th button')].find((button) =>
  button.textContent.startsWith('VQE')).click(); return (performance.now() - start) / 1000; }"""


def measure(browser, file):
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(file.as_uri())
    page.wait_for_function("document.documentElement.dataset.ready")
    seconds = {"open": time.perf_counter() - start}
    for text in ("cobyla", "seed<1000 slsqp", "error>2"):
        seconds[f"filter '{text}'"] = page.evaluate(FILTER, text)
    page.evaluate(FILTER, "")
    seconds["sort"] = page.evaluate(SORT)
    page.close()
    return seconds


def main(program, work, runs=20_000):
    work = pathlib.Path(work).resolve()
    lake, file = work / "lake", work / "report.html"
    if not lake.exists():
        make_lake(lambda *words: subprocess.run([program, *map(str, words)], check=True), lake, runs)
    start = time.perf_counter()
    subprocess.run([program, "report", file, "--lake", lake, "--quiet"], check=True)
    print(f"written in {time.perf_counter() - start:.2f} s, {file.stat().st_size / 1e6:.1f} MB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--use-angle=swiftshader"])
        measured = [measure(browser, file) for _ in range(REPEATS)]
        for what in measured[0]:
            its = [seconds[what] for seconds in measured]
            print(f"{what}: median {statistics.median(its):.3f} s, worst {max(its):.3f} s")
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
