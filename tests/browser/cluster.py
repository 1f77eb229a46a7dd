"""A PostGIS of their own for scripts that are no tests."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapservice.database.cluster.places import Places
from mapservice.database.cluster.supervisor import Supervisor
from mapservice.database.engine import Target, private_target


@contextmanager
def temporary_cluster() -> Iterator[Target]:
    """Started as the service starts its own, and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="mapservice-browser-", dir="/tmp"))
    folder.chmod(0o711)  # PostgreSQL's account must be able to enter it
    supervisor = Supervisor(Places(folder / "run"))
    supervisor.start()
    try:
        yield private_target(supervisor.places.socket)
    finally:
        supervisor.stop()
        shutil.rmtree(folder)
