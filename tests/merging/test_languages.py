"""Reports of one accident in two languages are one event: numbers, days, places and kinds carry it."""

from __future__ import annotations

import json
from pathlib import Path

from extractor import load_schema, merge, read_articles
from extractor.extraction.assembly import Assembler
from extractor.extraction.plans import RawEvent
from extractor.records import Article, EventRecord, JsonObject, Origin

REPORTS: list[tuple[str, str, str, list[JsonObject]]] = [
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


def test_an_accident_in_two_languages_is_one_event_and_steps_of_justice_are_others(
    tmp_path: Path,
) -> None:
    schema = load_schema()
    lines = [
        json.dumps({"id": name, "text": text, "published": day}, ensure_ascii=False)
        for name, day, text, _ in REPORTS
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    origin = Origin(backend="none", model="by hand", plan="article", prompt="")
    records: list[EventRecord] = []
    for article, (_, _, _, replies) in zip(read_articles([str(path)]), REPORTS, strict=True):
        assert isinstance(article, Article)
        raw = [RawEvent(reply, sentences=(number,)) for number, reply in enumerate(replies, 1)]
        made = Assembler(schema, article, origin).assemble(raw)
        records += [record for record in made if isinstance(record, EventRecord)]
    assert sorted(event.articles for event in merge(records, schema)) == [
        ("courier", "diario", "tribuna"),
        ("diario",),
        ("tribuna",),
    ]
