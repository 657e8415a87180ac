"""The way back: the pages that every mail points to."""
