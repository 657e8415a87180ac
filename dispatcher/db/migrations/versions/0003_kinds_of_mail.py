"""More kinds of mail, pieces of mail, what an edition tells, and how a list looks and alerts."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

import dispatcher.db.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_BODY = sa.table(
    "body", sa.column("hash"), sa.column("text"), sa.column("html"), sa.column("fragments", dispatcher.db.types.Json())
)
_FRAGMENT = sa.table("fragment", sa.column("hash"), sa.column("text"), sa.column("html"))
_MARK = re.compile("(\ue000[a-z_]*\ue001)")  # a blank
_AS_IS = re.compile("[ -<>-~]")
MOST_ON_A_LINE = 76
_KINDS = "kind IN ('digest', 'alert', 'confirm', 'welcome', 'goodbye', 'changed', 'notice')"
_FEWER = "kind IN ('digest', 'alert', 'confirm')"
_OF_A_LIST = (
    "alert_entries",
    "alert_score",
    "alerts_a_day",
    "quiet_from",
    "quiet_until",
    "full_stories",
    "brand",
    "goodbye",
    "unsubscribe_address",
)


def upgrade() -> None:
    """Forwards."""
    op.create_table(
        "fragment",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_fragment")),
    )
    _bodies_of_fragments()
    op.create_table(
        "notice",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("told_at", dispatcher.db.types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notice")),
    )
    op.create_table(
        "edition_story",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=100), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_story_edition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_edition_story_story_id")),
        sa.PrimaryKeyConstraint("edition_id", "story_id", name=op.f("pk_edition_story")),
    )
    op.create_index(op.f("ix_edition_story_story_id"), "edition_story", ["story_id"], unique=False)
    for column in (
        sa.Column("alert_entries", sa.Integer(), server_default="2", nullable=False),
        sa.Column("alert_score", sa.Float(), server_default="0", nullable=False),
        sa.Column("alerts_a_day", sa.Integer(), server_default="6", nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("full_stories", sa.Integer(), server_default="5", nullable=False),
        sa.Column("brand", dispatcher.db.types.Json(), server_default="{}", nullable=False),
        sa.Column("goodbye", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("unsubscribe_address", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("list", column)
    op.add_column("history", sa.Column("told_at", dispatcher.db.types.Moment(timezone=True), nullable=True))
    with op.batch_alter_table("history") as batch:
        batch.alter_column("edition_id", existing_type=sa.Integer(), nullable=True)
    op.add_column("feed", sa.Column("failing_since", dispatcher.db.types.Moment(timezone=True), nullable=True))
    _deliveries(_KINDS, nullable=True)


def downgrade() -> None:
    """Backwards: mail of the kinds that were not yet known goes, with its attempts."""
    delivery = sa.table("delivery", sa.column("id"), sa.column("kind"))
    newer = delivery.c.kind.in_(["welcome", "goodbye", "changed", "notice"])
    for name in ("attempt", "bounce"):
        of_mail = sa.table(name, sa.column("delivery_id"))
        op.execute(sa.delete(of_mail).where(of_mail.c.delivery_id.in_(sa.select(delivery.c.id).where(newer))))
    op.execute(sa.delete(delivery).where(newer))
    _deliveries(_FEWER, nullable=False)
    op.drop_column("feed", "failing_since")
    history = sa.table("history", sa.column("edition_id"))
    op.execute(sa.delete(history).where(history.c.edition_id.is_(None)))
    with op.batch_alter_table("history") as batch:
        batch.alter_column("edition_id", existing_type=sa.Integer(), nullable=False)
    op.drop_column("history", "told_at")
    for column in reversed(_OF_A_LIST):
        op.drop_column("list", column)
    op.drop_index(op.f("ix_edition_story_story_id"), table_name="edition_story")
    op.drop_table("edition_story")
    op.drop_table("notice")
    _bodies_whole()
    op.drop_table("fragment")


def _bodies_of_fragments() -> None:
    """Each body becomes one fragment; it keeps its hash, which deliveries name."""
    op.add_column("body", sa.Column("fragments", dispatcher.db.types.Json(), server_default="[]", nullable=False))
    database = op.get_bind()
    for row in _rows(sa.select(_BODY.c.hash, _BODY.c.text, _BODY.c.html)):
        text, html = _encoded(row.text), _encoded(row.html)
        hashed = hashlib.sha256(f"{text}\x00{html}".encode()).hexdigest()
        kept = sa.select(_FRAGMENT.c.hash).where(_FRAGMENT.c.hash == hashed)
        if database.scalar(kept) is None:
            database.execute(sa.insert(_FRAGMENT).values(hash=hashed, text=text, html=html))
        database.execute(sa.update(_BODY).where(_BODY.c.hash == row.hash).values(fragments=[hashed]))
    op.drop_column("body", "text")
    op.drop_column("body", "html")


def _bodies_whole() -> None:
    """Each body is what its fragments are, decoded and joined."""
    for name in ("text", "html"):
        op.add_column("body", sa.Column(name, sa.Text(), server_default="", nullable=False))
    database = op.get_bind()
    for row in _rows(sa.select(_BODY.c.hash, _BODY.c.fragments)):
        parts = {
            part.hash: part
            for part in database.execute(sa.select(_FRAGMENT).where(_FRAGMENT.c.hash.in_(row.fragments)))
        }
        text = _decoded("".join(parts[hashed].text for hashed in row.fragments))
        html = _decoded("".join(parts[hashed].html for hashed in row.fragments))
        database.execute(sa.update(_BODY).where(_BODY.c.hash == row.hash).values(text=text, html=html))
    op.drop_column("body", "fragments")


def _rows(query: sa.Select[Any]) -> Iterator[Any]:
    """Bodies in order of hash, a few hundred at a time."""
    after = ""
    while rows := op.get_bind().execute(query.where(_BODY.c.hash > after).order_by(_BODY.c.hash).limit(200)).all():
        yield from rows
        after = rows[-1].hash


def _encoded(text: str) -> str:
    """Quoted-printable with CRLF (RFC 2045 §6.7); a blank stands between soft breaks, and no line begins with a dot."""
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    return "".join(
        "=\r\n".join(
            stretch if _MARK.fullmatch(stretch) else "=\r\n".join(_soft(stretch))
            for stretch in _MARK.split(line)
            if stretch
        )
        + "\r\n"
        for line in lines
    )


def _soft(stretch: str) -> Iterator[str]:
    """Lines of a stretch, of at most 75 columns; white space at its end and a dot at a line's beginning are escaped."""
    escaped = [each if _AS_IS.fullmatch(each) else _octets(each) for each in stretch]
    if escaped[-1:] == [" "]:
        escaped[-1] = "=20"
    line = ""
    for each in escaped:
        if len(line) + len(each) > MOST_ON_A_LINE - len("==2E"):
            yield line
            line = ""
        line += "=2E" if each == "." and not line else each
    yield line


def _octets(letter: str) -> str:
    return "".join(f"={byte:02X}" for byte in letter.encode())


def _decoded(encoded: str) -> str:
    text = encoded.replace("=\r\n", "").replace("\r\n", "\n")
    return re.sub(
        r"(?:=[0-9A-F]{2})+", lambda found: bytes.fromhex(found[0].replace("=", "")).decode("utf-8", "replace"), text
    )


def _deliveries(kinds: str, *, nullable: bool) -> None:
    with op.batch_alter_table("delivery") as batch:
        batch.drop_constraint(op.f("ck_delivery_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_delivery_kind"), kinds)
        batch.alter_column("subscription_id", existing_type=sa.Integer(), nullable=nullable)
        batch.alter_column("subscriber_id", existing_type=sa.Integer(), nullable=nullable)
