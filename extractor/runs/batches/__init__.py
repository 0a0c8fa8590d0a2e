"""Questions asked by a provider's Batch API: half the price, within a day, and into the same ledger.

`desk` does what the commands ask, `mailbox` stands where a client has the network, `outgoing` makes the files
that are handed in, and `store` is the part of the ledger that knows what was.
"""
