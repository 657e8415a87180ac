"""Feeds in, four-section briefings out, by mail, to people who asked for them."""

__version__ = "0.1.0"
