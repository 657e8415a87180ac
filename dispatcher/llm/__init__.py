"""One adapter to an OpenAI-compatible endpoint."""
