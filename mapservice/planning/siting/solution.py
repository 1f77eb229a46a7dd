"""An answer and its proof."""

import enum
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from mapservice.planning.siting.rules import IntArray

# Linear programs are solved in floating point with tolerances of 1e-7, so a proof can be
# no finer than this; whole-numbered data (OR-Library) are proven exactly.
PROOF_TOLERANCE = 1e-6


class Outcome(enum.Enum):
    """How a search ended."""

    OPTIMAL = "optimal"
    STOPPED = "stopped"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Flow:
    """Part of one point's demand served by one site (capacitated problems)."""

    point: int
    site: int
    amount: float


@dataclass(frozen=True)
class Ranked:
    """One candidate opened alone, and the objective it gives (inf: does not serve everyone)."""

    candidate: int
    objective: float


def gettext_later(text: str) -> str:
    """Marks a message for the catalogue; it is translated where it is shown."""
    return text


def _untranslated(text: str) -> str:
    return text


@dataclass(frozen=True, eq=False)
class Solution:
    """What to open, whom it serves, and how far from the best it can be.

    sites: columns open, fixed ones included, ascending; new_sites: those not fixed.
    assignment: (n,) column serving each point, -1 where none does.
    objective: in the unit of the problem; bound: no answer can be better than this.
    unreachable: points that no permitted candidate reaches, left out of the objective.
    unserved: points that could be reached but are not (or not wholly) served.
    criteria: value of each criterion where several were weighed.
    ranking: with one new site, every candidate with its exact objective, best first.
    infeasible: why nothing obeys the rules, when that is proven.
    """

    problem: str
    sites: tuple[int, ...]
    new_sites: tuple[int, ...]
    assignment: IntArray
    objective: float
    bound: float
    seconds: float
    unreachable: tuple[int, ...] = ()
    unserved: tuple[int, ...] = ()
    flows: tuple[Flow, ...] = ()
    criteria: dict[str, float] = field(default_factory=dict)
    ranking: tuple[Ranked, ...] = ()
    infeasible: str = ""

    @property
    def gap(self) -> float:
        """Largest possible distance from the best, as a share of the best; inf when unknown.

        Divided by the bound, not by the objective: for a minimum, objective <= (1 + gap) x
        best follows; dividing by the objective would understate it.
        """
        return relative_gap(self.objective, self.bound)

    @property
    def outcome(self) -> Outcome:
        if self.infeasible:
            return Outcome.INFEASIBLE
        if not math.isfinite(self.objective):
            return Outcome.UNKNOWN
        return Outcome.OPTIMAL if self.gap <= PROOF_TOLERANCE else Outcome.STOPPED

    def status(self, gettext: Callable[[str], str] = _untranslated) -> str:
        """One sentence for people; the application passes its own gettext."""
        seconds = f"{self.seconds:.1f}"
        if self.outcome is Outcome.INFEASIBLE:
            return gettext("impossible: %(why)s") % {"why": gettext(self.infeasible)}
        if self.outcome is Outcome.OPTIMAL:
            return gettext("proven optimal")
        if self.outcome is Outcome.UNKNOWN:
            text = gettext("stopped after %(seconds)s s, no answer found yet")
            return text % {"seconds": seconds}
        if not math.isfinite(self.gap):
            text = gettext("stopped after %(seconds)s s, distance from the best unknown")
            return text % {"seconds": seconds}
        text = gettext("stopped after %(seconds)s s, at most %(gap)s %% from the best")
        return text % {"seconds": seconds, "gap": percent_up(self.gap)}


def relative_gap(objective: float, bound: float) -> float:
    """|objective - bound| / |bound|; 0 when they are equal, inf when the bound says nothing."""
    if objective == bound:
        return 0.0
    if not (math.isfinite(objective) and math.isfinite(bound)) or bound == 0.0:
        return math.inf
    return abs(objective - bound) / abs(bound)


def percent_up(share: float) -> str:
    """A share as per cent, rounded up: a promise must not shrink in print."""
    digits = 2 if share >= 1e-4 else 6
    scale = 10 ** (digits + 2)
    return f"{math.ceil(share * scale) / scale * 100:.{digits}f}"
