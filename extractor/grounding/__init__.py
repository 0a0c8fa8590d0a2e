"""Finds what a model wrote in the article it read, or refuses it and says why."""

from extractor.grounding.finding import ground
from extractor.grounding.headline import ground_headline

__all__ = ["ground", "ground_headline"]
