"""Memory: rows ⇄ nouns, the same on SQLite and PostgreSQL."""
