"""One process that answers requests from a listening socket it shares with its siblings.

python -m mapservice.serving.worker LISTENER_FD LAUNCHER_PID
"""

import ctypes
import os
import signal
import socket
import sys
import threading
from time import monotonic
from types import FrameType
from typing import Any, Final

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

from mapservice import create_app
from mapservice.logs import configure_logs
from mapservice.serving.slow_headers import SlowHeaders
from mapservice.settings import Settings, read_settings

# Bounds of what one request may hold in the memory of waitress's loop.
MAX_HEADERS_BYTES: Final = 32 * 1024
MAX_BODY_BYTES: Final = 64 * 2**20
# Seconds after which a connection that neither asks nor reads is closed.
IDLE_S: Final = 60
CLEANUP_S: Final = 5
# Seconds for which requests in work may go on after a stop.
FAREWELL_S: Final = 10.0


def serve_socket(application: Any, listener: socket.socket, settings: Settings) -> None:
    """Answer requests until SIGTERM; then end those in work, for up to FAREWELL_S.

    Runs waitress's loop itself: waitress stops its loop first and its threads after, so that
    answers which these threads still give would not be sent.
    """
    connections: dict[int, Any] = {}
    server = create_server(
        application,
        map=connections,
        sockets=[listener],
        threads=settings.threads,
        connection_limit=settings.connections,
        channel_timeout=IDLE_S,
        cleanup_interval=CLEANUP_S,
        max_request_header_size=MAX_HEADERS_BYTES,
        max_request_body_size=MAX_BODY_BYTES,
        ident=None,
        clear_untrusted_proxy_headers=not settings.proxies,
    )
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        server.pull_trigger()

    signal.signal(signal.SIGTERM, stop)
    slow = SlowHeaders()
    while not stopping.is_set():
        _turn(connections, 1.0)
        slow.close(server.active_channels.values())
    server.accepting = False
    deadline = monotonic() + FAREWELL_S
    while monotonic() < deadline and any(map(_in_work, server.active_channels.values())):
        _turn(connections, 0.1)
    server.task_dispatcher.shutdown(timeout=1)


def _turn(connections: dict[int, Any], timeout_s: float) -> None:
    # poll, because select() cannot watch files numbered beyond 1023.
    wasyncore.loop(timeout=timeout_s, use_poll=True, map=connections, count=1)


def _in_work(channel: HTTPChannel) -> bool:
    return bool(channel.requests or channel.total_outbufs_len)


def main(listener_fd: int, launcher_pid: int) -> None:
    """Serve the application for as long as the launcher lives."""
    if sys.platform == "linux":
        # prctl(2), PR_SET_PDEATHSIG: a worker never outlives a launcher that was killed.
        ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != launcher_pid:
        return
    settings = read_settings()
    configure_logs(settings.log_level)
    serve_socket(create_app(settings), socket.socket(fileno=listener_fd), settings)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
