"""How many features match a question: exact, and counted once for each revision."""

import threading
from collections import OrderedDict
from typing import Final

Key = tuple[str, str, tuple[tuple[str, str], ...]]
"""Collection, revision, and the parameters that decide what matches."""

MOST: Final = 4096


class Counts:
    """The counts that one process remembers; those of old revisions are never asked again."""

    def __init__(self, most: int = MOST) -> None:
        self._counts: OrderedDict[Key, int] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def get(self, key: Key) -> int | None:
        with self._lock:
            count = self._counts.get(key)
            if count is not None:
                self._counts.move_to_end(key)
            return count

    def put(self, key: Key, count: int) -> None:
        with self._lock:
            self._counts[key] = count
            while len(self._counts) > self._most:
                self._counts.popitem(last=False)
