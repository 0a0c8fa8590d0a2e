"""A schema small enough to work out by hand, for tests of the merge: names, a day, and words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, ClassVar

from hypothesis import strategies as st
from pydantic import BaseModel

from extractor.fields.base import EXCLUDED, Comparison, Context, Evidence, FieldType, Written
from extractor.fields.claims import Claim
from extractor.merging.readers import Readers, readers_of
from extractor.records import (
    Alternative,
    Conflict,
    EventRecord,
    Grounding,
    Mention,
    MergedValue,
    Origin,
    Span,
    Support,
    Value,
)
from extractor.schemas import Schema, Weights, schema_of


class Text(Value):
    """A string."""

    text: str


class _TextType(FieldType[Text]):
    value_type = Text

    def read(self, written: Written, context: Context) -> Text | None:
        return Text(text=written.text)

    def show(self, value: Text) -> str:
        return value.text

    def block(self, values: Sequence[Text]) -> frozenset[str]:
        return frozenset(value.text for value in values)

    def fuse(self, claims: Sequence[Claim[Text]]) -> tuple[MergedValue, ...]:
        """The value of most sources stands; the others disagree."""
        said: dict[str, list[Claim[Text]]] = {}
        for claim in claims:
            said.setdefault(claim.value.text, []).append(claim)
        if not said:
            return ()
        ranked = sorted(said, key=lambda text: (-len({t.source for t in said[text]}), text))
        supports = {
            text: tuple(
                sorted((t.mention.support for t in said[text]), key=lambda s: (s.article, s.sentences))
            )
            for text in ranked
        }
        return (
            MergedValue(
                value=Text(text=ranked[0]),
                supports=supports[ranked[0]],
                alternatives=tuple(
                    Alternative(
                        value=Text(text=text), supports=supports[text], conflict=Conflict.DISAGREEMENT
                    )
                    for text in ranked[1:]
                ),
            ),
        )


class Names(_TextType):
    """Some names: a shared one speaks for, others neither way."""

    levels: ClassVar[tuple[str, ...]] = ("shared", "different")

    def compare(self, a: Sequence[Text], b: Sequence[Text]) -> Comparison:
        shared = {v.text for v in a} & {v.text for v in b}
        return Comparison("shared", " ".join(sorted(shared))) if shared else Comparison("different")


class Day(_TextType):
    """One day: another one excludes."""

    levels: ClassVar[tuple[str, ...]] = ("same",)

    def compare(self, a: Sequence[Text], b: Sequence[Text]) -> Comparison:
        same = {v.text for v in a} == {v.text for v in b}
        return Comparison("same" if same else EXCLUDED, f"{a[0].text} | {b[0].text}")


class Words(_TextType):
    """What happened, in words: equal or not."""

    evidence = Evidence.JUDGED  # its span is where the article says what happened
    levels: ClassVar[tuple[str, ...]] = ("same", "different")

    def compare(self, a: Sequence[Text], b: Sequence[Text]) -> Comparison:
        return Comparison("same" if {v.text for v in a} == {v.text for v in b} else "different")


class SmallEvent(BaseModel):
    """Something that happened."""

    what: Annotated[Text | None, Words()] = None
    who: Annotated[Text | None, Names()] = None
    when: Annotated[Text | None, Day()] = None

    weights: ClassVar[Weights] = {
        "what": {"same": 4, "different": -1},
        "who": {"shared": 4, "different": -2},
        "when": {"same": 4},
    }
    threshold: ClassVar[int] = 6


SCHEMA: Schema = schema_of(SmallEvent, name="small")


def record(
    article: str,
    *,
    what: str = "",
    who: Sequence[str] = (),
    when: str = "",
    published: date | None = None,
    sentences: tuple[int, ...] = (1,),
    model: str | None = None,
    headline: str = "",
    confidence: float | None = None,
) -> EventRecord:
    """A record of the small schema; its id is a hash of all it holds, whichever model wrote it."""
    said = {"what": [what] if what else [], "who": list(who), "when": [when] if when else []}
    content = repr((article, said, sentences, published))
    return EventRecord(
        id=sha256(content.encode()).hexdigest()[:16],
        article=article,
        published=published,
        source=None,
        schema_name=SCHEMA.name,
        headline=headline,
        confidence=confidence,
        sentences=sentences,
        fields={name: tuple(_mention(article, text, sentences) for text in said[name]) for name in said},
        origin=Origin(backend="b", model=model, plan="article", prompt="p") if model else None,
    )


def readers_by_id(records: Sequence[EventRecord]) -> dict[str, Readers]:
    """The models that wrote each record."""
    found: dict[str, Readers] = {}
    for each in records:
        found[each.id] = found.get(each.id, frozenset()) | readers_of(each)
    return found


def _mention(article: str, text: str, sentences: tuple[int, ...]) -> Mention:
    support = Support(
        article=article,
        sentences=sentences,
        written=text,
        span=Span(start=0, end=len(text)),
        grounding=Grounding.EXACT,
    )
    return Mention(value=Text(text=text), support=support)


def records_strategy(articles: str = "abcdef", prefix: str = "", most: int = 10) -> Any:
    """Small records that often agree, contradict, miss parts, and share articles, sentences and models."""

    def some(*texts: str) -> Any:
        return st.sampled_from([prefix + text for text in texts])

    one = st.builds(
        record,
        some(*articles),
        what=st.one_of(st.just(""), some("fire", "vote")),
        who=st.lists(some("Ann", "Bob", "Cy"), max_size=2, unique=True),
        when=st.one_of(st.just(""), some("monday", "friday")),
        published=st.sampled_from([None, date(2025, 8, 12), date(2025, 8, 13)]),
        sentences=st.sampled_from([(1,), (2,), (1, 2)]),
        model=st.sampled_from([None, "m", "n"]),
    )
    return st.lists(one, max_size=most)
