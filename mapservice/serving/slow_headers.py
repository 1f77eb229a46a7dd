"""Giving up clients that never finish a request's headers."""

from collections.abc import Iterable
from time import monotonic

from waitress.channel import HTTPChannel

# Seconds that a request's headers may take, and between two looks for those that take longer.
HEADERS_S = 30.0
CLEANUP_S = 5.0


class SlowHeaders:
    """Closes connections that keep sending headers and never finish them.

    waitress counts each line as activity, so these would stay for ever and use up the limit.
    """

    def __init__(self) -> None:
        self._since: dict[HTTPChannel, float] = {}
        self._checked = monotonic()

    def close(self, channels: Iterable[HTTPChannel]) -> None:
        now = monotonic()
        if now - self._checked < CLEANUP_S:
            return
        self._checked = now
        unfinished = {channel for channel in channels if _in_headers(channel)}
        self._since = {channel: self._since.get(channel, now) for channel in unfinished}
        for channel, since in self._since.items():
            if now - since > HEADERS_S:
                channel.will_close = True


def _in_headers(channel: HTTPChannel) -> bool:
    return channel.request is not None and not channel.request.headers_finished
