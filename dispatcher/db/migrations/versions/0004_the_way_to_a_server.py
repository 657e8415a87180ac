"""Domains, relays and doubts of deliveries; pacing and stops; what came back."""

import sqlalchemy as sa
from alembic import op

import dispatcher.db.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = dispatcher.db.types.Moment(timezone=True)
_OPEN = "state IN ('queued', 'deferred')"
_RARE = "state NOT IN ('queued', 'sent')"
_AT_ONCE = 5_000  # rows of one statement


def upgrade() -> None:
    """Forwards."""
    op.add_column("delivery", sa.Column("domain", sa.String(length=255), server_default="", nullable=False))
    op.add_column("delivery", sa.Column("relay", sa.String(length=64), nullable=True))
    op.add_column("delivery", sa.Column("intended_at", _MOMENT, nullable=True))
    op.add_column("delivery", sa.Column("doubted_at", _MOMENT, nullable=True))
    op.add_column("attempt", sa.Column("relay", sa.String(length=64), nullable=True))
    op.add_column("list", sa.Column("max_lateness", sa.Integer(), nullable=True))
    op.add_column("suppression", sa.Column("kind", sa.String(length=12), server_default="refused", nullable=False))
    op.execute("UPDATE suppression SET kind = 'operator' WHERE reason = 'by the operator'")
    _fill_domains()
    op.drop_index(
        op.f("ix_delivery_subscription_id"), table_name="delivery"
    )  # the key over subscription and period serves
    op.drop_index(op.f("ix_delivery_state"), table_name="delivery")
    _partial_index("ix_delivery_state", ["state"], _RARE)
    _partial_index("ix_delivery_not_after", ["not_after", "state"], _OPEN)
    op.execute("UPDATE delivery SET doubted_at = coalesce(next_attempt_at, created_at) WHERE state = 'in doubt'")
    op.drop_table("bounce")  # nothing was ever written to it
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(length=64), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("recipient_hash", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_bounce_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
        sa.UniqueConstraint("report", name=op.f("uq_bounce_report")),
    )
    op.create_index(op.f("ix_bounce_delivery_id"), "bounce", ["delivery_id"], unique=False)
    op.create_index(op.f("ix_bounce_recipient_hash"), "bounce", ["recipient_hash"], unique=False)
    op.create_table(
        "pace",
        sa.Column("relay", sa.String(length=64), nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=True),
        sa.Column("refilled_at", _MOMENT, nullable=False),
        sa.Column("slowed_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("relay", "domain", name=op.f("pk_pace")),
    )
    op.create_table(
        "stop",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("stopped_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_stop")),
    )
    op.create_table(
        "relay_day",
        sa.Column("relay", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("relay", "day", name=op.f("pk_relay_day")),
    )
    op.create_table(
        "skipped_slot",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("cadence", sa.String(length=12), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("skipped_at", _MOMENT, nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["list.id"], name=op.f("fk_skipped_slot_list_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("list_id", "cadence", "time_zone", "day", "hour", name=op.f("pk_skipped_slot")),
    )


def downgrade() -> None:
    """Backwards: what came back, what is stopped and the pace of domains are forgotten."""
    for table in ("skipped_slot", "relay_day", "stop", "pace"):
        op.drop_table(table)
    op.drop_column("suppression", "kind")
    op.drop_column("list", "max_lateness")
    op.drop_table("bounce")
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name=op.f("fk_bounce_delivery_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
    )
    op.create_index(op.f("ix_bounce_delivery_id"), "bounce", ["delivery_id"], unique=False)
    op.drop_index("ix_delivery_not_after", table_name="delivery")
    op.drop_index("ix_delivery_state", table_name="delivery")
    op.create_index(op.f("ix_delivery_state"), "delivery", ["state"], unique=False)
    op.create_index(op.f("ix_delivery_subscription_id"), "delivery", ["subscription_id"], unique=False)
    op.drop_column("attempt", "relay")
    for column in ("doubted_at", "intended_at", "relay", "domain"):
        op.drop_column("delivery", column)


def _partial_index(name: str, columns: list[str], only: str) -> None:
    where = sa.text(only)
    op.create_index(name, "delivery", columns, unique=False, sqlite_where=where, postgresql_where=where)


def _fill_domains() -> None:
    """The domain of every address, in A-labels and small letters, as new rows have it."""
    from dispatcher.db.addresses import domain_of

    delivery = sa.table("delivery", sa.column("id"), sa.column("address"), sa.column("domain"))
    database, after = op.get_bind(), 0
    rows = sa.select(delivery.c.id, delivery.c.address).order_by(delivery.c.id).limit(_AT_ONCE)
    filling = sa.update(delivery).where(delivery.c.id == sa.bindparam("which")).values(domain=sa.bindparam("of"))
    while found := database.execute(rows.where(delivery.c.id > after)).all():
        database.execute(filling, [{"which": row.id, "of": domain_of(row.address)} for row in found])
        after = found[-1].id
