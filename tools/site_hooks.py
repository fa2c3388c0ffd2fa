# SPDX-License-Identifier: Apache-2.0
"""Links of the documents to files that are not pages, such as the sources, become their path as text: the site is complete by itself."""

import pathlib
import posixpath
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(((?:\.\./)+[^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown, page, **_):
    def outside(match):
        text, target = match[1], posixpath.normpath(posixpath.join("docs", posixpath.dirname(page.file.src_uri), match[2]))
        if target.startswith("docs/") or not (ROOT / target).exists():
            return match[0]  # A page of the site, or a broken link that mkdocs reports.
        return text if target in text else f"{text} (`{target}`)"

    return LINK.sub(outside, markdown)
