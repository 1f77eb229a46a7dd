"""The servers that are compared: this service, tipg and pygeoapi, each with two processes."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from mapservice.database.engine import Target
from tests.bench.ogc_processes import stop, wait_until_answers

WORKERS: Final = 2
ROOT: Final = Path(__file__).parents[2]
PEERS: Final = {
    "tipg": ("tipg", "uvicorn"),
    "pygeoapi": ("pygeoapi", "psycopg2-binary", "geoalchemy2", "gunicorn"),
}


@dataclass(frozen=True)
class Server:
    """A running server: its address and its root processes."""

    name: str
    version: str
    url: str
    pids: tuple[int, ...]


def install_peer(name: str, folder: Path) -> Path:
    """Python of a new environment with the newest release that this Python takes."""
    python = folder / name / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / name], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PEERS[name]], check=True)
    return python


def version_of(python: Path, name: str) -> str:
    code = f"from importlib.metadata import version; print(version({name!r}))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def own_service(target: Target, folder: Path, *, remembers_tiles: bool) -> Iterator[Server]:
    """This service's workers on one socket, as `mapservice up` runs them."""
    environment = {
        **os.environ,
        "MAPSERVICE_DATABASE_URL": _address(target),
        "MAPSERVICE_DATA_DIR": str(folder),
        "MAPSERVICE_SECRET_KEY": "for measuring only",
        "MAPSERVICE_LOG_LEVEL": "warning",
    }
    if not remembers_tiles:
        environment["OGC_TILE_BYTES"] = "0"
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        number = listener.fileno()
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.ogc_worker", str(number)],
                env=environment, pass_fds=[number], cwd=ROOT,
            )
            for _ in range(WORKERS)
        ]  # fmt: skip
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            wait_until_answers(f"{url}/readyz", processes[0])
            pids = tuple(process.pid for process in processes)
            yield Server("mapservice", "this", url, pids)
        finally:
            for process in processes:
                stop(process)


@contextmanager
def _peer(
    name: str, python: Path, command: list[str], environment: Mapping[str, str], address: str
) -> Iterator[Server]:
    process = subprocess.Popen(
        [python, "-m", *command], env={**os.environ, **environment},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until_answers(address, process)
        origin = address.split("/", 3)
        yield Server(name, version_of(python, name), "/".join(origin[:3]), (process.pid,))
    finally:
        stop(process)


@contextmanager
def tipg(target: Target, folder: Path) -> Iterator[Server]:
    """tipg under uvicorn, on the schema of the layers."""
    python, port = install_peer("tipg", folder), _free_port()
    url = target.address
    # tipg's settings want a host in its usual place.
    host = quote(str(url.query["host"]), safe="")
    address = f"postgresql://mapservice_web@{host}/{url.database}"
    environment = {"DATABASE_URL": address, "TIPG_DB_SCHEMAS": '["layers"]'}
    command = ["uvicorn", "tipg.main:app", "--host", "127.0.0.1", "--port", str(port),
               "--workers", str(WORKERS), "--log-level", "warning", "--no-access-log"]  # fmt: skip
    ready = f"http://127.0.0.1:{port}/collections/layers.public_facilities"
    with _peer("tipg", python, command, environment, ready) as server:
        yield server


@contextmanager
def pygeoapi(target: Target, folder: Path) -> Iterator[Server]:
    """pygeoapi under gunicorn, its features and tiles from PostgreSQL."""
    python, port = install_peer("pygeoapi", folder), _free_port()
    settings, definition = folder / "pygeoapi.yml", folder / "pygeoapi-openapi.yml"
    settings.write_text(json.dumps(_pygeoapi_settings(target, port)), encoding="utf-8")
    environment = {"PYGEOAPI_CONFIG": str(settings), "PYGEOAPI_OPENAPI": str(definition)}
    program = python.with_name("pygeoapi")
    # JSON is YAML.
    generate: list[str | Path] = [
        program,
        "openapi",
        "generate",
        settings,
        "--output-file",
        definition,
    ]
    subprocess.run(generate, env={**os.environ, **environment}, check=True, capture_output=True)
    command = ["gunicorn", "pygeoapi.flask_app:APP", "--bind", f"127.0.0.1:{port}",
               "--workers", str(WORKERS), "--threads", "4", "--timeout", "120"]  # fmt: skip
    ready = f"http://127.0.0.1:{port}/conformance?f=json"
    with _peer("pygeoapi", python, command, environment, ready) as server:
        yield server


def _address(target: Target) -> str:
    """The private cluster as the role that reads, for programs that take an address."""
    url = target.address
    return f"postgresql://mapservice_web@/{url.database}?host={url.query['host']}"


def _pygeoapi_settings(target: Target, port: int) -> dict[str, object]:
    url = target.address
    data = {
        "host": url.query["host"],
        "port": 5432,
        "dbname": url.database,
        "user": "mapservice_web",
        "password": "unused",
        "search_path": ["layers", "public"],
    }
    table = {"data": data, "id_field": "id", "table": "public_facilities", "geom_field": "geom"}
    tile = {"type": "tile", "name": "MVT-postgresql", **table,
            "options": {"zoom": {"min": 0, "max": 20}},
            "format": {
                "name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"}}  # fmt: skip
    words = {"en": "sample"}
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "language": "en-US",
            "limits": {"default_items": 10, "max_items": 10000, "on_exceed": "throttle"},
            "map": {"url": "about:blank", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {"title": words, "description": words, "url": "about:blank",
                               "keywords": {"en": ["sample"]}, "keywords_type": "theme",
                               "terms_of_service": "none"},
            "license": {"name": "none", "url": "about:blank"},
            "provider": {"name": "none", "url": "about:blank"},
            "contact": {"name": "none"},
        },
        "resources": {
            "public_facilities": {
                "type": "collection", "title": words, "description": words,
                "keywords": {"en": ["sample"]},
                "extents": {"spatial": {"bbox": [138, 34, 141, 37]}},
                "providers": [{"type": "feature", "name": "PostgreSQL", **table}, tile],
            }
        },
    }  # fmt: skip
