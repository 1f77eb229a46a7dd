"""Serving in the foreground: run the workers, and stop them in order."""

import signal
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from mapservice.serving.workers import Workers
from mapservice.settings import Settings

WATCH_S: Final = 0.2
STOPPING_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM or a closed terminal sets, in place of their own effect.

    Under nohup, which has SIGHUP ignored, a closed terminal stays without effect.
    """
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    deaf = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    numbers = STOPPING_SIGNALS[:2] if deaf else STOPPING_SIGNALS
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(settings: Settings, listener: socket.socket, stopping: threading.Event) -> None:
    """Keep workers on the listening socket until `stopping`, then let them end."""
    workers = Workers(listener, settings)
    try:
        while not stopping.is_set():
            workers.replace_dead()
            stopping.wait(WATCH_S)
    finally:
        workers.stop()


def wait_for_answer(url: str, stopping: threading.Event) -> bool:
    """Whether the service at `url` came to answer before it was stopped."""
    while not stopping.is_set():
        try:
            with urllib.request.urlopen(f"{url}healthz", timeout=2):  # noqa: S310 - our own http
                return True
        except (urllib.error.URLError, OSError):
            stopping.wait(0.05)
    return False
