"""Questions asked by a provider's Batch API: half the price, within a day, and into the same ledger.

`desk` does what the commands ask, `queue` stands where a client has the network, `uploader` takes files of
requests to the provider, and `store` is the part of the ledger that knows what is there.
"""
