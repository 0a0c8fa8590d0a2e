"""Read news articles: files by their kind, sentences as spans into the unedited text, boilerplate marked."""

from extractor.articles.counting import count_inputs
from extractor.articles.limits import DEFAULT_LIMITS, Limits
from extractor.articles.reading import log_warning, read_articles

__all__ = ["DEFAULT_LIMITS", "Limits", "count_inputs", "log_warning", "read_articles"]
