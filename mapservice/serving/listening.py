"""The socket that all workers accept from."""

import errno
import socket
from typing import Final

FIRST_PORT: Final = 8000
TRIED_PORTS: Final = 100
BACKLOG: Final = 1024


class PortTaken(Exception):
    """Another program listens where the service was told to."""


def listen(host: str, port: int | None) -> socket.socket:
    """A socket listening on `host` and `port`; without a port, on 8000 or the next free one.

    Raises PortTaken, or OSError when the address is not this machine's.
    """
    if port is not None:
        try:
            return _listener(host, port)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise PortTaken(f"Port {port} cannot be used: {error.strerror}.") from error
    for candidate in range(FIRST_PORT, FIRST_PORT + TRIED_PORTS):
        try:
            return _listener(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    last = FIRST_PORT + TRIED_PORTS - 1
    raise PortTaken(f"Ports {FIRST_PORT} to {last} are all taken: choose one by MAPSERVICE_PORT.")


def url_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds the listener."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _listener(host: str, port: int) -> socket.socket:
    family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return socket.create_server(address[:2], family=family, backlog=BACKLOG)
