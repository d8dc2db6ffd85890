"""The event log, idempotency keys and the site's one row, with the epoch minted here."""

import sqlalchemy as sa
from alembic import op

from server.storage.migrate import new_epoch
from server.storage.tables import BigId, UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "channel",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("top", BigId, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channel")),
    )
    op.create_table(
        "event",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("offset", BigId, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("recheck", BigId, nullable=True),
        sa.PrimaryKeyConstraint("channel", "offset", name=op.f("pk_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idempotency",
        sa.Column("person", BigId, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("claimed_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_idempotency")),
    )
    op.create_index(op.f("ix_idempotency_claimed_at"), "idempotency", ["claimed_at"])
    site = op.create_table(
        "site",
        sa.Column("id", BigId, nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("shift", BigId, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.bulk_insert(site, [{"id": 1, "epoch": new_epoch(), "shift": 0}])
