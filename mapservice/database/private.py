"""The tables of the schema `private` as the application writes them (migration 0010)."""

import datetime
from typing import Final

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.functions import Function

metadata: Final = MetaData(schema="private")


def clock() -> Function[object]:
    """The database's time, which tests can move: `SET mapservice.clock = '…'`."""
    return func.private.clock(type_=DateTime(timezone=True))


def today() -> Function[datetime.date]:
    """The day in Japan by the database's clock."""
    return Function("today", type_=Date, packagenames=("private",))


def _time(name: str) -> Column[object]:
    return Column(name, DateTime(timezone=True))


def _key() -> Column[int]:
    return Column("id", BigInteger, Identity(always=True), primary_key=True)


accounts: Final = Table(
    "accounts", metadata, _key(),
    Column("name", Text), Column("display_name", Text), Column("email", Text),
    Column("password_hash", Text), Column("totp_secret", Text), Column("totp_step", BigInteger),
    Column("oidc_issuer", Text), Column("oidc_subject", Text),
    Column("administrator", Boolean), _time("disabled_at"), _time("created_at"),
)  # fmt: skip

memberships: Final = Table(
    "memberships", metadata,
    Column("account_id", BigInteger, primary_key=True),
    Column("department", Text, primary_key=True),
)  # fmt: skip

layer_rules: Final = Table(
    "layer_rules", metadata,
    Column("layer", Text, primary_key=True), Column("departments", ARRAY(Text)),
    Column("second_reviewer", Boolean),
)  # fmt: skip

representatives: Final = Table(
    "representatives", metadata, _key(),
    Column("email", Text), Column("language", Text), _time("created_at"),
)  # fmt: skip

groups: Final = Table(
    "groups", metadata,
    Column("id", Text, primary_key=True), Column("representative_id", BigInteger),
    Column("status", Text), Column("draft", JSONB), Column("proposal", JSONB(none_as_null=True)),
    Column("live", JSONB(none_as_null=True)), Column("reason", Text),
    Column("first_approver", BigInteger), _time("submitted_at"), _time("published_at"),
    Column("checked_on", Date), Column("reminded_on", Date), Column("revision", BigInteger),
    _time("created_at"), _time("updated_at"),
)  # fmt: skip

sessions: Final = Table(
    "sessions", metadata,
    Column("token_hash", LargeBinary, primary_key=True), Column("account_id", BigInteger),
    Column("representative_id", BigInteger), _time("created_at"), _time("seen_at"),
    _time("expires_at"),
)  # fmt: skip

tokens: Final = Table(
    "tokens", metadata,
    Column("token_hash", LargeBinary, primary_key=True), Column("purpose", Text),
    Column("email", Text), Column("group_id", Text), Column("language", Text),
    _time("created_at"), _time("expires_at"), _time("used_at"),
)  # fmt: skip

reviews: Final = Table(
    "reviews", metadata, _key(),
    Column("group_id", Text), Column("account_id", BigInteger), Column("action", Text),
    Column("reason", Text), Column("waited", Interval), _time("decided_at"),
)  # fmt: skip

suggestions: Final = Table(
    "suggestions", metadata, _key(),
    Column("layer", Text), Column("feature_id", Text), Column("property", Text),
    Column("proposed", Text), Column("what", Text), Column("place", Text),
    Column("geom", Geometry("POINT", srid=4326, spatial_index=False)), Column("evidence", Text),
    Column("email", Text), Column("language", Text), Column("status", Text),
    Column("answer", Text), Column("decided_by", BigInteger), _time("decided_at"),
    Column("revision", BigInteger), _time("created_at"),
)  # fmt: skip

idempotency: Final = Table(
    "idempotency", metadata,
    Column("key", Uuid, primary_key=True), Column("purpose", Text), Column("result", Text),
    _time("created_at"),
)  # fmt: skip

attempts: Final = Table(
    "attempts", metadata, _key(),
    Column("purpose", Text), Column("source", LargeBinary), _time("at"),
)  # fmt: skip

outbox: Final = Table(
    "outbox", metadata, _key(),
    Column("purpose", Text), Column("group_id", Text), Column("recipient", Text),
    Column("subject", Text), Column("body", Text), Column("status", Text),
    Column("attempts", Integer), Column("last_error", Text), _time("created_at"),
    _time("sent_at"),
)  # fmt: skip

erasures: Final = Table(
    "erasures", metadata, Column("group_id", Text, primary_key=True), _time("erased_at"),
)  # fmt: skip

counts: Final = Table(
    "counts", metadata,
    Column("day", Date, primary_key=True), Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True), Column("count", BigInteger),
)  # fmt: skip

notices: Final = Table(
    "notices", metadata, _key(),
    *(Column(name, Text) for name in (
        "department", "kind", "title_ja", "title_en", "title_easy", "body_ja", "body_en",
        "body_easy", "url", "layer", "feature_id", "district", "field",
    )),
    Column("starts_on", Date), Column("ends_on", Date), Column("revision", BigInteger),
    _time("created_at"), _time("updated_at"),
    schema="layers",
)  # fmt: skip
