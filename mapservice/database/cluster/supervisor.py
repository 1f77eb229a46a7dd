"""Keeps the postmaster running until told to stop."""

import subprocess
import threading
import time

import structlog

from mapservice.database.cluster.account import Account, cluster_account
from mapservice.database.cluster.creation import ensure_cluster
from mapservice.database.cluster.errors import ClusterError
from mapservice.database.cluster.leftovers import clear_leftovers
from mapservice.database.cluster.places import Places, prepare_places
from mapservice.database.cluster.postmaster import (
    start_postmaster,
    stop_postmaster,
    wait_until_ready,
)

log = structlog.get_logger(__name__)

# A postmaster that dies again and again is started ever more seldom, yet within the 10 s
# in which the service promises to be back.
PAUSES_S = (0.0, 0.2, 0.5, 1.0, 2.0)
CALM_S = 20.0


class Supervisor:
    """One cluster's postmaster: started, replaced when it dies, stopped.

    The caller holds the data's lock. One thread starts every postmaster and outlives it.
    """

    def __init__(self, places: Places, account: Account | None = None) -> None:
        self.places = places
        self.account = account or cluster_account()
        self.ready = threading.Event()
        self._stopping = threading.Event()
        self._begun = threading.Event()
        self._failure: BaseException | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._watch, name="postgres", daemon=True)

    @property
    def pid(self) -> int | None:
        """The postmaster's process, None between two."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Return when the cluster is ready. Raises ClusterError when it cannot be."""
        prepare_places(self.places, self.account)
        self._thread.start()
        self._begun.wait()
        if self._failure:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """Shut the cluster down and wait for its end."""
        self._stopping.set()
        if self._process is not None:
            stop_postmaster(self._process)
        if self._thread.is_alive():
            self._thread.join(60)

    def _watch(self) -> None:
        try:
            self._run_once()
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._failure = error
        finally:
            self._begun.set()
        attempt, since = 0, time.monotonic()
        while not (self._failure or self._stopping.is_set()):
            attempt = 0 if time.monotonic() - since > CALM_S else attempt
            log.warning("postgres_died", attempt=attempt)
            self._stopping.wait(PAUSES_S[min(attempt, len(PAUSES_S) - 1)])
            attempt, since = attempt + 1, time.monotonic()
            self._run_again()

    def _run_again(self) -> None:
        try:
            self._run_once()
        except (ClusterError, OSError) as error:
            if not self._stopping.is_set():
                log.error("postgres_did_not_start", reason=str(error))

    def _run_once(self) -> None:
        """Start a postmaster, say when it is ready, and wait for its end."""
        binaries = ensure_cluster(self.places, self.account)
        clear_leftovers(self.places, self.account)
        if self._stopping.is_set():
            return
        process = self._process = start_postmaster(self.places, self.account, binaries)
        try:
            if self._stopping.is_set():
                stop_postmaster(process)
            wait_until_ready(process, self.places)
            log.info("postgres_ready", pid=process.pid)
            self.ready.set()
            self._begun.set()
            process.wait()
        finally:
            self.ready.clear()
            stop_postmaster(process)
