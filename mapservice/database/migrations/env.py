"""Run by Alembic: migrations on the connection that `mapservice.database.schema` hands over."""

from alembic import context

from mapservice.database.migrations.state import VERSION_SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema=VERSION_SCHEMA,
    # One transaction for all migrations: a failing one leaves the schema as it was.
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
