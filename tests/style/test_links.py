# SPDX-License-Identifier: Apache-2.0
"""Every document is in the site's navigation and in the index, and relative links between files lead somewhere."""

import re

import pytest
from markdown_it import MarkdownIt

EXCLUDED = ("build/", ".venv/", ".deps/", "lake/")


def documents(repository):
    return [path for path in sorted(repository.rglob("*.md"))
            if not str(path.relative_to(repository)).startswith(EXCLUDED) and "golden" not in path.parts]


def pages(repository):
    return {str(path.relative_to(repository / "docs")) for path in (repository / "docs").rglob("*.md")}


def links(text):
    """The targets of a document's links, without those in code."""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        for child in token.children or []:
            target = child.attrs.get("href") or child.attrs.get("src")
            if target and not re.match(r"[a-z]+:", target):
                yield target


def anchors(text):
    """The anchors of the headings, as GitHub and mkdocs name them."""
    found = set()
    for heading in re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE):
        name = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).strip().replace(" ", "-")
        found |= {name, re.sub(r"-+", "-", name)}
    return found


def test_navigation_and_files_are_equal(repository):
    nav = (repository / "mkdocs.yml").read_text().split("\nnav:\n")[1]
    named = re.findall(r": ([\w/.-]+\.md)$", nav, re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(named) == pages(repository)


def test_index_names_every_page(repository):
    named = {target.split("#")[0] for target in links((repository / "docs/index.md").read_text())}
    assert pages(repository) - named == {"index.md"}


def test_relative_links_lead_to_files_and_headings(repository):
    broken = []
    for path in documents(repository):
        for target in links(path.read_text()):
            name, _, anchor = target.partition("#")
            file = (path.parent / name).resolve() if name else path
            if not file.exists():
                broken.append(f"{path.relative_to(repository)}: {target}")
            elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text()):
                broken.append(f"{path.relative_to(repository)}: no heading #{anchor} in {file.relative_to(repository)}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("target", ["missing.md", "docs/style.md#no-such-heading"])
def test_a_broken_link_is_found(repository, target):
    assert list(links(f"[a]({target}) `[b](c.md)`")) == [target]
    name, _, anchor = target.partition("#")
    assert not (repository / name).exists() or anchor not in anchors((repository / name).read_text())
