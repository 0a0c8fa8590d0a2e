"""Extraction: from an article to event records, each value found in the article before it is believed."""
