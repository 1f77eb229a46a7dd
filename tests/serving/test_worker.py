"""One worker: what slow clients and stops do to its requests."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.serving.running import ROOT

ANSWER = 3_000_000

# An application whose answer takes a second, beside the service's own settings of waitress.
PROGRAM = f"""
import socket, sys, time
from mapservice.serving import slow_headers, worker
from mapservice.settings import Settings

def app(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    length = 10_000 if environ["PATH_INFO"] == "/small" else {ANSWER}
    start_response("200 OK", [("Content-Length", str(length))])
    return [b"x" * length]

slow_headers.CLEANUP_S, slow_headers.HEADERS_S = 0.2, float(sys.argv[2])
worker.serve_socket(app, socket.socket(fileno=int(sys.argv[1])), Settings(connections=500))
"""


@contextmanager
def worker(headers_s: float = 30.0) -> Iterator[tuple[subprocess.Popen[bytes], tuple[str, int]]]:
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(listener.fileno()), str(headers_s)],
            pass_fds=[listener.fileno()],
            cwd=ROOT,
        )
        try:
            yield process, listener.getsockname()
        finally:
            process.kill()
            process.wait()


def request(address: tuple[str, int], path: str) -> socket.socket:
    connection = socket.create_connection(address, timeout=20)
    connection.sendall(f"GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    return connection


def received(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    connection.close()
    return b"".join(parts)


def body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def test_a_request_in_work_is_answered_whole_after_a_stop() -> None:
    with worker() as (process, address):
        assert len(body(received(request(address, "/")))) == ANSWER
        slow = request(address, "/slow")
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        assert len(body(received(slow))) == ANSWER
        assert process.wait(5) == 0


def test_a_client_that_stops_reading_does_not_hold_up_a_stop() -> None:
    with worker() as (process, address):
        received(request(address, "/"))
        stuck = request(address, "/")
        time.sleep(0.3)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert time.monotonic() - began < 15
        stuck.close()


def test_400_unfinished_headers_leave_other_requests_quick() -> None:
    with worker() as (_process, address):
        received(request(address, "/"))
        slow = [socket.create_connection(address) for _ in range(400)]
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        began = time.monotonic()
        for _ in range(20):
            assert len(body(received(request(address, "/small")))) == 10_000
        # With a thread for each of the 400 none of these would be answered before HEADERS_S.
        assert time.monotonic() - began < 5
        for connection in slow:
            connection.close()


def test_headers_that_never_end_are_given_up_however_busily_they_are_sent() -> None:
    with worker(headers_s=1.0) as (_process, address):
        received(request(address, "/"))
        connection = socket.create_connection(address, timeout=0.2)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        began = time.monotonic()
        closed = False
        while not closed and time.monotonic() - began < 10:
            try:
                connection.sendall(b"X-Slow: 1\r\n")
                closed = connection.recv(1) == b""
            except TimeoutError:
                continue
            except OSError:
                closed = True
        connection.close()
        assert closed
        assert time.monotonic() - began > 1
