"""A folder as people have them: ten languages, and a file of every kind."""

from __future__ import annotations

import gzip
import json
import logging
from pathlib import Path

import pytest

from extractor.articles import read_articles
from extractor.records import Article
from tests.kit.documents import docx_of, pdf_of, warc_of

NEWS = {
    "en": "Fire crews rescued nine hikers from a flooded canyon on Monday. The sheriff said all are well.",
    "es": "Tres mineros murieron el jueves tras un derrumbe en Jaén. La policía busca a otros dos.",
    "fr": "Un train de marchandises a déraillé mardi matin près de Dijon. Personne n’a été blessé.",
    "de": "Bei einem Brand in Kassel sind am Mittwoch vier Menschen verletzt worden. Die Polizei ermittelt.",
    "it": "Due alpinisti sono stati salvati domenica sul Monte Rosa. Stanno bene, dicono i soccorsi.",
    "nl": "Bij een explosie in Tilburg zijn vrijdag zes mensen gewond geraakt. Niemand is vermist.",
    "pt": "Um incêndio destruiu na segunda-feira um armazém no porto de Setúbal. Não há feridos.",
    "zh": "周三上午，一家化工厂发生火灾，两名工人受伤。警方正在调查事故原因。",
    "ja": "火曜日の朝、大阪市の倉庫で火災があった。消防によると従業員3人がけがをした。",
    "ar": "قالت الشرطة إن حافلة انقلبت يوم الأحد قرب أسوان. قتل خمسة أشخاص في الحادث.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for language, text in NEWS.items():
        (tmp_path / f"{language}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "agency.pdf").write_bytes(pdf_of(NEWS["en"].split(". ", 1)))
    (tmp_path / "release.docx").write_bytes(docx_of([NEWS["de"]]))
    page = f"<html><body><article><p>{NEWS['fr']} {NEWS['fr']}</p></article></body></html>"
    (tmp_path / "crawl.warc.gz").write_bytes(
        warc_of(("https://post.example/2025/08/13/train", "200", "text/html", page.encode()))
    )
    row = {"title": "Hikers", "text": NEWS["en"], "domain": "post.example", "date": "2025-08-13 00:00:00"}
    (tmp_path / "cc_news.jsonl.gz").write_bytes(gzip.compress(f"{json.dumps(row)}\n".encode() * 2))
    (tmp_path / "table.csv").write_text(
        f'content,publish_date\n"{NEWS["it"]}",13/08/2025\n', encoding="utf-8"
    )
    return tmp_path


def test_all_of_it_is_read(folder: Path) -> None:
    found = {item.id: item for item in read_articles([str(folder)]) if isinstance(item, Article)}
    assert len(found) == len(list(read_articles([str(folder)]))) == 16
    assert {name: found[name].language for name in NEWS} == {name: name for name in NEWS}
    assert {name: len(found[name].sentences) for name in NEWS} == dict.fromkeys(NEWS, 2)
    assert found["agency"].sentences[0].page == 1
    assert {str(found[name].published) for name in ("train", "cc_news-1", "cc_news-2", "table-1")} == {
        "2025-08-13"
    }


def test_a_language_that_no_data_serve_is_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    swahili = "Wazima moto wawili walijeruhiwa Jumatano katika moto wa ghala mjini Mwanza, polisi walisema."
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(swahili, encoding="utf-8")
    with caplog.at_level(logging.WARNING, "extractor.articles"):
        list(read_articles([str(tmp_path)]))
    (record,) = caplog.records
    assert "a.txt is in Swahili, for which there are no data" in record.message


def test_a_warning_is_said_once_to_who_listens(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"text": "It rained.", "went_out": "2025-08-13"}\n' * 3, encoding="utf-8"
    )
    said: list[str] = []
    list(read_articles([str(tmp_path)], warn=said.append))
    (warning,) = said
    assert warning.endswith(
        "the key `went_out` looks like a date; if of publication: --map published=went_out"
    )
