"""Serving in the foreground: listen, run the workers, stop them in order."""

import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from mapservice.serving.listening import listen, url_of
from mapservice.serving.workers import Workers
from mapservice.settings import Settings

WATCH_S: Final = 0.2
STOPPING_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM or a closed terminal sets, in place of their own effect."""
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    before = {number: signal.signal(number, stop) for number in STOPPING_SIGNALS}
    try:
        yield stopping
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def serve(settings: Settings, stopping: threading.Event, announce: Callable[[str], None]) -> None:
    """Serve until `stopping`; `announce` is told the URL once the service answers there."""
    with listen(settings.host, settings.port) as listener:
        workers = Workers(listener, settings)
        url = url_of(listener)
        greeter = threading.Thread(target=_announce, args=(url, announce, stopping), daemon=True)
        try:
            greeter.start()
            while not stopping.is_set():
                workers.replace_dead()
                stopping.wait(WATCH_S)
        finally:
            stopping.set()
            workers.stop()
            greeter.join()


def _announce(url: str, announce: Callable[[str], None], stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            with urllib.request.urlopen(f"{url}healthz", timeout=2):  # noqa: S310 - our own http
                announce(url)
                return
        except (urllib.error.URLError, OSError):
            stopping.wait(0.05)
