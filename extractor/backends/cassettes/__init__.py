"""Recorded exchanges with a model, for replays."""
