"""Articles in PDF and DOCX files, and the pages of their sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.articles import read_articles
from extractor.articles.readers.pdf import join_pages
from extractor.records import Article, as_json
from tests.kit.documents import docx_of, pdf_of

FIRST = [
    "Two climbers were found alive on Mount Orla on Monday,",
    "rescuers said. They had waited for three days under",
    "the summit, without food.",
]
SECOND = ["A third climber is missing, the police said."]


def read(path: Path, content: bytes) -> Article:
    path.write_bytes(content)
    (article,) = read_articles([str(path)])
    assert isinstance(article, Article), article
    return article


def pages(article: Article) -> list[tuple[int | None, str]]:
    return [(each.page, " ".join(article.sentence_text(each.number).split())) for each in article.sentences]


PAGES = [
    (1, "Two climbers were found alive on Mount Orla on Monday, rescuers said."),
    (1, "They had waited for three days under the summit, without food."),
    (2, "A third climber is missing, the police said."),
]


def test_the_sentences_of_a_pdf_know_their_page(tmp_path: Path) -> None:
    article = read(tmp_path / "a.pdf", pdf_of(FIRST, SECOND))
    assert pages(article) == PAGES
    assert article.published is None


def test_the_sentences_of_a_docx_know_their_page(tmp_path: Path) -> None:
    article = read(tmp_path / "a.docx", docx_of([" ".join(FIRST)], SECOND, title="Climbers found"))
    assert pages(article) == PAGES
    assert article.title == "Climbers found"


def test_where_word_has_kept_no_page_there_is_none(tmp_path: Path) -> None:
    article = read(tmp_path / "a.docx", docx_of([" ".join(FIRST)]))
    assert [page for page, _ in pages(article)] == [None, None]
    assert '"page"' not in as_json(article)


def test_a_date_alone_at_the_head_of_a_document_dates_it(tmp_path: Path) -> None:
    article = read(tmp_path / "a.docx", docx_of(["Climbers found", "13 August 2025", " ".join(FIRST)]))
    assert str(article.published) == "2025-08-13"


def test_running_heads_and_page_numbers_do_not_cut_a_sentence() -> None:
    text, starts = join_pages(
        [
            "The Orla Post  13 August\nTwo climbers were found and the po-\nlice were told by\n1",
            "The Orla Post  14 August\nthe well-known guide, a well-\nknown Franco-\nGerman man, who\n2",
            "The Orla Post  15 August\nleft on 3 May.\n3",
        ]
    )
    assert text == (
        "Two climbers were found and the police were told by\n"
        "the well-known guide, a well-known Franco-German man, who\n"
        "left on 3 May.\n"
    )
    assert [text[start:][:3] for start in starts] == ["Two", "the", "lef"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF-1.4\nno more", "is no PDF that can be read"),
        ("a.pdf", pdf_of([]), "has pictures of text, and no text; run OCR on it first"),
        ("a.docx", b"PK\x03\x04 no more", "is no DOCX that can be read"),
        ("a.docx", b"plain", "is no DOCX that can be read"),
    ],
)
def test_a_document_that_cannot_be_read_is_an_error(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (error,) = read_articles([str(tmp_path / name)])
    assert str(error).startswith(f"{tmp_path / name}: {says}")
