"""Everyone to the nearest venue, with capacity: who is turned away, and where."""

from dataclasses import dataclass

import numpy as np

from mapservice.planning.arrays import Floats, Ints, check_amounts, divide_or, sum_by
from mapservice.planning.impedance.pairs import PairSource


@dataclass(frozen=True, slots=True, eq=False)
class NearestAllocation:
    """People sent to their nearest venue; served + turned away + unreached = demand."""

    venue: Ints  # (demands,) nearest venue, -1 when none is within the limit
    load: Floats  # (venues,) people sent there
    turned_away: Floats  # (venues,) people above the capacity
    served: Floats  # (demands,)
    unserved: Floats  # (demands,) turned away, or without a venue within the limit

    @property
    def overfilled(self) -> Ints:
        """Venues that turn people away, in index order."""
        return np.flatnonzero(self.turned_away > 0)


def nearest_venue(pairs: PairSource) -> Ints:
    """Index of the nearest venue (demands,); -1 without one, the first of equals."""
    result = np.full(pairs.demands, -1, dtype=np.int64)
    for block in pairs.blocks():
        # Pairs stand in the order of minutes: written backwards, the nearest comes last.
        result[block.rows][block.row[::-1]] = block.venue[::-1]
    return result


def allocate_to_nearest(pairs: PairSource, demand: Floats, capacity: Floats) -> NearestAllocation:
    """Send `demand` (demands,) to the nearest venue of `capacity` (venues,) people.

    A venue fills for all its people alike, so each of its demand points keeps the same share.
    """
    people = check_amounts("demand", demand, pairs.demands)
    room = check_amounts("capacity", capacity, pairs.venues)
    venue = nearest_venue(pairs)
    sent = venue >= 0
    load = sum_by(venue[sent], people[sent], pairs.venues)
    kept_share = np.minimum(divide_or(room, load, 1.0), 1.0)
    served = np.zeros(pairs.demands)
    served[sent] = people[sent] * kept_share[venue[sent]]
    return NearestAllocation(
        venue=venue,
        load=load,
        turned_away=np.maximum(load - room, 0.0),
        served=served,
        unserved=people - served,
    )
