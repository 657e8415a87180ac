"""Feed → Entry: what is due, one polite GET, bytes to entries, what of them is new."""
