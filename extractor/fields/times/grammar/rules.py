"""All rules; of two that read the same words, the one of the module listed first counts."""

# isort: off
from extractor.fields.times.grammar import day_rules
from extractor.fields.times.grammar import period_rules
from extractor.fields.times.grammar import durations
from extractor.fields.times.grammar import counted_rules
from extractor.fields.times.grammar import anchored_rules
from extractor.fields.times.grammar import nth_rules
from extractor.fields.times.grammar import part_rules
from extractor.fields.times.grammar import bound_rules
from extractor.fields.times.grammar import range_rules
from extractor.fields.times.grammar.chart import GRAMMAR

__all__ = [
    "GRAMMAR", "anchored_rules", "bound_rules", "counted_rules", "day_rules", "durations", "nth_rules",
    "part_rules", "period_rules", "range_rules",
]  # fmt: skip
