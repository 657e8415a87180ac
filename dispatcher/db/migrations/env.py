"""Alembic's entrance: run on the connection that `dispatcher.db.migrate` holds, in its transaction."""

from alembic import context

from dispatcher.db.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
