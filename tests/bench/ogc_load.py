"""Driving a server with wrk and the database with pgbench, and reading what they say."""

import json
import re
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Final

import mapbox_vector_tile

from mapservice.database.engine import Target
from tests.bench.ogc_processes import cpu_seconds, memory_mib

CONNECTIONS: Final = 16
LONGEST_S: Final = 20

_UNITS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True)
class Measured:
    """What one server did under load; times in milliseconds."""

    requests_s: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    bytes: int
    features: int | None
    memory_mib: float
    errors: int


def fetch(url: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers, their names in small letters."""
    request = urllib.request.Request(url, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, answer.read(), _lowered(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), _lowered(error.headers)


def _lowered(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def count_features(body: bytes, media_type: str) -> int | None:
    """Features in a GeoJSON document or a vector tile."""
    if "json" in media_type:
        document = json.loads(body)
        return len(document["features"]) if "features" in document else 1
    if "mapbox" in media_type or "protobuf" in media_type:
        layers = mapbox_vector_tile.decode(body)
        return sum(len(layer["features"]) for layer in layers.values())
    return None


def drive(
    url: str, pids: Iterable[int], seconds: int, headers: dict[str, str] | None = None
) -> Measured:
    """Ask one URL for `seconds` from CONNECTIONS connections."""
    roots = tuple(pids)
    status, body, given = fetch(url, headers)
    if status not in (200, 304):
        raise RuntimeError(f"{url} answers {status}: {body[:300]!r}")
    features = count_features(body, given.get("content-type", "")) if body else None
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", "--timeout", f"{LONGEST_S}s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    subprocess.run([*command, "-d1s", url], check=True, capture_output=True)
    before = cpu_seconds(roots)
    done = subprocess.run(
        [*command, f"-d{seconds}s", url], check=True, capture_output=True, text=True
    )
    used = cpu_seconds(roots) - before
    return _read(done.stdout, used, len(body), features, memory_mib(roots))


def _read(output: str, cpu_s: float, size: int, features: int | None, memory: float) -> Measured:
    found = re.search(r"(\d+) requests in", output)
    requests = int(found[1]) if found else 0
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    late = re.search(r"timeout (\d+)", output)
    return Measured(
        float(rate[1]) if rate else 0.0,
        cpu_s * 1000 / max(requests, 1),
        _percentile(output, 50),
        _percentile(output, 99),
        size,
        features,
        memory,
        int(bad[1] if bad else 0) + int(late[1] if late else 0),
    )


def _percentile(output: str, percent: int) -> float:
    found = re.search(rf"\s{percent}%\s+([\d.]+)(us|ms|s|m)", output)
    return float(found[1]) * _UNITS[found[2]] if found else float("nan")


def drive_sql(target: Target, program: Path, sql: str, seconds: int, folder: Path) -> float:
    """Statements a second that the database alone answers, prepared, from the same connections."""
    script = folder / "statement.sql"
    script.write_text(sql.replace("\n", " ") + ";\n", encoding="utf-8")
    done = subprocess.run(
        [program, "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "1", "-T", str(seconds),
         "-f", script, "-h", str(target.address.query["host"]), "-U", "mapservice_web",
         str(target.address.database)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    return float(found[1]) if found else 0.0
