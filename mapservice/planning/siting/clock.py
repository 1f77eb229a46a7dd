"""How long a search may take, how close is close enough, and who may stop it."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Limit:
    """seconds: wall-clock time allowed. gap: stop when proven this close (0.001 is 0.1 %).

    cancelled is asked now and then; when it says yes the best answer so far is returned.
    """

    seconds: float = math.inf
    gap: float = 0.0
    cancelled: Callable[[], bool] = _never


@dataclass(frozen=True)
class Clock:
    """One running search under a limit."""

    limit: Limit
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.limit.seconds - self.seconds)

    @property
    def over(self) -> bool:
        return self.left <= 0.0 or self.limit.cancelled()
