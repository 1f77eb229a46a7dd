"""Compares WSGI servers beside slow connections; docs/serving.md says what was seen.

    python -m tests.serving.slow_connections [--slow 400] [--seconds 10] [--write]

Each server runs the same application in 2 processes of 4 threads. Clients ask it for
`--seconds`, first alone, then beside `--slow` connections that each send a header's line every
two seconds and never finish. Printed as a table in Markdown, and with --write put into
docs/serving.md. gunicorn is not among the
service's requirements: the script says when it is missing.
"""

import http.client
import importlib.util
import logging
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

QUESTION_S = 0.005
CLIENTS = 8
PATIENCE_S = 5.0
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "serving.md"
FIGURES = re.compile(r"(<!-- figures: .*? -->\n).*?(<!-- end of figures -->)", re.DOTALL)


@dataclass(frozen=True)
class Seen:
    """What the quick clients saw: answers, failures, and the answers' durations in seconds."""

    durations: list[float]
    failures: int

    def row(self) -> str:
        if not self.durations:
            return f"0 | {self.failures} | - | - | -"
        ordered = sorted(self.durations)
        milliseconds = [
            statistics.median(ordered) * 1000,
            ordered[int(len(ordered) * 0.95)] * 1000,
            ordered[-1] * 1000,
        ]
        figures = " | ".join(f"{value:.0f}" for value in milliseconds)
        return f"{len(ordered)} | {self.failures} | {figures}"


def app(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """What a page of the service costs, roughly: a short wait for the database, 20 kB."""
    time.sleep(QUESTION_S)
    body = b"x" * 20_000
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "text/plain")])
    return [body]


def commands(listener: socket.socket) -> dict[str, list[list[str]]]:
    """How each server is started on the listening socket: one command per process."""
    here, number = "tests.serving.slow_connections", str(listener.fileno())
    gunicorn = [sys.executable, "-m", "gunicorn", "--workers=2", "--threads=4"]
    waitress = [sys.executable, "-m", here, "--serve", number]
    return {
        "waitress, poll, 1000 connections": [waitress, waitress],
        "gunicorn gthread, 1000 connections": [
            [
                *gunicorn,
                "--worker-class=gthread",
                "--worker-connections=1000",
                f"--bind=fd://{number}",
                "--log-level=error",
                "--no-control-socket",
                f"{here}:app",
            ]
        ],
    }


@contextmanager
def running(server: list[list[str]], listener: socket.socket) -> Iterator[None]:
    processes = [
        subprocess.Popen(command, pass_fds=[listener.fileno()], cwd=ROOT) for command in server
    ]
    try:
        # Both processes have imported the application before anything is measured.
        while not ask(listener.getsockname(), 0.5).durations:
            time.sleep(0.5)
        time.sleep(3)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


@contextmanager
def slow_connections(address: tuple[str, int], count: int) -> Iterator[None]:
    """`count` connections that stay in the middle of their headers."""
    sockets = [socket.create_connection(address) for _ in range(count)]
    stopped = threading.Event()

    def drip() -> None:
        while not stopped.wait(2):
            for connection in sockets:
                try:
                    connection.send(b"X-Slow: 1\r\n")
                except OSError:  # the server gave it up, as it may
                    continue

    for connection in sockets:
        connection.send(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        time.sleep(2)
        yield
    finally:
        stopped.set()
        dripping.join()
        for connection in sockets:
            connection.close()


def ask(address: tuple[str, int], seconds: float) -> Seen:
    """Ask from CLIENTS threads, a new connection each time, as browsers of passers-by do."""
    durations: list[float] = []
    failures: list[str] = []
    end = time.monotonic() + seconds

    def ask_again_and_again() -> None:
        while time.monotonic() < end:
            began = time.monotonic()
            connection = http.client.HTTPConnection(*address, timeout=PATIENCE_S)
            try:
                connection.request("GET", "/")
                connection.getresponse().read()
                durations.append(time.monotonic() - began)
            except (OSError, http.client.HTTPException) as error:
                failures.append(type(error).__name__)
            finally:
                connection.close()

    threads = [threading.Thread(target=ask_again_and_again) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Seen(durations, len(failures))


def serve(number: int) -> None:
    from mapservice.serving.worker import serve_socket  # noqa: PLC0415 - in the server only
    from mapservice.settings import Settings  # noqa: PLC0415

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    serve_socket(app, socket.socket(fileno=number), Settings())


@click.command()
@click.option("--slow", default=400, help="Slow connections.")
@click.option("--seconds", default=10.0, help="Length of each measurement.")
@click.option("--write", is_flag=True, help="Put the table into docs/serving.md.")
@click.option("--serve", "number", type=int, hidden=True)
def main(slow: int, seconds: float, write: bool, number: int | None) -> None:
    if number is not None:
        serve(number)
        return
    lines = ["| server | beside | answers | failures | median ms | 95 % ms | longest ms |"]
    lines.append("|---|---|---|---|---|---|---|")
    if importlib.util.find_spec("gunicorn") is None:
        raise click.ClickException("install gunicorn beside the service to compare")
    for name in commands(socket.socket()):
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        listener.set_inheritable(True)
        address = listener.getsockname()
        with running(commands(listener)[name], listener):
            lines.append(f"| {name} | nothing | {ask(address, seconds).row()} |")
            with slow_connections(address, slow):
                lines.append(f"| {name} | {slow} slow | {ask(address, seconds).row()} |")
        listener.close()
    table = "\n".join(lines)
    click.echo(table)
    if write:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(FIGURES.sub(rf"\g<1>{table}\n\g<2>", text), encoding="utf-8")


if __name__ == "__main__":
    main()
