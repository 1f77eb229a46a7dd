"""Saying who acts: the database writes the audit trail, the application names the actor."""

import secrets

from sqlalchemy import Connection, func, select


def act_as(
    connection: Connection, actor: str, reason: str | None = None, change: str | None = None
) -> str:
    """Name the actor (`staff:3`, `group:…`, `command:…`) until this transaction ends.

    `change` gathers several transactions into one change; without it the transaction is a
    change of its own. Returns the name of the change.
    """
    change = change or secrets.token_hex(8)
    connection.execute(
        select(
            func.set_config("mapservice.actor", actor, True),
            func.set_config("mapservice.reason", reason or "", True),
            func.set_config("mapservice.change", change, True),
        )
    )
    return change
