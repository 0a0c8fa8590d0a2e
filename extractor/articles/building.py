"""From the text of one article to an `Article`: header, paragraphs, dateline, sentences, boilerplate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from extractor.articles.boilerplate import DATELINE, HEADER, mark_paragraphs
from extractor.articles.decoding import check_text
from extractor.articles.drafts import Draft
from extractor.articles.notices import SITE_NOTICE, is_notice
from extractor.articles.paragraphs import cut_paragraphs, trim
from extractor.articles.publication import read_header
from extractor.articles.sentences import cut_sentences
from extractor.errors import ArticleError
from extractor.records import Article, Span
from extractor.text.language import find_language

_Piece = tuple[int, int, str | None]
"""Where a sentence or a piece of boilerplate starts and ends, and why it is no news."""


def build_article(draft: Draft, article_id: str) -> Article:
    """The draft's article, its text unedited, its sentences cut and its boilerplate marked.

    Raises:
        ArticleError: the text is empty, blank or broken, or nothing in it is news.
    """
    text = draft.text
    check_text(text, draft.where)
    header = read_header(text)
    paragraphs = cut_paragraphs(text, header[0] if header else 0)
    language = find_language(text, draft.language)
    marks = mark_paragraphs([span.text_in(text) for span in paragraphs], draft.title, language)

    pieces: list[_Piece] = []
    if header:
        pieces.append((*trim(text, 0, header[0]), HEADER))
    for i, (span, reason) in enumerate(zip(paragraphs, marks.reasons, strict=True)):
        if reason is not None:
            pieces.append((span.start, span.end, reason))
            continue
        dateline = marks.dateline[1] if marks.dateline and marks.dateline[0] == i else 0
        pieces.extend(_pieces_of(text, span, dateline, language or "en"))
    _check_news(pieces, draft.where)

    # As plain values, checked all at once: a check of each sentence by itself takes twice as long.
    return Article.model_validate(
        {
            "id": article_id,
            "text": text,
            "sentences": [
                {
                    "number": number,
                    "span": {"start": start, "end": end},
                    "boilerplate": reason,
                    "page": bisect_right(draft.pages, start) or None,
                }
                for number, (start, end, reason) in enumerate(pieces, 1)
            ],
            "published": draft.published or (header[1] if header else None) or marks.published,
            "title": marks.title,
            "url": draft.url,
            "source": draft.source,
            "language": language,
            "path": draft.path,
            "sha256": draft.sha256,
        }
    )


def _pieces_of(text: str, paragraph: Span, dateline: int, language: str) -> Iterator[_Piece]:
    """The sentences of a paragraph of news; a dateline before them is a piece of its own."""
    if dateline:
        yield (*trim(text, paragraph.start, paragraph.start + dateline), DATELINE)
    for start, end in cut_sentences(text, paragraph.start + dateline, paragraph.end, language):
        is_whole = (start, end) == (paragraph.start, paragraph.end)  # and so is known to be no notice
        yield start, end, SITE_NOTICE if not is_whole and is_notice(text[start:end], language) else None


def _check_news(pieces: list[_Piece], where: str) -> None:
    if not any(reason is None for _, _, reason in pieces):
        reasons = ", ".join(dict.fromkeys(reason for _, _, reason in pieces if reason))
        raise ArticleError(
            where, f"has nothing but boilerplate ({reasons}); check that the article's text is in it"
        )
