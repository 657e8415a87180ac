"""Entry → Match: the query language and the compiled index over all topics."""
