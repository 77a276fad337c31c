"""Runs the migrations on the connection that the store hands over; no configuration file is read."""

from alembic import context

from steering.records.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
