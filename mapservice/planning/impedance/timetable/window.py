"""Door to door by public transport over a window of departures: median and spread."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import cdist

from mapservice.planning.arrays import Floats
from mapservice.planning.impedance.ground import Pace, Points, arc_of_chord, cartesian
from mapservice.planning.impedance.timetable.feed import Timetable
from mapservice.planning.impedance.timetable.profiles import Changing, profiles

VENUES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Window:
    """Departures from the door, every `step_s` from `start_s` up to and including `end_s`."""

    start_s: float  # seconds after midnight
    end_s: float
    step_s: float = 60.0

    @property
    def departures(self) -> Floats:
        """All departures (times,)."""
        return np.arange(self.start_s, self.end_s + self.step_s / 2, self.step_s)


@dataclass(frozen=True, slots=True, eq=False)
class WindowTimes:
    """Travel minutes over the window, each (demands, venues)."""

    median: Floats  # infinity where more than half of the departures arrive nowhere
    spread: Floats  # 90th less 10th percentile; NaN where either is infinite
    reached: Floats  # share of departures that arrive, 0..1


def transit_minutes(
    timetable: Timetable,
    ends: tuple[Points, Points],
    window: Window,
    changing: Changing,
    farthest_walk_m: float = 1_000.0,
) -> WindowTimes:
    """Minutes from demand to venues, `ends`, waiting included; walking all the way if faster.

    Walks to and from stops are straight times the pace's detour, up to `farthest_walk_m`;
    walking all the way is not limited. Quantiles never interpolate.
    """
    demand, venues = ends
    places, stops = cartesian(venues), cartesian(timetable.stops)
    homes, pace = cartesian(demand), changing.pace
    access_s = _walk_s(homes, stops, pace, farthest_walk_m)
    shape = (len(demand), len(venues))
    result = WindowTimes(np.empty(shape), np.empty(shape), np.empty(shape))
    for first in range(0, len(venues), VENUES_AT_ONCE):
        part = slice(first, first + VENUES_AT_ONCE)
        egress_s = _walk_s(stops, places[part], pace, farthest_walk_m)
        tables = [profile.table() for profile in profiles(timetable, egress_s, changing)]
        on_foot = _walk_s(homes, places[part], pace, np.inf)
        for home in range(len(demand)):
            seconds = _door_to_door(window.departures, access_s[home], tables, on_foot[home])
            _sum_up(result, (home, part), seconds / 60)
    return result


def _walk_s(start: Floats, end: Floats, pace: Pace, farthest_m: float) -> Floats:
    metres = arc_of_chord(cdist(start, end))
    return np.where(metres <= farthest_m, metres * pace.minutes_per_m * 60, np.inf)


def _door_to_door(
    departures: Floats, access_s: Floats, tables: list[tuple[Floats, Floats]], on_foot: Floats
) -> Floats:
    """Seconds of travel (departures, venues) from one door."""
    best = departures[:, None] + on_foot
    for stop in np.flatnonzero(np.isfinite(access_s)):
        leaving, arrivals = tables[stop]
        at_stop = departures + access_s[stop]
        best = np.minimum(best, arrivals[np.searchsorted(leaving, at_stop, side="left")])
    return best - departures[:, None]


def _sum_up(result: WindowTimes, where: tuple[int, slice], minutes: Floats) -> None:
    low, middle, high = np.quantile(minutes, (0.1, 0.5, 0.9), axis=0, method="inverted_cdf")
    result.median[where] = middle
    spread = np.full(len(middle), np.nan)
    np.subtract(high, low, out=spread, where=np.isfinite(high))
    result.spread[where] = spread
    result.reached[where] = np.isfinite(minutes).mean(axis=0)
