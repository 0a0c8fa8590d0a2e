"""The English names of months and weekdays; the standard library's change with the machine's language."""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""From 0 as in `date.weekday`."""

MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
"""1 to 12, by the months' names and their short forms, folded."""

WEEKDAY_NUMBERS = {name.lower(): number for number, name in enumerate(WEEKDAYS)}
"""0 to 6, by the weekdays' names, folded."""

CALENDAR = frozenset({*MONTH_NUMBERS, *WEEKDAY_NUMBERS})
"""Every name in full, folded."""

_SHORT_FORMS = """
jan feb mar apr jun jul aug sep sept oct nov dec
mon tue tues wed thu thur thurs fri sat sun
"""
ABBREVIATED_DATES = {
    short: next(name for name in (*MONTH_NUMBERS, *WEEKDAY_NUMBERS) if name.startswith(short))
    for short in _SHORT_FORMS.split()
}
"""The names by their short forms, folded."""

MONTH_NUMBERS |= {
    short: MONTH_NUMBERS[name] for short, name in ABBREVIATED_DATES.items() if name in MONTH_NUMBERS
}
