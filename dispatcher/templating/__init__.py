"""Edition → Message: contexts, environment, headers, bytes."""
