"""What reviewers decided about a run: append-only, replayed to a state, and bound to what the articles say.

    decisions.jsonl ──log──▶ Decision… ──history──▶ those in force ──binding──▶ the events and records of now

A decision names the evidence it was made on, so that it outlives a new run of the same articles.
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
