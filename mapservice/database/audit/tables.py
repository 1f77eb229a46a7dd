"""The audit trail's tables as the application reads them."""

from typing import Final

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

metadata: Final = MetaData(schema="private")

audit: Final = Table(
    "audit",
    metadata,
    Column("entry", BigInteger, primary_key=True),
    Column("place", BigInteger),
    Column("at", DateTime(timezone=True)),
    Column("actor", Text),
    Column("action", Text),
    Column("relation", Text),
    Column("record", Text),
    Column("change", Text),
    Column("digest", LargeBinary),
    Column("previous", LargeBinary),
    Column("hash", LargeBinary),
)

audit_values: Final = Table(
    "audit_values",
    metadata,
    Column("entry", BigInteger, primary_key=True),
    Column("salt", LargeBinary),
    Column("before", JSONB),
    Column("after", JSONB),
    Column("reason", Text),
    Column("erased_at", DateTime(timezone=True)),
)
