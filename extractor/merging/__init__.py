"""Merging: from the records of many articles to one event each, with every source and every reason kept.

    records ──blocking──▶ candidate pairs  ──scoring──▶ points ──clustering──▶ groups ──fusing──▶ events

No model, no clock, no randomness: the result is a function of the set of records alone.
"""

from extractor.merging.constraints import Constraints
from extractor.merging.entities import entities_of, find_entities
from extractor.merging.explaining import EventExplanation, Explanation, Link, explain_event, explain_pair
from extractor.merging.identity import Alias, alias_table
from extractor.merging.merger import Cost, merge
from extractor.merging.relations import relate
from extractor.merging.scoring import Evidence, Verdict
from extractor.merging.separating import Separation, explain_separation, nearest_events
from extractor.merging.stories import stories

__all__ = [
    "Alias",
    "Constraints",
    "Cost",
    "EventExplanation",
    "Evidence",
    "Explanation",
    "Link",
    "Separation",
    "Verdict",
    "alias_table",
    "entities_of",
    "explain_event",
    "explain_pair",
    "explain_separation",
    "find_entities",
    "merge",
    "nearest_events",
    "relate",
    "stories",
]
