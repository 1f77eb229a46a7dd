"""Whether the audit trail is whole: every link and every value against its hash."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

# The texts that were hashed come from the database; the hashes are computed here.
LINKS = text("""
    SELECT audit.entry, audit.place, audit.digest, audit.previous, audit.hash,
        private.audit_link(audit) AS link, kept.salt, kept.before::text AS before,
        kept.after::text AS after, kept.reason, kept.erased_at, kept.entry AS kept
    FROM private.audit LEFT JOIN private.audit_values kept USING (entry)
    WHERE audit.place IS NOT NULL ORDER BY audit.place
""")
HEAD = text("SELECT place, hash FROM private.audit_head")
UNCHAINED = text("SELECT count(*) FROM private.audit WHERE place IS NULL")
FIRST = hashlib.sha256(b"").digest()


@dataclass(frozen=True)
class Verification:
    """What the walk along the chain found; `problems` is empty when the trail is whole."""

    links: int
    erased: int
    head: str
    problems: tuple[str, ...]


def verify(connection: Connection) -> Verification:
    """Walk the chain from its first link to the head, in one snapshot of the database."""
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
    return walk(connection)


def walk(connection: Connection) -> Verification:
    """Follow the chain as the transaction that is open sees it."""
    place, previous, erased = 0, FIRST, 0
    problems: list[str] = []
    for row in connection.execute(LINKS, execution_options={"yield_per": 1000}):
        place += 1
        problems.extend(_problems(row, place, previous))
        place, previous = row.place, row.hash
        erased += row.erased_at is not None
    head = connection.execute(HEAD).one()
    if (head.place, head.hash) != (place, previous):
        problems.append(f"the chain ends at {place}, its head says {head.place}")
    if unchained := connection.scalar(UNCHAINED):
        problems.append(f"{unchained} entries are not in the chain")
    return Verification(place, erased, head.hash.hex(), tuple(problems))


def _problems(row: Row[*tuple[Any, ...]], place: int, previous: bytes) -> Iterator[str]:
    if row.place != place:
        yield f"link {place} is missing"
    if row.previous != previous:
        yield f"link {row.place} does not follow the one before it"
    if hashlib.sha256(row.link.encode()).digest() != row.hash:
        yield f"link {row.place} was altered"
    if row.kept is None:
        yield f"values of link {row.place} are missing"
    elif row.erased_at is None:
        values = f"{row.before or ''}\n{row.after or ''}\n{row.reason or ''}".encode()
        if hashlib.sha256(row.salt + values).digest() != row.digest:
            yield f"values of link {row.place} were altered"
