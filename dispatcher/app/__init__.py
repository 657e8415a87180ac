"""Use cases: the only code that knows more than one stage. Read, decide, write once, act after the commit."""
