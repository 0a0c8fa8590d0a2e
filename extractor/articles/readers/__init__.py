"""Readers, one a kind of file: from its bytes to drafts of articles."""
