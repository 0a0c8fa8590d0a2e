"""Reports of one accident in two languages are one event: numbers, days, places and kinds carry it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from extractor import load_schema, merge, read_articles
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import RawEvent
from extractor.records import Article, EventRecord, JsonObject, Origin

Report = tuple[str, str, str, list[JsonObject]]
"""An article, the day of its publication, its text, and what a model answers."""

REPORTS: list[Report] = [
    (
        "diario",
        "2026-03-04",
        (
            "Tres personas murieron y siete resultaron heridas el martes al volcar un tren cerca de Burgos. "
            "La maquinista, Eva Prado, fue detenida el miércoles."
        ),
        [
            {
                "type": "disaster",
                "what": "Tres personas murieron al volcar un tren cerca de Burgos",
                "killed": "Tres personas",
                "injured": "siete",
                "when": "el martes",
                "where": "cerca de Burgos",
                "salience": "main",
            },
            {"type": "arrest-jail", "what": "La maquinista fue detenida", "whom": ["Eva Prado"]},
        ],
    ),
    (
        "tribuna",
        "2026-03-05",
        (
            "Un tren descarrilado dejó el martes tres muertos y siete heridos a las afueras de Burgos. "
            "La fiscalía acusó el jueves a la maquinista Eva Prado."
        ),
        [
            {
                "type": "disaster",
                "what": "Un tren descarrilado dejó tres muertos",
                "killed": "tres muertos",
                "injured": "siete heridos",
                "when": "el martes",
                "where": "afueras de Burgos",
                "salience": "main",
            },
            {"type": "charge-indict", "what": "La fiscalía acusó a la maquinista", "whom": ["Eva Prado"]},
        ],
    ),
    (
        "courier",
        "2026-03-04",
        (
            "A train left the rails near Burgos, Spain, on Tuesday, killing three people and injuring seven. "
            "Its driver, Eva Prado, was arrested."
        ),
        [
            {
                "type": "disaster",
                "what": "A train left the rails near Burgos, killing three people",
                "killed": "three people",
                "injured": "seven",
                "when": "Tuesday",
                "where": "near Burgos, Spain",
                "salience": "main",
            }
        ],
    ),
]


WITHOUT_A_KIND: list[Report] = [
    (
        "heraldo",
        "2026-03-04",
        "La ministra Eva Prado condecoró el martes al soldado Luis Rey. Eva Prado pidió paciencia.",
        [{"what": "condecoró al soldado", "who": ["Eva Prado"], "whom": ["Luis Rey"], "when": "el martes"}],
    ),
    (
        "courier",
        "2026-03-04",
        "The minister Eva Prado phoned Luis Rey, a wounded man, on Tuesday. Eva Prado wished him well.",
        [{"what": "phoned the wounded man", "who": ["Eva Prado"], "whom": ["Luis Rey"], "when": "Tuesday"}],
    ),
]


def test_an_accident_in_two_languages_is_one_event_and_steps_of_justice_are_others(tmp_path: Path) -> None:
    assert reported(tmp_path, REPORTS) == [("courier", "diario", "tribuna"), ("diario",), ("tribuna",)]


def test_what_one_person_did_on_one_day_stays_apart_where_no_kind_is_given(tmp_path: Path) -> None:
    assert reported(tmp_path, WITHOUT_A_KIND) == [("courier",), ("heraldo",)]


def reported(folder: Path, reports: Sequence[Report]) -> list[tuple[str, ...]]:
    """The articles of each event of some reports."""
    schema = load_schema()
    lines = [
        json.dumps({"id": name, "text": text, "published": day}, ensure_ascii=False)
        for name, day, text, _ in reports
    ]
    path = folder / "articles.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    origin = Origin(backend="none", model="by hand", plan="article", prompt="")
    records: list[EventRecord] = []
    for article, (_, _, _, replies) in zip(read_articles([str(path)]), reports, strict=True):
        assert isinstance(article, Article)
        raw = [RawEvent(reply, sentences=(number,)) for number, reply in enumerate(replies, 1)]
        made = Assembler(schema, article, origin).assemble(raw)
        records += [record for record in made if isinstance(record, EventRecord)]
    return sorted(event.articles for event in merge(records, schema))
