"""From what was taken out of a file to an article, in any process; taking it out is cheap, this is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from extractor.articles.building import build_article
from extractor.articles.compression import DAMAGED
from extractor.articles.drafts import Document, Draft, Unread
from extractor.articles.kinds import Kind
from extractor.articles.readers.docx import read_docx
from extractor.articles.readers.html_page import read_html
from extractor.articles.readers.pdf import read_pdf
from extractor.errors import ArticleError
from extractor.records import Article
from extractor.text.language import language_name
from extractor.text.language_data import served_languages

Warnings = Mapping[str, str]
"""What should be known of how an article was read, by what it is about."""


class WarnOnce:
    """Passes warnings on, one for each thing that they are about."""

    def __init__(self, warn: Callable[[str], None]) -> None:
        self.warn = warn
        self._said: set[str] = set()

    def __call__(self, warnings: Warnings) -> None:
        """Pass on what is new."""
        for about, warning in warnings.items():
            if about not in self._said:
                self._said.add(about)
                self.warn(warning)


def read_each(
    items: Iterable[Article | Unread | ArticleError], warn: Callable[[Warnings], None]
) -> Iterator[Article | ArticleError]:
    """Each item as an article, or the error that says why it is none, read when it is wanted."""
    for item in items:
        if isinstance(item, Article | ArticleError):
            yield item
            continue
        try:
            article, warnings = read_article(item)
        except ArticleError as error:
            yield error
        else:
            warn(warnings)
            yield article


def read_article(unread: Unread) -> tuple[Article, Warnings]:
    """The article, and what should be known of how it was read.

    Raises:
        ArticleError: it cannot be read as one.
    """
    draft = _draft(unread) if isinstance(unread, Document) else unread
    article = build_article(draft, unread.id)
    warnings = {warning: warning for warning in draft.warnings}
    language = article.language
    if language is not None and language not in served_languages():
        warnings[language] = (
            f"{draft.where} is in {language_name(language)}, for which there are no data: its dates and "
            "numbers stay as they are written; so do those of any other article in this language"
        )
    return article, warnings


def _draft(document: Document) -> Draft:
    raw, path = document.raw, document.path
    try:
        if document.kind is Kind.PDF:
            return read_pdf(raw, path)
        if document.kind is Kind.DOCX:
            return read_docx(raw, path)
        return read_html(raw, path, where=document.where, url=document.url, charset=document.charset)
    except (OSError, RuntimeError, *DAMAGED) as error:
        raise ArticleError(document.where, f"is damaged ({error}); get it again") from error
