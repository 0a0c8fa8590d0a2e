"""The rules for expressions of time; of two that read the same words, the one that is listed first counts."""

# isort: off
from extractor.fields.times.grammar import days
from extractor.fields.times.grammar import periods
from extractor.fields.times.grammar import durations
from extractor.fields.times.grammar import counted
from extractor.fields.times.grammar import parts
from extractor.fields.times.grammar import ranges
from extractor.fields.times.grammar.chart import GRAMMAR, SOFT, Edge, parse

__all__ = ["GRAMMAR", "SOFT", "Edge", "counted", "days", "durations", "parse", "parts", "periods", "ranges"]
