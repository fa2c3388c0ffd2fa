# SPDX-License-Identifier: Apache-2.0
"""The documents as a site: built strictly, complete without a network."""

import os
import re
import shutil
import subprocess

import pytest
from installed import ROOT, folder_of


def build(target, root=ROOT):
    return subprocess.run([root / "tools/site"], env={**os.environ, "SITE": str(target)}, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder_of("docs")
    folder = tmp_path_factory.mktemp("site")
    done = build(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_site_has_every_page(site):
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    assert {path.relative_to(site) for path in site.rglob("*.html")} - pages == {(site / "404.html").relative_to(site)}
    assert all((site / page).is_file() for page in pages)


def test_site_fetches_nothing_from_elsewhere(site):
    fetched = re.compile(r"""<(?:script|img|iframe|source)[^>]*\ssrc=["']?(https?:[^"'\s>]+)|<link[^>]*\shref=["']?(https?:[^"'\s>]+)""")
    for page in site.rglob("*.html"):
        assert not fetched.findall(page.read_text()), page


def test_search_finds_words_of_pages(site):
    assert "dissociation curve" in (site / "search/search_index.json").read_text()


@pytest.mark.parametrize("link", ["missing.md", "style.md#no-such-heading"])
def test_broken_link_fails_the_build(site, tmp_path, link):
    for name in ("docs", "tools"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("mkdocs.yml", "dependencies.lock"):
        shutil.copy(ROOT / name, tmp_path)
    with (tmp_path / "docs/cite.md").open("a") as page:
        page.write(f"\n[a]({link})\n")
    done = build(tmp_path / "site", tmp_path)
    assert done.returncode != 0 and link in done.stderr, done.stderr
