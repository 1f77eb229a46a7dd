"""The private cluster: how it is made, guarded, cleaned up after and shared."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mapservice.database.cluster.account import cluster_account
from mapservice.database.cluster.binaries import find_binaries
from mapservice.database.cluster.configuration import pg_ident_conf, postgresql_conf
from mapservice.database.cluster.errors import AlreadyRunning, ClusterError, MissingProgram
from mapservice.database.cluster.leftovers import cluster_processes, postmasters
from mapservice.database.cluster.lock import DataLock, Launcher, read_launcher
from mapservice.database.cluster.places import (
    SOCKET_NAME,
    SOCKET_PATH_BYTES,
    Places,
    data_places,
    default_root,
)
from mapservice.database.cluster.postmaster import answers
from mapservice.database.cluster.private import shared_database
from mapservice.database.cluster.supervisor import Supervisor
from mapservice.settings import Settings


@pytest.fixture
def own(open_folder: Path) -> Iterator[Supervisor]:
    """A cluster of the test's own, running."""
    supervisor = Supervisor(Places(open_folder / "own"))
    supervisor.start()
    yield supervisor
    supervisor.stop()


def setting(places: Places, name: str) -> str:
    with psycopg.connect(host=str(places.socket), user="postgres", dbname="postgres") as connection:
        row = connection.execute(f"SHOW {name}").fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
        ("lc_ctype", "C.UTF-8"),
        ("client_connection_check_interval", "2s"),
        ("log_min_error_statement", "panic"),
    ],
)
def test_the_cluster_is_set_so(cluster: Supervisor, name: str, value: str) -> None:
    assert setting(cluster.places, name) == value


def test_durability_cannot_be_configured_away(own: Supervisor) -> None:
    with psycopg.connect(
        host=str(own.places.socket), user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET full_page_writes = off")
        connection.execute("SELECT pg_reload_conf()")
    own.stop()
    again = Supervisor(own.places)
    again.start()
    try:
        assert setting(own.places, "fsync") == "on"
        assert setting(own.places, "full_page_writes") == "on"
    finally:
        again.stop()


def test_no_process_of_the_cluster_is_root(cluster: Supervisor) -> None:
    account = cluster_account()
    pids = cluster_processes(cluster.places, account)
    assert len(pids) > 3
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in pids} == {account.uid}
    assert account.uid != 0


def test_a_killed_postmaster_is_replaced_within_ten_seconds(own: Supervisor) -> None:
    (killed,) = postmasters(own.places, own.account)
    began = time.monotonic()
    os.kill(killed, signal.SIGKILL)
    while own.pid in (killed, None) or not answers(own.places):
        assert time.monotonic() - began < 10
        time.sleep(0.05)


def test_a_stale_pid_file_that_names_a_living_process_is_no_obstacle(own: Supervisor) -> None:
    pidfile = own.places.data / "postmaster.pid"
    content = pidfile.read_text()
    own.stop()
    # As after a crash of the machine, when the number was given to somebody else.
    pidfile.write_text(content.replace(content.split("\n")[0], str(os.getppid()), 1))
    os.chown(pidfile, own.account.uid, own.account.gid)
    (own.places.socket / SOCKET_NAME).touch()
    (own.places.socket / f"{SOCKET_NAME}.lock").write_text(f"{os.getppid()}\n")
    again = Supervisor(own.places)
    again.start()
    assert answers(own.places)
    again.stop()


def test_processes_of_a_killed_launcher_are_ended_by_the_next(open_folder: Path) -> None:
    places = Places(open_folder / "orphaned")
    program = (
        "import sys, time; from pathlib import Path;"
        "from mapservice.database.cluster.places import Places;"
        "from mapservice.database.cluster.supervisor import Supervisor;"
        "Supervisor(Places(Path(sys.argv[1]))).start(); print('ready', flush=True);"
        "time.sleep(600)"
    )
    launcher = subprocess.Popen(
        [sys.executable, "-c", program, str(places.root)], stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout is not None
    while launcher.stdout.readline() != "ready\n":
        assert launcher.poll() is None
    (orphan,) = postmasters(places, cluster_account())
    launcher.kill()
    launcher.wait()
    launcher.stdout.close()
    own = Supervisor(places)
    own.start()
    assert postmasters(places, own.account) == [own.pid]
    assert own.pid != orphan
    own.stop()


def test_a_second_launcher_is_told_who_has_the_data(tmp_path: Path) -> None:
    first, second = DataLock(tmp_path / "lock"), DataLock(tmp_path / "lock")
    first.acquire(Launcher("up", 4711))
    first.describe(Launcher("up", 4711, "http://127.0.0.1:8000/"))
    with pytest.raises(AlreadyRunning, match=r"mapservice up.*4711.*http://127.0.0.1:8000/"):
        second.acquire(Launcher("up", 4712))
    assert read_launcher(tmp_path / "lock").pid == 4711
    first.release()
    second.acquire(Launcher("load", 4712))
    assert read_launcher(tmp_path / "lock").purpose == "load"
    second.release()


def test_commands_side_by_side_share_a_cluster_until_the_last_is_done(open_folder: Path) -> None:
    settings = Settings(data_dir=open_folder / "shared")
    places = data_places(settings)
    first_done, second_began = threading.Event(), threading.Event()
    outcomes: list[str] = []

    def first() -> None:
        with shared_database(settings, "load"):
            second_began.wait(60)
        outcomes.append("first")

    def second() -> None:
        with shared_database(settings, "import"):
            second_began.set()
            # The first is done now, and must leave the cluster to us.
            first_done.wait(1.5)
            assert answers(places)
            outcomes.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    while not answers(places):
        time.sleep(0.05)
    threads[1].start()
    for thread in threads:
        thread.join(60)
    assert outcomes == ["second", "first"]
    assert not answers(places)


def test_a_long_path_gets_a_short_socket() -> None:
    deep = Places(Path("/" + "/".join(["situation"] * 14)))
    assert len(os.fsencode(deep.socket / SOCKET_NAME)) <= SOCKET_PATH_BYTES
    assert deep.socket != Places(deep.root / "other").socket
    short = Places(Path("/var/lib/mapservice/0123456789ab"))
    assert short.socket.parent == short.root


def test_a_socket_folder_of_a_stranger_is_refused(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a folder that belongs to somebody else")
    places = Places(tmp_path / "data")
    places.root.mkdir()
    places.socket.mkdir()
    os.chown(places.socket, 65534, 65534)
    with pytest.raises(ClusterError, match="somebody else"):
        Supervisor(places).start()


def test_a_folder_that_the_account_cannot_enter_is_named(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root hands the cluster to another account")
    tmp_path.chmod(0o700)
    with pytest.raises(ClusterError, match="MAPSERVICE_DATA_DIR"):
        Supervisor(Places(tmp_path / "data")).start()


def test_data_lie_outside_the_checkout_and_each_checkout_has_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_root().parent == tmp_path / "mapservice"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert default_root().is_relative_to(Path.home() / ".local/share/mapservice")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert default_root().parent == Path("/var/lib/mapservice")


def test_names_and_paths_are_quoted_in_the_configuration() -> None:
    written = postgresql_conf(Path("/it's/a\\folder"), "mapservice-0")
    assert r"unix_socket_directories = '/it''s/a\\folder'" in written
    account = cluster_account()
    lines = pg_ident_conf(account, ["mapservice_web"]).splitlines()
    assert f'mapservice "{account.name}" mapservice_web' in lines


def test_data_of_a_version_that_is_not_installed_are_named() -> None:
    with pytest.raises(MissingProgram, match=r"PostgreSQL 9.*Install version 9"):
        find_binaries(9)
