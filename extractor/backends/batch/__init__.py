"""Questions asked in batches, through a provider's Batch API."""
