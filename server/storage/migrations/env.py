"""Alembic's entry: runs on the connection that `migrate` hands over, in its transaction."""

from alembic import context

from server.storage.tables import Table

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
context.run_migrations()
