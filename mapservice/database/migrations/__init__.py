"""Alembic's migrations, run by `mapservice.database.schema`."""
