"""Reads, grounds and merges a few sentences when it is imported, so that what forks from here need not load
what a first article needs, such as the detector of languages.
"""

from __future__ import annotations

from extractor.articles.building import build_article
from extractor.articles.drafts import Draft
from tests.kit.stored_runs import judged_run

build_article(Draft("a", "LYON, March 3 - Police in Lyon arrested Per Dahl on Monday.", "a", "a", ""), "a")
judged_run()
