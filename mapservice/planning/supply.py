"""Supply: venues with what they offer, and what is not known about them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from mapservice.planning.arrays import Flags, Floats, Ints
from mapservice.planning.impedance.ground import Points, cartesian


@dataclass(frozen=True, slots=True, eq=False)
class AssumedCapacity:
    """Capacities with none missing, and which of them are assumptions to be stated."""

    capacity: Floats  # (venues,)
    assumed: Flags  # (venues,) true where the capacity was unknown
    statement: str  # for the log and the report's data section, English


def count_each(venues: int) -> Floats:
    """Weight 1 for every venue, shape (venues,)."""
    return np.ones(venues)


def assume_capacity(capacity: Floats, kinds: Sequence[str]) -> AssumedCapacity:
    """Fill unknown capacities (NaN) by the median of the same kind, else of all venues.

    `capacity` (venues,) and `kinds` (venues,). Zero would close a venue that is open, so an
    unknown capacity is assumed and said to be. ValueError when no capacity is known at all.
    """
    unknown = np.isnan(capacity)
    if unknown.all() and len(capacity):
        raise ValueError("no capacity is known; count each venue as 1 instead")
    filled = capacity.astype(np.float64, copy=True)
    kind = np.asarray(kinds, dtype=object)
    for name in dict.fromkeys(kind[unknown]):
        alike = (kind == name) & ~unknown
        known = capacity[alike] if alike.any() else capacity[~unknown]
        filled[unknown & (kind == name)] = np.median(known)
    statement = (
        f"capacity unknown for {int(unknown.sum())} of {len(capacity)} venues: "
        "median of the same kind assumed, or of all venues where no venue of the kind has one"
    )
    return AssumedCapacity(filled, unknown, statement)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def same_venues(points: Points, names: Sequence[str], radius_m: float = 50.0) -> Ints:
    """Number of the real venue behind each entry (entries,), counted from 0.

    Entries of several layers are one venue when their names agree (width, case and spaces
    aside) within `radius_m`; otherwise a place in two layers would count as two.
    """
    near = KDTree(cartesian(points)).query_pairs(radius_m, output_type="ndarray")
    plain = np.array([_plain(name) for name in names], dtype=object)
    alike = near[plain[near[:, 0]] == plain[near[:, 1]]] if len(near) else near
    size = len(points)
    links = coo_array((np.ones(len(alike)), (alike[:, 0], alike[:, 1])), shape=(size, size))
    _, label = connected_components(links, directed=False)
    # Numbered by first appearance, so that the order of entries decides and nothing else.
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse].astype(np.int64)
