"""One transaction, with a repository per noun."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.alerts import Alerts
from dispatcher.db.answers import Answers
from dispatcher.db.archive import Archive
from dispatcher.db.articles import Articles
from dispatcher.db.bounces import Bounces
from dispatcher.db.briefings import Briefings
from dispatcher.db.by_hand import ByHand
from dispatcher.db.editions import Editions
from dispatcher.db.entries import Entries
from dispatcher.db.feeds import Feeds
from dispatcher.db.history import History
from dispatcher.db.instance import Instance
from dispatcher.db.lists import Lists
from dispatcher.db.matches import Matches
from dispatcher.db.notices import Notices
from dispatcher.db.outbox import Outbox
from dispatcher.db.paces import Paces
from dispatcher.db.skips import Skips
from dispatcher.db.stops import Stops
from dispatcher.db.stories import Stories
from dispatcher.db.subscriptions import Subscriptions
from dispatcher.db.suppressions import Suppressions
from dispatcher.db.topics import Topics


class Transaction:
    """What a use case reads and writes through; gone when the block it came from ends."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.instance = Instance(connection)
        self.feeds = Feeds(connection)
        self.entries = Entries(connection)
        self.articles = Articles(connection)
        self.topics = Topics(connection)
        self.matches = Matches(connection)
        self.stories = Stories(connection)
        self.briefings = Briefings(connection)
        self.answers = Answers(connection, self.instance)
        self.lists = Lists(connection)
        self.suppressions = Suppressions(connection, self.instance)
        self.subscriptions = Subscriptions(connection, self.suppressions)
        self.history = History(connection)
        self.editions = Editions(connection)
        self.skips = Skips(connection)
        self.archive = Archive(connection)
        self.notices = Notices(connection)
        self.alerts = Alerts(connection, self.editions)
        self.stops = Stops(connection)
        self.paces = Paces(connection)
        self.outbox = Outbox(connection, self.suppressions)
        self.by_hand = ByHand(connection, self.suppressions)
        self.bounces = Bounces(connection, self.suppressions)
