"""`Where`: the place of an event."""

from extractor.fields.where.field import PlaceValue, Where

__all__ = ["PlaceValue", "Where"]
