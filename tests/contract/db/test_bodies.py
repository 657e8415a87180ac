"""Bodies in memory, and how those of an earlier version became fragments."""

import hashlib

from sqlalchemy import text

from dispatcher.model import Body, Fragment
from dispatcher.templating.blanks import blank
from dispatcher.templating.encode import body_of, rendering_of
from dispatcher.templating.rendering import Rendering

FIRST, SECOND, THIRD = (Fragment(letter * 64, f"{letter}\r\n", f"<p>{letter}</p>\r\n") for letter in "abc")
RENDERING = Rendering(
    subject="Ärger",
    text=f"Hello {blank('name')},\n.dots\n{'é' * 100}{blank('unsubscribe_url')}\n\n  indented = \nFrom here\n",
    html=f'<a href="{blank("unsubscribe_url")}">도서관</a>\n<p>{"x" * 200}</p>\n',
)


async def test_a_body_comes_back_as_it_was_and_shares_its_fragments(db):
    bodies = [Body(subject="s", fragments=(FIRST, SECOND)), Body(subject="t", fragments=(SECOND, THIRD, SECOND))]
    async with db.transaction() as tx:
        hashes = await tx.outbox.put_bodies(bodies)
        assert await tx.outbox.put_bodies(bodies[::-1]) == hashes[::-1]
    async with db.reading() as tx:
        found = await tx.outbox.bodies(hashes)
    assert [found[hashed] for hashed in hashes] == bodies
    assert found[hashes[0]].fragments[1] is found[hashes[1]].fragments[0]


async def test_the_same_fragments_under_another_subject_or_in_another_order_are_another_body(db):
    async with db.transaction() as tx:
        hashes = await tx.outbox.put_bodies(
            [
                Body(subject="s", fragments=(FIRST, SECOND)),
                Body(subject="t", fragments=(FIRST, SECOND)),
                Body(subject="s", fragments=(SECOND, FIRST)),
            ]
        )
    assert len(set(hashes)) == 3


async def test_bodies_of_an_earlier_version_become_fragments_and_go_back(db):
    await db.migrate(to="0002")
    hashed = hashlib.sha256(b"any").hexdigest()
    async with db._writing() as connection:
        await connection.execute(
            text("INSERT INTO body (hash, subject, text, html) VALUES (:hash, :subject, :text, :html)"),
            {"hash": hashed, "subject": RENDERING.subject, "text": RENDERING.text, "html": RENDERING.html},
        )
    await db.migrate()
    async with db.reading() as tx:
        (body,) = (await tx.outbox.bodies([hashed])).values()
    assert rendering_of(body) == RENDERING
    assert all(len(line) <= 76 for line in body.fragments[0].text.split("\r\n"))
    async with db.transaction() as tx:
        joined = body_of(RENDERING).fragments[0]
        later = await tx.outbox.put_body(Body(subject="later", fragments=(joined, FIRST)))
    await db.migrate(to="0002")
    async with db._writing() as connection:
        rows = {row.hash: row for row in await connection.execute(text("SELECT * FROM body"))}
    assert (rows[hashed].text, rows[hashed].html) == (RENDERING.text, RENDERING.html)
    assert (rows[later].text, rows[later].html) == (RENDERING.text + "a\n", RENDERING.html + "<p>a</p>\n")
    await db.migrate()
