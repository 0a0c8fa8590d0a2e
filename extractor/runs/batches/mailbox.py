"""Where a client has the network, a run by batches has a mailbox: answers lie in it, and questions go out."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.backends.batch.transport import BatchAnswer
from extractor.backends.limits.budget import Budget
from extractor.records import JsonObject
from extractor.runs.batches.outgoing import Outgoing, most_of_request
from extractor.runs.batches.store import BatchStore


class Mailbox:
    """Answers from the ledger's batches; what has no answer and is in no batch goes into the next."""

    def __init__(self, store: BatchStore, outgoing: Outgoing, budget: Budget) -> None:
        """`budget` is that of batches: what goes out is taken from it."""
        self._store = store
        self._outgoing = outgoing
        self._budget = budget
        self.awaited = 0
        """Requests that are in a batch already."""
        self.not_asked = 0
        """Requests that stay here, for they might pass a limit."""

    def answers(self, custom_id: str) -> Sequence[BatchAnswer]:
        """The answers to a request, the first one first."""
        return self._store.answers(custom_id)

    def enqueue(self, custom_id: str, body: JsonObject) -> None:
        """Keep a request that has no answer, to hand it in once, unless it is on its way."""
        if custom_id in self._outgoing:
            return
        if self._store.is_awaited(custom_id):
            self.awaited += 1
        elif self._budget.take(most_of_request(body)):
            self._outgoing.add(custom_id, body)
        else:
            self.not_asked += 1
