"""Bringing a database to the present schema, and giving its logs a new life after a backup was put back."""

import uuid
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text, update

from server.storage.tables import Site

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(1651076205)")


def migrate(connection: Connection) -> None:
    """Runs every migration that this database has not seen, in the given transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(ONE_AT_A_TIME)
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def is_current(connection: Connection) -> bool:
    """Whether every migration has run, and none that we do not know."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def new_epoch() -> str:
    return uuid.uuid4().hex[:12]


def restored(connection: Connection) -> str:
    """Renews the epoch: positions that clients hold from after the backup must not be taken for ours. Returns it."""
    epoch = new_epoch()
    connection.execute(update(Site).values(epoch=epoch))
    return epoch
