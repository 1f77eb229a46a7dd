"""Earliest arrival at every venue for every departure from every stop.

Profile connection scan (Dibbelt, Pajor, Strasser & Wagner 2018, ACM Journal of Experimental
Algorithmics 23, 1.7): connections backward in time, here for many venues in one sweep, each
step a few operations on arrays of venues. Changes take `change_s` at one stop and the walk
between neighbouring stops. Walks to a further stop end a ride, so none is chained to another.
"""

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from mapservice.planning.arrays import Floats
from mapservice.planning.impedance.ground import Pace, arc_of_chord, cartesian, chord_of_arc
from mapservice.planning.impedance.timetable.feed import Timetable


@dataclass(frozen=True, slots=True)
class Changing:
    """How people change vehicles."""

    pace: Pace  # on foot between stops
    farthest_m: float = 300.0
    change_s: float = 60.0  # at the same stop


class Profile:
    """Arrivals by departure from one stop, entered latest departure first.

    Not frozen: it grows while connections are scanned backward.
    """

    def __init__(self, venues: int) -> None:
        """Without any entry: nothing leaves, nothing arrives."""
        self.later: list[float] = []  # departures with their sign turned, so ascending
        self.arrivals: list[Floats] = []
        self.never = np.full(venues, np.inf)

    def enter(self, departure: float, arrival: Floats) -> None:
        """A departure at or before all entered so far; keeps the best of it and later ones."""
        if self.later and self.later[-1] == -departure:
            self.arrivals[-1] = np.minimum(self.arrivals[-1], arrival)
        else:
            best = np.minimum(self.arrivals[-1], arrival) if self.arrivals else arrival
            self.later.append(-departure)
            self.arrivals.append(best)

    def leaving(self, at: float) -> Floats:
        """Earliest arrivals (venues,) for someone at the stop at `at`; infinity for none."""
        count = bisect_right(self.later, -at)
        return self.arrivals[count - 1] if count else self.never

    def table(self) -> tuple[Floats, Floats]:
        """Departures ascending (entries,) and arrivals (entries + 1, venues), the last never."""
        rows = [*self.arrivals[::-1], self.never]
        return -np.array(self.later[::-1], dtype=np.float64), np.stack(rows)


def _changes(timetable: Timetable, changing: Changing) -> list[list[tuple[int, float]]]:
    """For each stop, where one can board after getting off there, and after how long."""
    xyz = cartesian(timetable.stops)
    near: list[list[tuple[int, float]]] = [[(stop, changing.change_s)] for stop in range(len(xyz))]
    radius = chord_of_arc(changing.farthest_m)
    for first, second in KDTree(xyz).query_pairs(radius, output_type="ndarray").tolist():
        metres = arc_of_chord(np.linalg.norm(xyz[[first]] - xyz[[second]], axis=1))[0]
        seconds = max(float(metres) * changing.pace.minutes_per_m * 60, changing.change_s)
        near[first].append((second, seconds))
        near[second].append((first, seconds))
    return near


def profiles(timetable: Timetable, egress_s: Floats, changing: Changing) -> list[Profile]:
    """A profile for each stop; `egress_s` (stops, venues) is the walk from stop to venue.

    Infinity where a venue is too far to walk from a stop.
    """
    venues = egress_s.shape[1]
    found = [Profile(venues) for _ in timetable.stop_id]
    seated = np.full((timetable.trips, venues), np.inf)
    near = _changes(timetable, changing)
    columns = (
        timetable.from_stop, timetable.to_stop, timetable.departure, timetable.arrival,
        timetable.trip, timetable.boarding, timetable.alighting,
    )  # fmt: skip
    backward = zip(*(column[::-1].tolist() for column in columns), strict=True)
    for start, end, departure, arrival, trip, boarding, alighting in backward:
        best = seated[trip]
        if alighting:
            np.minimum(best, arrival + egress_s[end], out=best)
            for stop, seconds in near[end]:
                np.minimum(best, found[stop].leaving(arrival + seconds), out=best)
        if boarding:
            found[start].enter(departure, best.copy())
    return found
