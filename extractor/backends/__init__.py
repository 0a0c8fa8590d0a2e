"""Backends: which model answers, how it is asked, and how its answers are recorded.

Importing this package is cheap; instructor and openai are loaded when a client is opened.
"""

from __future__ import annotations

from extractor.backends.attempts import Attempt, Note
from extractor.backends.cassettes.folder import Cassette
from extractor.backends.client import Client, Message, Reply, open_client
from extractor.backends.profiles import Profile, load_profile
from extractor.backends.usage import Usage

__all__ = [
    "Attempt",
    "Cassette",
    "Client",
    "Message",
    "Note",
    "Profile",
    "Reply",
    "Usage",
    "load_profile",
    "open_client",
]
