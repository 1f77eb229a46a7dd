"""Files that were uploaded to be looked at, and the import of one: the command's own code."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    LargeBinary,
    Table,
    Text,
    Uuid,
    delete,
    insert,
    select,
    text,
)

from geodata.city import City
from layers.declaration import Layer
from mapservice.conditions import Stale
from mapservice.database.importing.run import Choices, Outcome, import_file
from mapservice.database.private import metadata
from mapservice.problems import NotFound

MOST_BYTES: Final = 32 * 2**20

uploads: Final = Table(
    "uploads",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("account_id", BigInteger),
    Column("layer", Text),
    Column("name", Text),
    Column("content", LargeBinary),
    Column("created_at", DateTime(timezone=True)),
)


@dataclass(frozen=True)
class Upload:
    """A file of an account, for a layer."""

    layer: str
    name: str
    content: bytes


def keep_upload(connection: Connection, account_id: int, upload: Upload) -> uuid.UUID:
    """Keep a file for a day; returns its key."""
    key = uuid.uuid4()
    connection.execute(
        insert(uploads).values(
            id=key,
            account_id=account_id,
            layer=upload.layer,
            name=PurePath(upload.name.replace("\\", "/")).name[:200] or "file",
            content=upload.content,
        )
    )
    return key


def read_upload(connection: Connection, account_id: int, key: uuid.UUID) -> Upload:
    """A file that this account uploaded. Raises NotFound."""
    row = connection.execute(
        select(uploads).where(uploads.c.id == key, uploads.c.account_id == account_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return Upload(row.layer, row.name, row.content)


def forget_upload(connection: Connection, key: uuid.UUID) -> None:
    connection.execute(delete(uploads).where(uploads.c.id == key))


def forget_old_uploads(connection: Connection) -> None:
    connection.execute(
        text("DELETE FROM private.uploads WHERE created_at < now() - interval '1 day'")
    )


def layer_revision(connection: Connection, layer: Layer) -> int:
    """The version of a whole layer: an import applies to the one that was looked at."""
    found = connection.scalar(
        text("SELECT revision FROM layers.revisions WHERE layer = :layer"), {"layer": layer.id}
    )
    return int(found or 0)


def look(
    connection: Connection, layer: Layer, upload: Upload, city: City, choices: Choices
) -> Outcome:
    """What the file would change; nothing is applied. Raises geodata.notes.Refused."""
    with _on_disk(upload) as path:
        chosen = replace(choices, dry_run=True, city=city, name=upload.name)
        return import_file(connection, layer, path, chosen)


def apply_upload(
    connection: Connection,
    layer: Layer,
    upload: Upload,
    revision: int,
    choices: Choices,
) -> Outcome:
    """Apply the file to the version of the layer that was looked at. Raises Stale."""
    now = layer_revision(connection, layer)
    if now != revision:
        raise Stale({}, now)
    with _on_disk(upload) as path:
        return import_file(connection, layer, path, replace(choices, name=upload.name))


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """The file where readers can open it, under a name of ours with its own ending."""
    with tempfile.TemporaryDirectory(prefix="mapservice-import-") as folder:
        path = Path(folder) / f"upload{PurePath(upload.name).suffix[:12]}"
        path.write_bytes(upload.content)
        yield path
