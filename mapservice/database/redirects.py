"""Old ids that lead to new ones."""

from typing import Final

from sqlalchemy import Column, DateTime, MetaData, Table, Text

redirects: Final = Table(
    "redirects",
    MetaData(schema="layers"),
    Column("layer", Text, primary_key=True),
    Column("old_id", Text, primary_key=True),
    Column("new_id", Text),
    Column("changed_at", DateTime(timezone=True)),
)
