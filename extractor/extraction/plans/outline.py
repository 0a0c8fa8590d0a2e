"""The plan `outline`: several short questions about an article, for models that are too small for one.

A small model writes one event well when it is shown the whole article and asked for one entry; asked for all
at once it repeats itself. So it is asked for the event that the article was written for; then, sentence by
sentence, to *decide* whether that reports more of it or another event; then for one entry for each sentence
that does. What is closed (what a sentence is to the main event, the kind of an event, what a party is) is
decided by the probabilities of one token or of one option's name, which costs a twentieth of an answer and
says how sure the model is.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, create_model

from extractor.extraction.passages import passages, shown
from extractor.extraction.plans.base import Ask, Asker, Plan, RawEvent
from extractor.extraction.plans.overlap import Rarity, tokens
from extractor.extraction.replies import Decision, entry_reply
from extractor.fields import FieldType, Purpose
from extractor.fields.base import Evidence, Question
from extractor.fields.parties.phrases import JUDGED_KINDS
from extractor.prompts import Message, Prompt, prompt_folder, reply_text
from extractor.records import Article, JsonObject
from extractor.schemas import Schema, SchemaField

_LONGEST_SENTENCE = 400
"""Characters of a sentence that are shown: a small model loses its way in longer ones."""

_WINDOW = 7_000
"""Characters of an article that one question shows: some 1,800 tokens of a context of 4,096."""

_SENTENCES_AT_ONCE = 20
"""Sentences that are decided about in one conversation, for the same reason."""

_ENTRY_TOKENS, _LIKELY_ENTRY_TOKENS = 300, 60
"""The most that an entry may have, and what recorded ones have."""

_MOST_OPTIONS = 20
"""Options of a closed question: so many probabilities are given. Of more, the model writes the name."""

_NOT_ASKED = (Purpose.SALIENCE, Purpose.STATUS)
"""How salient an event is follows from how it was found. Whether it happened a small model cannot judge: the
judgement is worse than none (docs/experiments/plans.md)."""

_RELATIONS = ("same", "other", "none")
"""What a sentence can be to the main event."""

_OTHER_EVENT, _PERHAPS_OTHER = 0.6, 0.3
"""The probability from which on a sentence reports another event, and that from which on it does so if the
entry made from it has a time or a place of its own."""

_MOST_OTHERS = 8
"""Sentences of one window that are asked about so: an article seldom has half as many other events."""

_NOTHING = frozenset({"none", "null", "n/a"})
"""What a small model writes where it should leave a value empty."""

_SAME_EVENT = 0.5
"""That from which on it counts as one that reports the main event."""

_TAKEN_FROM = 0.5
"""The share of a headline's words, by rarity, that one sentence of the article must have."""

_REPEATED = 0.6
"""The likeness of two headlines from which on they are of one event."""


@dataclass
class _Entry:
    """One event as the model wrote it."""

    reply: JsonObject
    headline: str
    sentences: tuple[int, ...]
    confidence: float | None
    is_main: bool
    confidences: dict[str, float] = field(default_factory=dict)


class OutlinePlan(Plan):
    """The main event, then the others by the sentences that report them; closed questions are decided."""

    name = "outline"
    later_tokens = 14
    """The mean of 172 recorded answers: two of three are decisions of one token."""

    def __init__(self, schema: Schema, prompt: str | None = None) -> None:
        """`prompt` is a folder of templates in place of the schema's own.

        Raises:
            PromptError: the templates are missing or wrong.
        """
        super().__init__(schema)
        folder = prompt_folder(self.name, schema, prompt)
        self.entry = Prompt(folder, "outline.entry", schema, self.questions)
        self.relation = Prompt(folder, "outline.relation", schema)
        self.party = Prompt(folder, "outline.party", schema)
        self.choices = {
            each.name: Prompt(
                folder,
                f"outline.{each.name}",
                schema,
                templates="outline.choice",
                field=each,
                is_closed=len(choice.options) <= _MOST_OPTIONS,
            )
            for each, choice in self.decided
        }

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What an entry says: the found values, the headline first and what is seldom said last.

        What is judged is decided.
        """
        fields = sorted(
            self.schema.fields,
            key=lambda each: (
                each is not self.schema.headline_field,
                all(question.seldom for question in each.type.ask(each.name, "")),
            ),
        )
        return tuple(
            question
            for each in fields
            if each.type.evidence is not Evidence.JUDGED
            for question in each.type.ask(each.name, each.description)
            if not question.elsewhere
        )

    @property
    def decided(self) -> list[tuple[SchemaField, FieldType[Any]]]:
        """The choices that are asked about."""
        return [
            (each, each.type)
            for each in self.schema.fields
            if each.type.options and each.type.purpose not in _NOT_ASKED
        ]

    @property
    def fingerprint(self) -> str:
        prompts = (self.entry, self.relation, self.party, *self.choices.values())
        together = " ".join(prompt.fingerprint for prompt in prompts)
        return hashlib.sha256(together.encode()).hexdigest()[:16]

    @cached_property
    def _reply_type(self) -> type[BaseModel]:
        return entry_reply(self.questions)

    def opening(self, article: Article) -> Iterator[Ask]:
        """The question for the main event."""
        windows = self.windows(article)
        return iter([self.entry_ask(article, windows[0], ())] if windows else [])

    def likely_questions(self, article: Article) -> int:
        """The main event, a decision a sentence, and some six questions about each of two events."""
        return 1 + len(article.news) + 12 if article.news else 0

    def likely_tokens(self, ask: Ask) -> int:
        """A decision is one token, and an entry some 60, however many sentences are shown."""
        return 1 if ask.options else _LIKELY_ENTRY_TOKENS

    async def events(self, article: Article, asker: Asker) -> list[RawEvent]:
        return await _Conversation(self, article, asker).events()

    # Questions

    def windows(self, article: Article) -> list[dict[int, str]]:
        """The sentences that are news by number, as they are shown, in parts that fit into one question."""
        windows: list[dict[int, str]] = []
        room = 0
        for sentence in article.news:
            first = next(passages(sentence, article, _LONGEST_SENTENCE))
            text = shown(first.text_in(article.text))
            if room < len(text) or not windows:
                windows.append({})
                room = _WINDOW
            windows[-1][sentence.number] = text
            room -= len(text)
        return windows

    def entry_ask(self, article: Article, window: dict[int, str], turns: Sequence[Message]) -> Ask:
        title = shown(article.title[:_LONGEST_SENTENCE]) if article.title else None
        lines = [{"number": number, "text": text} for number, text in window.items()]
        values: dict[str, Any] = {"title": title, "sentences": lines, "other": None}
        messages = (*self.entry.messages(values), *turns)
        return Ask(messages, self._reply_type, _ENTRY_TOKENS, tuple(window), values=values)

    def closed(self, prompt: Prompt, values: JsonObject, options: Sequence[str], number: int) -> Ask:
        return Ask(prompt.messages(values), Decision, 1, (number,), tuple(options), values)


class _Conversation:
    """The questions about one article, each after the answer that it depends on."""

    def __init__(self, plan: OutlinePlan, article: Article, asker: Asker) -> None:
        self._plan = plan
        self._article = article
        self._asker = asker
        self._windows = plan.windows(article)
        self._text = {number: text for window in self._windows for number, text in window.items()}
        self._words = {number: tokens(text) for number, text in self._text.items()}
        self._rarity = Rarity(self._words.values())
        self._kinds: dict[str, str | None] = {}

    async def events(self) -> list[RawEvent]:
        if not self._windows:
            return []
        opening = self._plan.entry_ask(self._article, self._windows[0], ())
        reply = await self._entry(opening)
        main = self._main(reply) if reply else None
        if main is None:
            return []
        entries = [main]
        for window in self._windows:
            turns = (Message("assistant", reply_text(main.reply)),) if window is self._windows[0] else ()
            relations = await self._relations(window, main)
            for number, odds in relations.items():
                if odds["same"] >= _SAME_EVENT and number not in main.sentences:
                    main.sentences = (*main.sentences, number)
            for number in _most_likely_others(relations):
                probability = relations[number]["other"]
                entry = await self._other(window, turns, number, probability)
                if entry is None or self._is_repeated(entry, entries):
                    continue
                if probability >= _OTHER_EVENT or self._is_apart(entry, main):
                    entries.append(entry)
        return await self._finished(entries)

    async def _entry(self, ask: Ask) -> JsonObject | None:
        for answer in await self._asker.ask(ask):
            reply = answer.reply.model_dump(exclude_none=True, warnings=False)
            said = {key: _said(value) for key, value in reply.items()}
            return {key: value for key, value in said.items() if value not in ("", [])}
        return None

    def _headline(self, reply: JsonObject) -> str:
        headline = self._plan.schema.headline_field
        text = reply.get(headline.name) if headline else None
        return text if isinstance(text, str) else reply_text(reply)

    def _main(self, reply: JsonObject) -> _Entry | None:
        """The main event, at the sentence that has most of its headline."""
        headline = self._headline(reply)
        return _Entry(reply, headline, (self._source(headline)[0],), None, is_main=True)

    def _source(self, headline: str) -> tuple[int, float]:
        """The sentence that has most of a headline's words, the first of equals, and how much it has."""
        words = tokens(headline)
        shares = {number: self._rarity.share(words, own) for number, own in self._words.items()}
        best = max(shares, key=lambda n: (round(shares[n], 2), -n))
        return best, shares[best]

    async def _relations(self, window: dict[int, str], main: _Entry) -> dict[int, dict[str, float]]:
        """Of each sentence of a window, the probabilities of what it is to the main event."""
        found: dict[int, dict[str, float]] = {}
        numbers = list(window)
        for start in range(0, len(numbers), _SENTENCES_AT_ONCE):
            turns: tuple[Message, ...] = ()
            for number in numbers[start : start + _SENTENCES_AT_ONCE]:
                values = {"main": None if turns else main.headline, "sentence": window[number]}
                ask = self._plan.closed(self._plan.relation, values, _RELATIONS, number)
                *prefix, question = ask.messages
                ask = replace(ask, messages=(*prefix, *turns, question))
                decision = await self._decision(ask)
                if decision is None:
                    break
                found[number] = decision.probabilities
                turns += (question, Message("assistant", decision.most_likely()))
        if main.confidence is None and (own := found.get(main.sentences[0])):
            main.confidence = own["same"] + own["other"]
        return found

    async def _other(
        self, window: dict[int, str], turns: Sequence[Message], number: int, probability: float
    ) -> _Entry | None:
        """The entry for another event that a sentence reports, unless its words are not from there."""
        plan = self._plan
        asked = plan.entry.messages({"sentences": None, "title": None, "other": number})[-1]
        reply = await self._entry(plan.entry_ask(self._article, window, (*turns, asked)))
        if not reply:
            return None
        headline = self._headline(reply)
        best, share = self._source(headline)
        if share < _TAKEN_FROM:
            return None
        own = self._rarity.share(tokens(headline), self._words[number])
        return _Entry(reply, headline, (number if own >= share - 0.1 else best,), probability, is_main=False)

    def _is_apart(self, entry: _Entry, main: _Entry) -> bool:
        """Whether its sentence gives it a time or a place that the main event does not have."""
        source = self._words[entry.sentences[0]]
        for known in self._plan.schema.fields:
            if known.type.sets_apart:
                own, theirs = (tokens(str(each.reply.get(known.name, ""))) for each in (entry, main))
                differs = bool(own - theirs) and (not theirs or bool(theirs - own))
                if differs and self._rarity.share(own, source) >= _TAKEN_FROM:
                    return True
        return False

    def _is_repeated(self, entry: _Entry, others: Sequence[_Entry]) -> bool:
        words = tokens(entry.headline)
        return any(self._rarity.likeness(words, tokens(each.headline)) >= _REPEATED for each in others)

    async def _decision(self, ask: Ask) -> Decision | None:
        answers = await self._asker.ask(ask)
        reply = answers[0].reply if answers else None
        return reply if isinstance(reply, Decision) else None

    async def _finished(self, entries: Sequence[_Entry]) -> list[RawEvent]:
        """The events with what is decided about them.

        One kind of question comes after the other, so that a server has to read its beginning only once.
        """
        for each, choice in self._plan.decided:
            for entry in entries:
                await self._choose(each, choice, entry)
        salience = self._plan.schema.choice(Purpose.SALIENCE)
        for entry in entries:
            for question in self._plan.questions:
                if question.plain is not None and question.key in entry.reply:
                    names = entry.reply[question.key]
                    entry.reply[question.key] = [await self._party(name, entry) for name in names]
            if salience:
                options = [option.name for option in salience[1].options]
                entry.reply[salience[0].name] = options[0] if entry.is_main else options[-1]
        return [
            RawEvent(each.reply, tuple(sorted(each.sentences)), each.confidence, each.confidences)
            for each in entries
        ]

    async def _choose(self, each: SchemaField, choice: FieldType[Any], entry: _Entry) -> None:
        """Add the option that is most likely, and its probability where the backend says."""
        plan, reply, number = self._plan, entry.reply, entry.sentences[0]
        values = {"headline": entry.headline, "sentence": None}
        prompt = plan.choices[each.name]
        names = [option.name for option in choice.options]
        if len(names) <= _MOST_OPTIONS:
            values["sentence"] = self._text[number]
            decision = await self._decision(plan.closed(prompt, values, names, number))
            if decision is None:
                return
            reply[each.name] = decision.most_likely()
            if decision.measured:
                entry.confidences[each.name] = decision.probabilities[reply[each.name]]
            return
        ask = Ask(prompt.messages(values), _named_option(each.name, choice), 24, (number,), values=values)
        for answer in await self._asker.ask(ask):
            reply |= answer.reply.model_dump()
            if each.name in answer.logprobs:
                entry.confidences[each.name] = math.exp(answer.logprobs[each.name][0])

    async def _party(self, name: str, entry: _Entry) -> JsonObject:
        """A party with its kind, which is decided once an article."""
        if name not in self._kinds:
            values = {"name": name, "headline": entry.headline}
            ask = self._plan.closed(self._plan.party, values, JUDGED_KINDS, entry.sentences[0])
            decision = await self._decision(ask)
            self._kinds[name] = decision.most_likely() if decision else None
        kind = self._kinds[name]
        return {"name": name, **({"kind": kind} if kind else {})}


def _said(value: Any) -> Any:
    """A value of a reply; nothing where the model wrote a word for nothing."""
    if isinstance(value, list):
        return [each for each in value if _said(each)]
    return "" if isinstance(value, str) and value.strip().lower() in _NOTHING else value


def _most_likely_others(relations: dict[int, dict[str, float]]) -> list[int]:
    """The sentences that report another event, in order; of many the most likely ones."""
    others = [number for number, found in relations.items() if found["other"] >= _PERHAPS_OTHER]
    others.sort(key=lambda number: -relations[number]["other"])
    return sorted(others[:_MOST_OTHERS])


def _named_option(key: str, choice: FieldType[Any]) -> type[BaseModel]:
    """A reply that is the name of an option."""
    options: Any = Literal[tuple(option.name for option in choice.options)]
    keys: dict[str, Any] = {key: (options, ...)}
    model: type[BaseModel] = create_model("Option", __config__=ConfigDict(extra="ignore"), **keys)
    return model
