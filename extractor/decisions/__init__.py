"""What reviewers decided about a run: append-only, replayed to a state, and bound to what the articles say.

`constraints`, what decisions mean for a merge, is not imported here: it takes the merge's libraries.
"""

from extractor.decisions.binding import EventIndex, RecordIndex, event_ref, judged, places, record_ref
from extractor.decisions.decision import Decision, EventRef, JudgedValue, Kind, RecordRef
from extractor.decisions.history import History, replay
from extractor.decisions.log import DecisionLog, read_decisions

__all__ = [
    "Decision",
    "DecisionLog",
    "EventIndex",
    "EventRef",
    "History",
    "JudgedValue",
    "Kind",
    "RecordIndex",
    "RecordRef",
    "event_ref",
    "judged",
    "places",
    "read_decisions",
    "record_ref",
    "replay",
]
