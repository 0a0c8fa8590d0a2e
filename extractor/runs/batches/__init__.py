"""Questions asked by a provider's Batch API: half the price, within a day, and into the same ledger."""
