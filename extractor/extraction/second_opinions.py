"""Where a rule of ours would judge otherwise than the model: a note says so, and nothing is changed.

The only rule is that of the calendar: what lies wholly after the day of publication has not happened yet, and
what lies wholly before it is no longer planned.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from extractor.fields import ChoiceValue, Purpose, TimeValue
from extractor.records import Article, Mention
from extractor.schemas import Schema

_DIFFERENCE = timedelta(days=1)
"""An article may come out on the eve of its date, or the day after it was written."""


def with_second_opinions(
    fields: Mapping[str, tuple[Mention, ...]], schema: Schema, article: Article
) -> dict[str, tuple[Mention, ...]]:
    """The fields, with a note on a status that the event's own time speaks against."""
    noted = dict(fields)
    found = schema.choice(Purpose.STATUS)
    if found is None or article.published is None:
        return noted
    field, choice = found
    times = [m.value for ms in fields.values() for m in ms if isinstance(m.value, TimeValue)]
    known = [time for time in times if time.start and time.end]
    if not known:
        return noted
    plain = choice.options[0].name
    coming = {option.name for option in choice.options if plain in option.becomes}
    is_over = all(time.last < article.published - _DIFFERENCE for time in known)
    is_ahead = all(time.first > article.published + _DIFFERENCE for time in known)
    noted[field.name] = tuple(
        _noted(m, plain, coming, over=is_over, ahead=is_ahead) for m in noted[field.name]
    )
    return noted


def _noted(mention: Mention, plain: str, coming: set[str], *, over: bool, ahead: bool) -> Mention:
    name = mention.value.name if isinstance(mention.value, ChoiceValue) else None
    if name == plain and ahead:
        note = "its time is after the article was published"
    elif name in coming and over:
        note = "its time is before the article was published"
    else:
        return mention
    return Mention(value=mention.value, support=mention.support.model_copy(update={"note": note}))
