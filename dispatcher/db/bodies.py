"""Body ⇄ rows: its subject and the hashes of its fragments, which it shares with other bodies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from dispatcher.db.statements import in_batches, insert_or_ignore
from dispatcher.db.tables_mail import body, fragment
from dispatcher.model import Body, Fragment

AT_ONCE = 500  # rows of one statement, a few kilobytes each


class Bodies:
    """Rows of `body` and `fragment`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put_body(self, new: Body) -> str:
        """Keep a body; returns its hash, which is the same for the same subject and fragments."""
        (hashed,) = await self.put_bodies([new])
        return hashed

    async def put_bodies(self, new: Sequence[Body]) -> list[str]:
        """Keep bodies and those of their fragments that are not kept yet; returns the hashes in order."""
        await self._keep({each.hash: each for given in new for each in given.fragments})
        hashes = [each.hash for each in new]
        rows = {
            hashed: {
                "hash": hashed,
                "subject": each.subject,
                "fragments": [fragment.hash for fragment in each.fragments],
            }
            for hashed, each in zip(hashes, new, strict=True)
        }
        for batch in in_batches(rows.values(), size=AT_ONCE):
            await self._connection.execute(insert_or_ignore(self._connection, body), batch)
        return hashes

    async def bodies(self, hashes: Collection[str]) -> dict[str, Body]:
        """Bodies by hash; those that share a fragment share it in memory too."""
        rows: list[Row[Any]] = []
        for batch in in_batches(hashes):
            rows += (await self._connection.execute(select(body).where(body.c.hash.in_(batch)))).all()
        kept: dict[str, Fragment] = {}
        for batch in in_batches({hashed for row in rows for hashed in row.fragments}):
            found = await self._connection.execute(select(fragment).where(fragment.c.hash.in_(batch)))
            kept |= {row.hash: Fragment(row.hash, row.text, row.html) for row in found}
        return {
            row.hash: Body(subject=row.subject, fragments=tuple(kept[hashed] for hashed in row.fragments))
            for row in rows
        }

    async def _keep(self, fragments: dict[str, Fragment]) -> None:
        there: set[str] = set()
        for batch in in_batches(fragments):
            there.update(await self._connection.scalars(select(fragment.c.hash).where(fragment.c.hash.in_(batch))))
        rows = (
            {"hash": each.hash, "text": each.text, "html": each.html}
            for each in fragments.values()
            if each.hash not in there
        )
        for rows_of_batch in in_batches(rows, size=AT_ONCE):
            await self._connection.execute(insert_or_ignore(self._connection, fragment), rows_of_batch)
