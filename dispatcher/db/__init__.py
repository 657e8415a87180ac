"""Memory: rows ⇄ nouns, the same on SQLite and PostgreSQL."""

from dispatcher.db.alerts import Broke
from dispatcher.db.by_hand import Change, Choice, Going, Standing
from dispatcher.db.database import Database
from dispatcher.db.sending import SendingLedger
from dispatcher.db.stops import Stop, StopKind
from dispatcher.db.subscriptions import Joined, Joining, NewSubscription
from dispatcher.db.transaction import Transaction

__all__ = [
    "Broke",
    "Change",
    "Choice",
    "Database",
    "Going",
    "Joined",
    "Joining",
    "NewSubscription",
    "SendingLedger",
    "Standing",
    "Stop",
    "StopKind",
    "Transaction",
]
