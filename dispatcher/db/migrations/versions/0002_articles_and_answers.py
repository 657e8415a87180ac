"""Articles behind entries, accepted answers of a model, and what is known of an outlet."""

import sqlalchemy as sa
from alembic import op

import dispatcher.db.types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forwards."""
    op.create_table(
        "answer",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("body", dispatcher.db.types.Json(), nullable=False),
        sa.Column("written_at", dispatcher.db.types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_written_at"), "answer", ["written_at"], unique=False)
    op.create_table(
        "article",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fetched_at", dispatcher.db.types.Moment(timezone=True), nullable=False),
        sa.Column("next_fetch_at", dispatcher.db.types.Moment(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('read', 'refused', 'failed')", name=op.f("ck_article_state")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_article_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_article")),
    )
    op.add_column("feed", sa.Column("articles", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("feed", sa.Column("country", sa.String(length=2), server_default="", nullable=False))


def downgrade() -> None:
    """Backwards."""
    op.drop_column("feed", "country")
    op.drop_column("feed", "articles")
    op.drop_table("article")
    op.drop_index(op.f("ix_answer_written_at"), table_name="answer")
    op.drop_table("answer")
