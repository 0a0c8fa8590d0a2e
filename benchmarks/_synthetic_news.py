"""Synthetic news records whose true events are known, for measuring the merge at any size.

What makes merging hard is in them: reports that leave things out, round a count, name a day late or a kind
of event next to it (never an arrest for a charge, which are two events); copies of one wire text; follow-ups,
in which the same person meets another event weeks later; places and governments that half of all news shares.
The vocabulary grows as that of news does: some names everywhere, and ever new ones. Everything is drawn from
one seeded generator, so a size gives the same records on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from random import Random

from extractor.fields import Choice
from extractor.fields.base import Context, Evidence, Option, Written
from extractor.records import Article, EventRecord, Grounding, Mention, Sentence, Span, Support, Value
from extractor.schemas import Schema, load_schema
from extractor.store.folder import json_line

_REPORTS = (1, 1, 1, 2, 2, 3, 3, 4, 6, 10)
"""Reports an event has, one of these: a third stand in one article alone."""
_RECORDS_AN_EVENT = sum(_REPORTS) / len(_REPORTS)
_EVENTS_A_DAY = 100
"""A bigger pile of news is that of a longer time: ten years for a million records."""
_REMEMBERED = 100_000
"""Values kept of those that were read, since many are said again."""
SOUNDS = (
    "ba",
    "ca",
    "da",
    "el",
    "fo",
    "gar",
    "han",
    "is",
    "jo",
    "kim",
    "lo",
    "mar",
    "nor",
    "ol",
    "pe",
    "ri",
)


def listed(words: str) -> tuple[str, ...]:
    """The words of a list that is written as one string, parted by commas."""
    return tuple(word.strip() for word in words.split(","))


_VERBS = {
    "attack": "attacked",
    "disaster": "crashed into",
    "die": "buried",
    "injure": "injured",
    "execute": "executed",
    "arrest-jail": "arrested",
    "release-parole": "freed",
    "extradite": "extradited",
    "expel": "expelled",
    "transport": "transferred",
    "return": "returned",
    "charge-indict": "charged",
    "trial-hearing": "heard",
    "convict": "convicted",
    "acquit": "acquitted",
    "sentence": "sentenced",
    "fine": "fined",
    "sue": "sued",
    "appeal": "appealed against",
    "pardon": "pardoned",
    "marry": "married",
    "divorce": "divorced",
    "demonstrate": "protested against",
    "meet": "met",
    "phone-write": "phoned",
    "transfer-money": "paid",
    "transfer-ownership": "bought",
    "start-position": "hired",
    "end-position": "dismissed",
    "nominate": "nominated",
    "elect": "elected",
    "agreement": "agreed with",
    "policy": "ordered",
    "sanction": "sanctioned",
    "threat": "threatened",
    "demand": "urged",
    "reject": "rejected",
    "accuse": "accused",
}
"""What a report says of each kind of event that happens to somebody."""
_GIVEN = listed(
    "Anna, Ben, Carla, David, Elena, Frank, Grace, Hugo, Irene, James, Karin, Luis, Maria, Nils, Olga, Paul"
)
_COUNTRIES = listed(
    "Mexico, the United States, France, Germany, Chile, Kenya, Japan, India, Norway, Brazil, Egypt, Italy"
)
_CITIES = listed(
    "Paris, Berlin, Madrid, Tokyo, Nairobi, Oslo, Cairo, Lima, Rome, Delhi, Boston, Chicago, Lyon, Hamburg"
)
GROUPS = listed(
    "prisoners, migrants, workers, protesters, soldiers, miners, students, passengers, farmers, nurses, "
    "doctors, teachers, drivers, sailors, pilots, villagers, hostages, rebels, patients, children, women, "
    "tourists, fans, players, journalists, monks, lawyers, judges, voters, refugees, climbers, fishermen"
)
_ADJECTIVES = listed(
    "armed, local, foreign, young, striking, undocumented, wounded, former, injured, stranded, angry, elderly"
)
_SINGLE_FIELDS = ("type", "what", "count", "when", "where", "status")


@dataclass(frozen=True)
class News:
    """Records, and the event that each of them reports, by record id."""

    records: tuple[EventRecord, ...]
    truth: Mapping[str, str]


@dataclass(frozen=True)
class Report:
    """What one report says, in words."""

    type: str
    what: str
    agent: str
    patient: str
    count: str
    when: str
    where: str
    status: str = "happened"


def synthetic_news(records: int, schema: Schema, seed: int = 0) -> News:
    """So many records of the schema `news_event`."""
    made = list(_labelled_records(records, schema, seed))
    return News(tuple(record for record, _ in made), {record.id: event for record, event in made})


def days_of(records: int) -> int:
    """Over how many days the events of so many records are spread."""
    return max(30, round(records / _RECORDS_AN_EVENT / _EVENTS_A_DAY))


def write_news(path: Path, records: int, seed: int = 0) -> dict[str, str]:
    """Write so many records to a file, one at a time, and return the event of each."""
    truth: dict[str, str] = {}
    with path.open("w", encoding="utf-8") as lines:
        for record, event in _labelled_records(records, load_schema("news_event"), seed):
            lines.write(json_line(record))
            truth[record.id] = event
    return truth


def reports_by_event(events: int, schema: Schema, seed: int = 0) -> Iterator[list[Report]]:
    """What is reported of each of so many events, report by report."""
    maker = _Maker(round(events * _RECORDS_AN_EVENT), schema, Random(seed))
    for event in islice(maker.events(), events):
        yield [said for said, _ in maker.reports(event)]


def dated_reports(number: int, seed: int = 0) -> Iterator[tuple[Report, date]]:
    """What so many reports say, and when each is published."""
    maker = _Maker(number, load_schema("news_event"), Random(seed))
    reports = (report for event in maker.events() for report in maker.reports(event))
    return islice(reports, number)


def _labelled_records(records: int, schema: Schema, seed: int) -> Iterator[tuple[EventRecord, str]]:
    """So many records, each with the name of its event."""
    maker = _Maker(records, schema, Random(seed))
    number = 0
    for event_number, event in enumerate(maker.events()):
        for said, published in maker.reports(event):
            if number == records:
                return
            yield maker.record(f"a{number:07d}", said, published), f"e{event_number}"
            number += 1


@dataclass(frozen=True)
class _Event:
    day: date
    said: Report


class _Maker:
    """Draws events and reports; `size` is that of the whole, which the vocabulary grows with."""

    def __init__(self, size: int, schema: Schema, random: Random) -> None:
        self.schema = schema
        self.random = random
        kinds = schema.field("type").type
        assert isinstance(kinds, Choice)
        self.kinds = tuple(option for option in kinds.options if option.name in _VERBS)
        self.values: dict[tuple[str, str, str | None], Value | None] = {}
        self.mistaken: dict[str, list[str]] = {
            option.name: [o.name for o in self.kinds if o.family == option.family and not _is_defining(o)]
            for option in self.kinds
            if not _is_defining(option)
        }
        """By kind, those that a report may give in its place."""
        self.days = days_of(size)
        # Heaps' law: new words come more slowly than text, new persons almost as fast.
        self.persons = max(50, size // 3)
        self.towns = max(30, round(3 * size**0.5))
        self.words = max(300, round(30 * size**0.5))

    def events(self) -> Iterator[_Event]:
        """Without end; a third are follow-ups of one of the last hundred."""
        recent: list[_Event] = []
        while True:
            followed = recent and self.random.random() < 1 / 3
            event = self._follow_up(self.random.choice(recent)) if followed else self._event()
            recent = [*recent[-99:], event]
            yield event

    def reports(self, event: _Event) -> Iterator[tuple[Report, date]]:
        """What each report of an event says and when it is published; every fifth repeats an earlier one."""
        earlier: list[Report] = []
        for _ in range(self.random.choice(_REPORTS)):
            copied = earlier and self.random.random() < 0.2
            said = self.random.choice(earlier) if copied else self._report(event)
            earlier.append(said)
            yield said, event.day + timedelta(days=self.random.choice((0, 0, 1, 1, 2, 5)))

    def record(self, article: str, said: Report, published: date) -> EventRecord:
        """The record an extraction would have made of the report."""
        texts: dict[str, list[tuple[str, str | None]]] = {
            name: [(getattr(said, name), None)] if getattr(said, name) else [] for name in _SINGLE_FIELDS
        }
        texts["who"] = [(text, role) for role in ("agent", "patient") if (text := getattr(said, role))]
        fields = {
            field.name: tuple(self._mention(article, field.name, *each) for each in texts.get(field.name, ()))
            for field in self.schema.fields
        }
        return EventRecord(
            id="r" + blake2b(repr((article, said)).encode(), digest_size=8).hexdigest(),
            article=article,
            published=published,
            source=None,
            schema_name=self.schema.name,
            sentences=(1,),
            fields=fields,
        )

    def _mention(self, article: str, field: str, text: str, role: str | None) -> Mention:
        is_judged = self.schema.field(field).type.evidence is Evidence.JUDGED
        support = Support(
            article=article,
            sentences=(1,),
            written=text,
            span=None if is_judged else Span(start=0, end=len(text)),
            grounding=Grounding.JUDGED if is_judged else Grounding.EXACT,
        )
        return Mention(value=self._value(field, text, role), support=support)

    def _value(self, field: str, text: str, role: str | None) -> Value | None:
        """What the field type reads in the words, in an article of these words alone."""
        if (field, text, role) not in self.values:
            if len(self.values) >= _REMEMBERED:
                self.values.clear()
            span = Span(start=0, end=len(text))
            article = Article(id="x", text=text, sentences=(Sentence(number=1, span=span),))
            context = Context(article=article, sentences=(1,), span=span)
            value: Value | None = self.schema.field(field).type.read(Written(text, role=role), context)
            self.values[field, text, role] = value
        return self.values[field, text, role]

    def _event(self) -> _Event:
        day = date(2015, 1, 1) + timedelta(days=self.random.randrange(self.days))
        kind = self.random.choice(self.kinds)
        group = self.random.random() < 0.35
        count = f"{self.random.randint(3, 90)}" if group else ""
        patient = f"{count} {self._group()}" if group else self._person()
        return _Event(
            day,
            Report(
                type=kind.name,
                what=self._line(kind.name, patient),
                agent=self.random.choice(_COUNTRIES) if self.random.random() < 0.5 else self._person(),
                patient=patient,
                count=patient if group else "",
                when=_words_of(day),
                where=self._place(),
            ),
        )

    def _follow_up(self, before: _Event) -> _Event:
        """The same parties, another kind of event in other words, some weeks later."""
        event = self._event()
        day = before.day + timedelta(days=self.random.randint(10, 60))
        kind = event.said.type
        what = self._line(kind, before.said.patient)
        said = replace(before.said, type=kind, what=what, when=_words_of(day))
        return _Event(day, said)

    def _report(self, event: _Event) -> Report:
        """The event as one reporter describes it."""
        said, chance = event.said, self.random.random
        if chance() < 0.15 and said.type in self.mistaken:
            said = replace(said, type=self.random.choice(self.mistaken[said.type]))
        if chance() < 0.7:
            said = replace(said, what=self._reworded(said.what))
        if said.count and chance() < 0.25:
            number, _, rest = said.patient.partition(" ")
            said = replace(said, patient=f"about {number} {rest}", count=f"about {number} {rest}")
        if chance() < 0.1:
            said = replace(said, when=_words_of(event.day + timedelta(days=1)))
        if chance() < 0.03 and not said.count:
            said = replace(said, patient=self._person())  # the wrong person, as models give it
        dropped = {name: "" for name, share in _LEFT_OUT.items() if chance() < share}
        return replace(said, **dropped)

    def _line(self, kind: str, patient: str) -> str:
        return f"{_VERBS[kind]} {patient} {self._word()} {self._word()} {self._word()}"

    def _reworded(self, line: str) -> str:
        words = line.split()
        for _ in range(self.random.randint(1, 3)):
            words[self.random.randrange(len(words))] = self._word()
        return " ".join(words)

    def _skewed(self, most: int) -> int:
        """A number below `most`, small ones far more often, as in Zipf's law."""
        return int(most * self.random.random() ** 2)

    def _group(self) -> str:
        return f"{self.random.choice(_ADJECTIVES)} {self._place()} {self.random.choice(GROUPS)}"

    def _person(self) -> str:
        number = self._skewed(self.persons)
        return f"{_GIVEN[number % len(_GIVEN)]} {_name(number // len(_GIVEN) + 7)}"

    def _place(self) -> str:
        number = self._skewed(self.towns)
        return _CITIES[number] if number < len(_CITIES) else f"{_name(number)}ton"

    def _word(self) -> str:
        return _name(self._skewed(self.words) + 5000).lower() + "s"


def _is_defining(kind: Option) -> bool:
    """Whether an event of another kind is another event, so that nobody gives this kind for it."""
    return "type" in kind.defined_by


_LEFT_OUT = {"agent": 0.35, "patient": 0.15, "count": 0.3, "when": 0.4, "where": 0.5}
"""The share of reports in which each is not said."""


def _words_of(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _name(number: int) -> str:
    """A made-up name, another one for each number."""
    sounds = ""
    while number or not sounds:
        number, sound = divmod(number, len(SOUNDS))
        sounds += SOUNDS[sound]
    return sounds.capitalize()
