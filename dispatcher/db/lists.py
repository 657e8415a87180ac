"""List ⇄ rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.tables import topic
from dispatcher.db.tables_mail import edition
from dispatcher.db.tables_people import list_topic, mailing_list, subscription
from dispatcher.errors import InputError
from dispatcher.model import Brand, Cadence, MailingList


class Lists:
    """Rows of `list` and `list_topic`. Fields are those of `MailingList`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, name: str, *, topics: Sequence[str] = (), declared: bool = False, **fields: Any) -> MailingList:
        """Add a list; InputError when the name is taken or a topic unknown."""
        if await self.by_name(name) is not None:
            raise InputError(
                f"there is a list {name!r} already", remedy="choose another name, or remove that one first"
            )
        defaults = {"reply_to": "", "cadence": Cadence.DAILY, "weekday": 0, "hour": 7, "time_zone": "UTC"}
        defaults |= {"language": "en", "alert_outlets": 2, "brand": {}}
        values = defaults | fields | {"name": name, "declared": declared, "paused": False}
        result = await self._connection.execute(insert(mailing_list).values(values).returning(mailing_list.c.id))
        await self._offer(int(result.scalar_one()), topics)
        return await self._known(name)

    async def declare(self, name: str, *, topics: Sequence[str], **fields: Any) -> MailingList:
        """What dispatcher.toml says of a list holds: added, or brought in line. Subscriptions keep what was chosen."""
        known = await self.by_name(name)
        if known is None:
            return await self.add(name, topics=topics, declared=True, **fields)
        returned = {"paused": False} if not known.declared else {}
        await self._connection.execute(
            update(mailing_list).where(mailing_list.c.id == known.id).values({**fields, "declared": True, **returned})
        )
        if known.topics != tuple(topics):
            await self._offer(known.id, topics)
        return await self._known(name)

    async def undeclared(self, keep: Collection[str]) -> int:
        """Pause the declared lists that left the file. Returns how many."""
        result = await self._connection.execute(
            update(mailing_list)
            .where(mailing_list.c.declared, mailing_list.c.name.not_in(list(keep)))
            .values(declared=False, paused=True)
        )
        return result.rowcount

    async def all(self) -> list[MailingList]:
        """Every list, in the order they came."""
        return await self._read(select(mailing_list).order_by(mailing_list.c.id))

    async def by_name(self, name: str) -> MailingList | None:
        """A list by name."""
        found = await self._read(select(mailing_list).where(mailing_list.c.name == name))
        return found[0] if found else None

    async def get(self, list_id: int) -> MailingList | None:
        """A list by id."""
        found = await self._read(select(mailing_list).where(mailing_list.c.id == list_id))
        return found[0] if found else None

    async def pause(self, list_id: int, *, paused: bool) -> None:
        """Stop or go on publishing for it."""
        await self._connection.execute(update(mailing_list).where(mailing_list.c.id == list_id).values(paused=paused))

    async def remove(self, list_id: int) -> None:
        """Delete a list that nobody ever joined and nothing was published for; else InputError."""
        for table, what in ((subscription, "subscriptions"), (edition, "editions")):
            number = await self._connection.scalar(
                select(func.count()).select_from(table).where(table.c.list_id == list_id)
            )
            if number:
                raise InputError(f"the list has {number} {what}", remedy="pause it instead: what was chosen is kept")
        await self._connection.execute(delete(mailing_list).where(mailing_list.c.id == list_id))

    async def _offer(self, list_id: int, topics: Sequence[str]) -> None:
        rows = await self._connection.execute(select(topic.c.id, topic.c.name).where(topic.c.name.in_(list(topics))))
        ids = {row.name: row.id for row in rows}
        if unknown := [name for name in topics if name not in ids]:
            raise InputError(f"there is no topic {unknown[0]!r}", remedy="see `dispatcher topic list`")
        await self._connection.execute(delete(list_topic).where(list_topic.c.list_id == list_id))
        if topics:
            await self._connection.execute(
                insert(list_topic),
                [{"list_id": list_id, "topic_id": ids[name], "position": at} for at, name in enumerate(topics)],
            )

    async def _known(self, name: str) -> MailingList:
        return (await self._read(select(mailing_list).where(mailing_list.c.name == name)))[0]

    async def _read(self, query: Select[Any]) -> list[MailingList]:
        rows = (await self._connection.execute(query)).all()
        names: defaultdict[int, list[str]] = defaultdict(list)
        offered = await self._connection.execute(
            select(list_topic.c.list_id, topic.c.name)
            .join(topic, topic.c.id == list_topic.c.topic_id)
            .where(list_topic.c.list_id.in_([row.id for row in rows]))
            .order_by(list_topic.c.list_id, list_topic.c.position)
        )
        for pair in offered:
            names[pair.list_id].append(pair.name)
        return [_list(row, tuple(names[row.id])) for row in rows]


def _list(row: Row[Any], topics: tuple[str, ...]) -> MailingList:
    return MailingList(
        id=row.id,
        name=row.name,
        title=row.title,
        sender_name=row.sender_name,
        sender_address=row.sender_address,
        reply_to=row.reply_to,
        unsubscribe_address=row.unsubscribe_address,
        topics=topics,
        cadence=Cadence(row.cadence),
        weekday=row.weekday,
        hour=row.hour,
        time_zone=row.time_zone,
        language=row.language,
        alert_outlets=row.alert_outlets,
        alert_entries=row.alert_entries,
        alert_score=row.alert_score,
        alerts_a_day=row.alerts_a_day,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        full_stories=row.full_stories,
        brand=Brand(**row.brand),
        goodbye=row.goodbye,
        max_lateness=row.max_lateness,
        declared=row.declared,
        paused=row.paused,
    )
