"""What a migration calls to put a table under the audit trail."""

from collections.abc import Iterable

from alembic import op

EVENTS = (
    ("INSERT", "REFERENCING NEW TABLE AS new_rows"),
    ("UPDATE", "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ("DELETE", "REFERENCING OLD TABLE AS old_rows"),
)


def audit_table(table: str, key: str = "id", hidden: Iterable[str] = ()) -> None:
    """Record every change of `table` (`schema.name`), of any writer, in `private.audit`.

    `key` is the column that names a record, or several with commas between; `hidden` columns
    (secrets, and what is computed from others) are left out of the recorded values.
    """
    arguments = ", ".join(f"'{name}'" for name in (key, *hidden))
    for event, transitions in EVENTS:
        op.execute(
            f"CREATE TRIGGER audit_{event.lower()} AFTER {event} ON {table} {transitions}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION private.audit({arguments})"
        )
    op.execute(
        f"CREATE TRIGGER audit_truncate BEFORE TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION private.audit_truncate({arguments})"
    )


def unaudit_table(table: str) -> None:
    """Undo `audit_table`."""
    for event in ("insert", "update", "delete", "truncate"):
        op.execute(f"DROP TRIGGER IF EXISTS audit_{event} ON {table}")
