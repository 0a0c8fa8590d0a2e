"""Read news articles: files by their kind, sentences as spans into the unedited text, boilerplate marked."""

from extractor.articles.counting import count_inputs
from extractor.articles.drafts import Unread
from extractor.articles.limits import DEFAULT_LIMITS, Limits
from extractor.articles.reading import find_articles, log_warning, read_articles
from extractor.articles.sources import Source, find_sources
from extractor.articles.unread import Warnings, WarnOnce, read_article, read_each

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Source",
    "Unread",
    "WarnOnce",
    "Warnings",
    "count_inputs",
    "find_articles",
    "find_sources",
    "log_warning",
    "read_article",
    "read_articles",
    "read_each",
]
