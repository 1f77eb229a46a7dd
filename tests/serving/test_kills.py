"""kill -9 while rows are written: what was committed stays, and the service comes back."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from layers import get_layer
from layers.table import Venue
from mapservice.database.cluster.account import cluster_account
from mapservice.database.cluster.leftovers import postmasters
from mapservice.database.cluster.places import Places
from mapservice.database.engine import owner_engine, private_target
from mapservice.database.importing.run import import_file
from tests.serving.running import Service, wait_for_status

KILLS = 20
BATCH = 40
READY_AGAIN_S = 10.0


class Importer(threading.Thread):
    """Imports one file after another and remembers the rows of those that were committed."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        super().__init__()
        self.engine = engine
        self.folder = folder
        self.committed: list[str] = []
        self.broken = 0
        self.stopping = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            number += 1
            ids = [f"batch-{number}-{row}" for row in range(BATCH)]
            file = self.folder / f"{number}.csv"
            file.write_text("\n".join(["ID,名称", *(f"{i},見本 {i}" for i in ids)]), "utf-8")
            try:
                with self.engine.begin() as connection:
                    outcome = import_file(connection, get_layer("vacant_shops"), file)
            except DBAPIError:
                # Killed in the middle: whether it was committed is not known, so not claimed.
                self.broken += 1
                self.stopping.wait(0.05)
            else:
                assert outcome.applied
                self.committed += ids


@pytest.fixture
def places(open_folder: Path) -> Places:
    return Places(open_folder / "killed")


@pytest.fixture
def service(places: Places) -> Iterator[Service]:
    started = Service({"MAPSERVICE_DATA_DIR": str(places.root)})
    yield started
    started.stop()


def test_twenty_kills_during_imports_lose_no_committed_row(
    service: Service, places: Places, tmp_path: Path
) -> None:
    url = service.wait_for_url()
    account = cluster_account()
    importer = Importer(owner_engine(private_target(places.socket)), tmp_path)
    importer.start()
    try:
        for _ in range(KILLS):
            committed = len(importer.committed)
            _wait(lambda seen=committed: len(importer.committed) > seen)
            (postmaster,) = postmasters(places, account)
            worker = service.workers()[0]
            os.kill(postmaster, signal.SIGKILL)
            os.kill(worker, signal.SIGKILL)
            began = time.monotonic()
            _wait(lambda old=postmaster: postmasters(places, account) not in ([], [old]))
            wait_for_status(url, 200, READY_AGAIN_S)
            assert time.monotonic() - began < READY_AGAIN_S
    finally:
        importer.stopping.set()
        importer.join()
    with importer.engine.connect() as connection:
        present = set(connection.scalars(select(Venue.id).where(Venue.layer == "vacant_shops")))
        counted = connection.scalar(
            text("SELECT features FROM layers.revisions WHERE layer = 'vacant_shops'")
        )
    assert importer.broken > 0, "no kill met a transaction: the test proves nothing"
    assert set(importer.committed) <= present
    assert len(present) % BATCH == 0, "half a transaction is in the table"
    assert counted == len(present)
    _wait(lambda: len(service.workers()) == 2)
    assert service.stop() == 0


def test_a_launcher_that_was_killed_leaves_nothing_that_keeps_the_next_away(
    places: Places,
) -> None:
    environment = {"MAPSERVICE_DATA_DIR": str(places.root)}
    first = Service(environment)
    first.wait_for_url()
    workers = first.workers()
    first.signal(signal.SIGKILL)
    second = Service(environment)
    url = second.wait_for_url()
    assert wait_for_status(url, 200, READY_AGAIN_S) < READY_AGAIN_S
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    first.wait()
    assert second.stop() == 0
    assert postmasters(places, cluster_account()) == []


def _wait(condition: object, patience_s: float = READY_AGAIN_S) -> None:
    assert callable(condition)
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
