"""The engine: ticks that look at what is due, and runners for the work they find."""
