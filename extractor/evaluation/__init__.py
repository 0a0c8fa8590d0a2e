"""Evaluation: how well records and events match what people found."""
