"""Many synthetic records from few: copies of a file, each with names, words and days of its own.

To draw a record takes as long as to merge it. A copy says what its file says, in made-up words that no
other copy has, and of days that follow those of the copy before. So it is like an archive of many years, but
no person, town or word lasts for longer than a copy. Countries, large cities, kinds and groups are of all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from random import Random

from benchmarks._synthetic_news import GROUPS, SOUNDS

_SOUND = f"(?:{'|'.join(SOUNDS)})"
_ID = re.compile(r"a\d{7}|r[0-9a-f]{16}")
_WORD = f"(?=[A-Z])(?i:{_SOUND})+(?:ton)?|{_SOUND}{{2,}}s|{'|'.join(GROUPS)}"
_CHANGED = re.compile(rf"(\b(?:\d{{4}}-\d\d-\d\d|{_ID.pattern}|{_WORD})\b)")
"""Days, ids, groups, and words that are made up."""
_MADE_UP = re.compile(f"(?i:{_SOUND})")
_ENDS = "bdfgklmnprstx"
"""Letters that spellings of one name do not take for each other."""


def write_copies(lines: Path, truth: Mapping[str, str], days: int, copies: int, to: Path) -> dict[str, str]:
    """Write so many copies of records and return the event of each; each copy is later by so many days."""
    changes = [_change(number, days) for number in range(copies)]
    with lines.open(encoding="utf-8") as given, to.open("w", encoding="utf-8") as copied:
        for line in given:
            parts = _CHANGED.split(line)
            for change in changes:
                own = parts.copy()
                own[1::2] = map(change, parts[1::2])
                copied.write("".join(own))
    return {
        change(record): f"{event} {number}"
        for number, change in enumerate(changes)
        for record, event in truth.items()
    }


def _change(number: int, days: int) -> Callable[[str], str]:
    """What a copy has in place of a word, an id or a day."""
    sounds = [f"{a}{vowel}{b}" for a, b in product(_ENDS, _ENDS) if a != b for vowel in "aeiou"]
    own = dict(zip(SOUNDS, Random(number).sample(sounds, len(SOUNDS)), strict=True))
    turned = number % len(GROUPS)  # else each event would have one of the same group and number in each copy
    known = dict(zip(GROUPS, GROUPS[turned:] + GROUPS[:turned], strict=True))

    def changed(word: str) -> str:
        if _ID.fullmatch(word):
            return f"{word[0]}{number:02}{word[1:]}"
        found = known.get(word)
        if found is None:
            found = known[word] = _moved(word, number * days) if word[0].isdigit() else _renamed(word, own)
        return found

    return changed


def _moved(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


def _renamed(word: str, sounds: Mapping[str, str]) -> str:
    made_up = _MADE_UP.sub(lambda sound: sounds[sound[0].lower()], word)
    return made_up.capitalize() if word[0].isupper() else made_up
