"""Every error that this package raises, each after the one that it is a kind of.

Every message names the thing at fault (file, field, profile) and the next step.
"""

from __future__ import annotations


class ExtractorError(Exception):
    """Base of all errors of this package; `str(error)` is a sentence for the user."""


class UsageError(ExtractorError):
    """The command or configuration asks for something impossible."""


class SchemaError(UsageError):
    """A schema cannot be found, loaded or used."""


class PromptError(UsageError):
    """A prompt template cannot be found, rendered or used."""


class ProfileError(UsageError):
    """A backend profile cannot be found or is wrong."""


class ArticleError(ExtractorError):
    """One article cannot be read; `source` names it and the other articles go on."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class BackendError(ExtractorError):
    """A model could not answer."""


class BackendUnavailable(BackendError):
    """No key, no server or no model: no call of this run can succeed."""


class BatchUnknown(BackendUnavailable):
    """The provider has no such batch or file, or no Batch API at all."""


class BackendRefused(BackendError):
    """The model declined to answer, or a content filter stopped it."""


class ReplyInvalid(BackendError):
    """The reply does not fit what was asked, after all attempts."""


class ReplyTruncated(BackendError):
    """The reply was cut at the length limit."""


class BatchPending(BackendError):
    """The question is asked in a batch, which has not answered yet."""


class LimitReached(BackendError):
    """The call might pass what the user wants to spend; nothing was asked."""


class RequestTooLong(BackendError):
    """The request is longer than the model's context."""


class CassetteMiss(BackendError):
    """A replay has no recorded answer for this request."""


class ModelError(ExtractorError):
    """A local model cannot be fetched, verified or loaded."""


class RecordsError(ExtractorError):
    """A file of records cannot be read."""


class ConstraintsError(ExtractorError):
    """Reviewers said of two records both that they are one event and that they are not.

    `a` and `b` are the records said to be apart; `way` leads from one to the other over records said to be
    the same.
    """

    def __init__(self, a: str, b: str, way: tuple[str, ...]) -> None:
        said = " is the same as ".join(way)
        super().__init__(
            f"records {a} and {b}: a reviewer said that they are not one event, and also that {said}; "
            "undo one of these decisions"
        )
        self.a = a
        self.b = b
        self.way = way


class ReviewError(ExtractorError):
    """A reviewer asked for something that makes no sense here, such as a value that cannot be read."""


class RunError(ExtractorError):
    """A run folder cannot be used."""
