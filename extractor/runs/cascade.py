"""A cascade: a cheap model reads every article, and a better one those the cheap one is least sure of.

There are two passes over one ledger, each with a profile and a plan of its own. The first passes on the
articles that it is not sure of, neither counted nor noted as ended. The second asks about these, the least
certain first, so that what a limit of cost allows goes where most is wrong. Its records replace those of the
first whole; where it gets no answer, those of the first stand, and the failure with them.

How sure a model is of an article: the probability that nothing it says there is wrong, e^-faults by Poisson's
law. Expected faults are, for each event, the probability that it is none, and one for each value that the
article does not say or that could not be read. Other orders of doubt are worse: docs/experiments/cascades.md.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from extractor.backends.profiles import Profile
from extractor.records import Article, EventRecord, Grounding
from extractor.runs.endings import Ended
from extractor.schemas import Schema
from extractor.store.scratch import ScratchFile


@dataclass(frozen=True)
class Escalation:
    """Which articles are asked of a better model, and of which."""

    profile: Profile
    """The better model, and how it is asked."""
    below: float = 1.0
    """The certainty, from 0 to 1, below which an article is asked of it; see `certainty`."""


def certainty(records: Sequence[EventRecord], *, failed: bool = False) -> float:
    """The probability that nothing is wrong that a model says of an article, from 0 to 1.

    It is 0 where nothing was found, or a question `failed`. An event without a confidence is taken for one.
    """
    if failed or not records:
        return 0.0
    return math.exp(-sum(map(_expected_faults, records)))


def _expected_faults(record: EventRecord) -> float:
    mentions = [mention for mentions in record.fields.values() for mention in mentions]
    unread = sum(
        mention.value is None or mention.support.grounding is Grounding.UNSUPPORTED for mention in mentions
    )
    return unread + (0.0 if record.confidence is None else 1 - record.confidence)


_ENDED = TypeAdapter(Ended)


class Handover(ScratchFile):
    """Holds what the first pass is not sure of until the second has asked about it."""

    def __init__(self, path: Path, schema: Schema, below: float) -> None:
        super().__init__(path)
        self._schema = schema
        self._below = below
        self._held: list[tuple[float, str, int]] = []
        self._asked: dict[str, Ended] = {}

    def __len__(self) -> int:
        return len(self._held)

    def keep_certain(self, first: Ended) -> Ended | None:
        """The end of an article in the first pass; `None` where the second is to ask about it."""
        sure = certainty(first.records, failed=bool(first.failures))
        if not first.article.news or sure >= self._below:
            return first
        self._held.append((sure, first.article.id, self.append(_ENDED.dump_python(first, mode="json"))))
        return None

    def articles(self) -> Iterator[Article]:
        """The articles of the second pass, the least certain first, each read when it is wanted."""
        held = sorted(self._held)
        for line in self.lines_at(place for _, _, place in held):
            data = json.loads(line)
            records = tuple(map(self._schema.record_from_json, data.pop("records")))
            first = replace(_ENDED.validate_python({**data, "records": ()}), records=records)
            self._asked[first.article.id] = first
            yield first.article

    def combine(self, second: Ended) -> Ended:
        """The end of an article in the second pass: what stands of both, and what both have used.

        The second's records stand, unless it gives none because of failures.
        """
        first = self._asked.pop(second.article.id)
        both = replace(
            second,
            questions=first.questions + second.questions,
            usage=first.usage + second.usage,
            seconds=first.seconds + second.seconds,
            unused=first.unused + second.unused,
            escalated=True,
        )
        if second.records or not second.failures:
            return both
        failures = first.failures + second.failures
        return replace(both, records=first.records, rejections=first.rejections, failures=failures)
