"""Memory: rows ⇄ nouns, the same on SQLite and PostgreSQL."""

from dispatcher.db.alerts import Broke
from dispatcher.db.database import Database
from dispatcher.db.subscriptions import Joined, Joining, NewSubscription
from dispatcher.db.transaction import Transaction

__all__ = ["Broke", "Database", "Joined", "Joining", "NewSubscription", "Transaction"]
