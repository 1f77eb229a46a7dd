"""What a migration calls to give a layer its table: DDL, indexes, triggers and grants.

Used by migrations only. A change here would change history, so a later need gets a
new function and leaves these as they are.
"""

from collections.abc import Iterable
from typing import Final

from alembic import op
from sqlalchemy import text
from sqlalchemy.schema import Column

SCHEMA: Final = "layers"


def _column_ddl(column: Column[object]) -> str:
    compiled = column.type.compile(op.get_bind().dialect)
    default = f" DEFAULT {column.server_default.arg}" if column.server_default else ""  # type: ignore[attr-defined]
    return f"{column.name} {compiled}{'' if column.nullable else ' NOT NULL'}{default}"


def create_venue_table(name: str, columns: Iterable[Column[object]] = ()) -> None:
    """Create `layers.<name>`, a child of `layers.venues` with columns of its own."""
    own = "".join(f", {_column_ddl(column)}" for column in columns)
    op.execute(
        f"CREATE TABLE {SCHEMA}.{name} (PRIMARY KEY (id),"
        f" CONSTRAINT layer_is_{name} CHECK (layer = '{name}'){own})"
        f" INHERITS ({SCHEMA}.venues)"
    )
    op.execute(f"ALTER TABLE {SCHEMA}.{name} ALTER COLUMN layer SET DEFAULT '{name}'")
    for suffix, definition in (
        ("geom", "USING gist (geom)"),
        ("ground", "USING gist ((geom::geography))"),
        ("search_key", "USING gin (search_key public.gin_trgm_ops)"),
        ("open_minutes", "USING gist (open_minutes)"),
        ("district", "(district, id)"),
        ("capacity", "(capacity)"),
        ("updated_at", "(updated_at DESC, id)"),
    ):
        op.execute(f"CREATE INDEX {name}_{suffix} ON {SCHEMA}.{name} {definition}")
    watch_table(name)


def watch_table(name: str) -> None:
    """Grant reading, and let the database keep the layer's revision and count."""
    op.execute(f"GRANT SELECT ON {SCHEMA}.{name} TO mapservice_web")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {SCHEMA}.{name} TO mapservice_writer")
    op.execute(
        f"CREATE TRIGGER touch BEFORE UPDATE ON {SCHEMA}.{name}"
        f" FOR EACH ROW EXECUTE FUNCTION {SCHEMA}.touch()"
    )
    op.execute(text("INSERT INTO layers.revisions (layer) VALUES (:layer)").bindparams(layer=name))
    for event, transitions in (
        ("INSERT", "REFERENCING NEW TABLE AS new_rows"),
        ("UPDATE", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
        ("DELETE", "REFERENCING OLD TABLE AS old_rows"),
    ):
        op.execute(
            f"CREATE TRIGGER revise_{event.lower()} AFTER {event} ON {SCHEMA}.{name}"
            f" {transitions} FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.revise()"
        )
    op.execute(
        f"CREATE TRIGGER revise_truncate AFTER TRUNCATE ON {SCHEMA}.{name}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {SCHEMA}.revise()"
    )


def drop_table(name: str) -> None:
    """Undo `create_venue_table` or a table that was given to `watch_table`."""
    op.execute(f"DROP TABLE {SCHEMA}.{name}")
    op.execute(text("DELETE FROM layers.revisions WHERE layer = :layer").bindparams(layer=name))
