"""How many people a list counts, names and describes, all together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.fields.counts.counting import counts
from extractor.fields.counts.words import kind_of
from extractor.fields.parties.lists import Listed, one_person


def head_count(items: Sequence[Listed]) -> int:
    """The people of a list, those who are counted, named and described; 0 when unsure."""
    total, kinds = 0, []
    for item in items:
        found = counts(item.text)
        is_age = item.text.isdigit() or (item.text[0].isdigit() and not found)
        if total and item.by_comma and is_age:  # that of the one before
            continue
        person = None if found else one_person(item.text)
        if person is not None:
            kinds.append((person.kind, item.by_comma))
            total += 1
        elif len(found) == 1 and found[0].bound == "exact" and kind_of(found[0].unit).startswith("people"):
            total += int(found[0].value)
        else:
            return 0
    if any(a[0] is not b[0] and b[1] for a, b in pairwise(kinds)):  # "Ann Lee, a guard" may be one
        return 1 if total == len(kinds) == 2 else 0
    return total
