"""Using the database for the length of one command, with the private cluster under it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from os import getpid
from time import monotonic, sleep

from mapservice.database.cluster.account import cluster_account
from mapservice.database.cluster.errors import AlreadyRunning, ClusterError
from mapservice.database.cluster.lock import DataLock, Launcher, UsersGate, shared_use
from mapservice.database.cluster.places import Places, data_places, prepare_places
from mapservice.database.cluster.postmaster import answers
from mapservice.database.cluster.supervisor import Supervisor
from mapservice.database.engine import Target, external_target, private_target
from mapservice.settings import Settings

Announce = Callable[[str], None]


@contextmanager
def launched_database(settings: Settings, purpose: str) -> Iterator[tuple[Target, Announce]]:
    """The database for a command that must have the data alone, and how it tells its URL.

    An external database is used as it is. Raises AlreadyRunning when the private one is
    another launcher's, ClusterError when it cannot be started.
    """
    if settings.database_url:
        yield external_target(settings.database_url), lambda _url: None
        return
    places = _prepared(settings)
    with _holding(places, purpose) as lock, _running(places):

        def announce(url: str) -> None:
            lock.describe(Launcher(purpose, getpid(), url))

        yield private_target(places.socket), announce


@contextmanager
def shared_database(settings: Settings, purpose: str) -> Iterator[Target]:
    """The database for a command that works beside others.

    Uses the cluster that runs; when none does, runs it until its last user is done.
    """
    if settings.database_url:
        yield external_target(settings.database_url)
        return
    places = _prepared(settings)
    with ExitStack() as stack:
        _run_or_join(places, purpose, stack)
        yield private_target(places.socket)


def _run_or_join(places: Places, purpose: str, stack: ExitStack, patience_s: float = 60.0) -> None:
    """Start the cluster or find it running; `stack` undoes either."""
    deadline = monotonic() + patience_s
    while monotonic() < deadline:
        try:
            stack.enter_context(_holding(places, purpose))
        except AlreadyRunning:
            # It may be starting, or its last user may be stopping it.
            with ExitStack() as joined:
                joined.enter_context(shared_use(places.users))
                if answers(places):
                    stack.push(joined.pop_all())
                    return
            sleep(0.1)
        else:
            gate = UsersGate(places.users)
            stack.callback(gate.open)
            stack.enter_context(_running(places))
            stack.callback(gate.close)
            return
    raise ClusterError("Another process has the data, but its database does not answer.")


def _prepared(settings: Settings) -> Places:
    places = data_places(settings)
    prepare_places(places, cluster_account())
    return places


@contextmanager
def _holding(places: Places, purpose: str) -> Iterator[DataLock]:
    lock = DataLock(places.lock)
    lock.acquire(Launcher(purpose, getpid()))
    try:
        yield lock
    finally:
        lock.release()


@contextmanager
def _running(places: Places) -> Iterator[Supervisor]:
    supervisor = Supervisor(places)
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.stop()
