"""Runs: articles through a model into a folder that can be resumed, rebuilt and read.

Nothing is imported here: reading a folder needs none of what asking a model needs.
"""
