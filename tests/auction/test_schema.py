"""The migrations make exactly the tables that the code expects, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from server.storage.tables import Table
from tests.people.stage import Stage


async def test_migrations_and_tables_agree(stage: Stage) -> None:
    assert {"job", "bid", "person", "session", "event"} <= Table.metadata.tables.keys()
    with stage.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
