"""Processes with limits, for work on what strangers wrote: a body that hangs, explodes or kills its child costs that child only."""

from dispatcher.children.child import Child

__all__ = ["Child"]
