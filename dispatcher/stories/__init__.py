"""Match → Story: near-duplicates, grouping, ranking."""
