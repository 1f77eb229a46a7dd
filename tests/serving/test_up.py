"""Starting and stopping the service as an operator does."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapservice.database.cluster.account import cluster_account
from mapservice.database.cluster.leftovers import postmasters
from mapservice.database.cluster.places import Places
from mapservice.database.cluster.supervisor import Supervisor
from mapservice.database.engine import Target, private_target
from mapservice.database.roles import OWNER
from mapservice.database.schema import initialise
from tests.serving.running import ROOT, Service, get_status, plain_environment, wait_for_status


@pytest.fixture(scope="module")
def data(open_folder: Path) -> dict[str, str]:
    return {"MAPSERVICE_DATA_DIR": str(open_folder / "served")}


@pytest.fixture(scope="module")
def service(data: dict[str, str]) -> Iterator[Service]:
    started = Service(data)
    started.wait_for_url()
    yield started
    started.stop()


def external(target: Target) -> str:
    return target.url(OWNER).set(drivername="postgresql").render_as_string(hide_password=False)


def mapservice(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mapservice", *arguments],
        cwd=ROOT,
        env=plain_environment() | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_an_empty_folder_becomes_a_service_with_the_city(
    service: Service, data: dict[str, str]
) -> None:
    url = service.wait_for_url()
    assert get_status(url, "healthz") == 200
    assert get_status(url, "readyz") == 200
    told = mapservice("status", **data)
    assert told.returncode == 0, told.stderr
    assert "citizen_centers: 13" in told.stdout
    assert url in told.stdout


def test_a_second_launcher_says_who_has_the_data(service: Service, data: dict[str, str]) -> None:
    second = mapservice("up", **data)
    assert second.returncode == 1
    assert service.wait_for_url() in second.stderr
    assert f"process {service.pid}" in second.stderr
    assert "Traceback" not in second.stderr
    assert get_status(service.wait_for_url()) == 200


def test_commands_work_beside_the_service(service: Service, data: dict[str, str]) -> None:
    loaded = mapservice("load", **data)
    assert loaded.returncode == 0, loaded.stderr
    assert "citizen_centers: 0 added" in loaded.stdout
    assert get_status(service.wait_for_url()) == 200


def test_a_port_that_is_taken_is_said(open_folder: Path) -> None:
    folder = str(open_folder / "taken")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = mapservice("up", MAPSERVICE_PORT=port, MAPSERVICE_DATA_DIR=folder)
    assert refused.returncode == 1
    assert port in refused.stderr
    assert "Traceback" not in refused.stderr


def test_two_services_take_two_ports_and_ctrl_c_stops_one(
    service: Service, open_folder: Path
) -> None:
    other = Service({"MAPSERVICE_DATA_DIR": str(open_folder / "other")})
    assert other.wait_for_url() != service.wait_for_url()
    other.signal(signal.SIGINT)
    assert other.wait() == 0
    assert "Traceback" not in other.log
    assert get_status(service.wait_for_url()) == 200


def test_settings_that_cannot_be_are_refused_with_what_is_allowed() -> None:
    refused = mapservice("up", MAPSERVICE_PORT="eighty")
    assert refused.returncode == 1
    assert "MAPSERVICE_PORT" in refused.stderr
    assert "1 to 65535" in refused.stderr


def test_a_stop_ends_everything_and_keeps_the_data(open_folder: Path) -> None:
    places = Places(open_folder / "stopped")
    service = Service({"MAPSERVICE_DATA_DIR": str(places.root)}, "--demo")
    service.wait_for_url()
    workers = service.workers()
    assert service.stop() == 0
    assert len(workers) == 2
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    assert postmasters(places, cluster_account()) == []
    # PostgreSQL removes its own file only after a clean shutdown.
    assert not (places.data / "postmaster.pid").exists()
    assert not list(places.socket.iterdir())
    removed = mapservice("demo", "remove", MAPSERVICE_DATA_DIR=str(places.root))
    assert removed.stdout == "24 samples removed.\n"


def test_an_external_database_is_used_and_nothing_is_started(
    open_folder: Path, target: Target
) -> None:
    own = target.named("external")
    initialise(own)
    folder = open_folder / "external"
    service = Service(
        {"MAPSERVICE_DATABASE_URL": external(own), "MAPSERVICE_DATA_DIR": str(folder)}
    )
    url = service.wait_for_url()
    assert wait_for_status(url, 200, 20) < 20
    assert not (folder / "cluster").exists()
    service.signal(signal.SIGHUP)  # its terminal was closed
    assert service.wait() == 0


def test_the_service_starts_without_its_database_and_recovers(open_folder: Path) -> None:
    places = Places(open_folder / "late")
    late = private_target(places.socket)
    service = Service(
        {
            "MAPSERVICE_DATABASE_URL": external(late),
            "MAPSERVICE_DATA_DIR": str(open_folder / "early"),
        }
    )
    url = service.wait_for_url()
    assert get_status(url, "healthz") == 200
    assert get_status(url, "readyz") == 503
    supervisor = Supervisor(places)
    supervisor.start()
    try:
        initialise(late)
        wait_for_status(url, 200, 10)
        assert service.stop() == 0
    finally:
        supervisor.stop()
