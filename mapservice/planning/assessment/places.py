"""Venues and candidates as arrays: who counts, what each offers, and what is not known."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from mapservice.planning.arrays import Flags, Floats
from mapservice.planning.assessment.inputs import Inputs, VenueFact
from mapservice.planning.assessment.people import TOWN_RADIUS_M
from mapservice.planning.impedance.ground import Points
from mapservice.planning.parameters import Weight
from mapservice.planning.sensitivity.scoring import Places
from mapservice.planning.supply import assume_capacity, count_each, same_venues


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Venues that stand somewhere, with what they offer."""

    facts: tuple[VenueFact, ...]
    district: tuple[str, ...]  # Japanese name; empty where no district is known
    places: Places
    assumed: Flags  # (sites,) the amount was not known and is assumed

    def __len__(self) -> int:
        """Number of sites."""
        return len(self.facts)


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """Supply and candidates of an assessment, and what was left out of them."""

    existing: Sites
    candidates: Sites
    missing: tuple[VenueFact, ...]  # supply without a point: it does not count
    missing_candidates: tuple[VenueFact, ...]
    also_candidates: tuple[VenueFact, ...]  # would be supply, counts as candidate only
    repeated: tuple[VenueFact, ...]  # the same place in another layer
    nothing_known: bool  # no amount of the asked kind is known: each venue counts as 1


def take_stock(inputs: Inputs, weight: Weight, districts: Sequence[str]) -> Stock:
    """Sort the rows: each real place once, a candidate never also as supply.

    Only candidates inside one of `districts`, and points drawn on the map, are compared.
    """
    compared = {each.key for each in inputs.candidates}
    supply = [each for each in inputs.supply if each.key not in compared]
    placed, missing = _placed(supply)
    once, repeated = _once(placed)
    wanted, no_point = _placed(inputs.candidates)
    where = _districts(inputs, wanted)
    near = [
        (fact, district)
        for fact, district in zip(wanted, where, strict=True)
        if district in districts or not fact.layer
    ]
    amounts, assumed, nothing_known = _amounts([*once, *(fact for fact, _ in near)], weight)
    cut = len(once)
    return Stock(
        existing=_sites(once, _districts(inputs, once), amounts[:cut], assumed[:cut]),
        candidates=_sites(
            [fact for fact, _ in near],
            [district for _, district in near],
            amounts[cut:],
            assumed[cut:],
        ),
        missing=tuple(missing),
        missing_candidates=tuple(
            each for each in no_point if each.district is None or each.district in districts
        ),
        also_candidates=tuple(each for each in inputs.supply if each.key in compared),
        repeated=tuple(repeated),
        nothing_known=nothing_known,
    )


def points_of(facts: Sequence[VenueFact]) -> Points:
    """Places of venues that have one."""
    lon = np.array([fact.lon for fact in facts], dtype=np.float64)
    return Points(lon, np.array([fact.lat for fact in facts], dtype=np.float64))


def _placed(facts: Sequence[VenueFact]) -> tuple[list[VenueFact], list[VenueFact]]:
    has_point = [each.lon is not None and each.lat is not None for each in facts]
    return (
        [fact for fact, has in zip(facts, has_point, strict=True) if has],
        [fact for fact, has in zip(facts, has_point, strict=True) if not has],
    )


def _once(facts: Sequence[VenueFact]) -> tuple[list[VenueFact], list[VenueFact]]:
    """Venues without those that are another entry's place, and those."""
    if not facts:
        return [], []
    _, first = np.unique(
        same_venues(points_of(facts), [fact.name_ja for fact in facts]), return_index=True
    )
    kept = set(first.tolist())
    return (
        [fact for number, fact in enumerate(facts) if number in kept],
        [fact for number, fact in enumerate(facts) if number not in kept],
    )


def _districts(inputs: Inputs, facts: Sequence[VenueFact]) -> list[str]:
    """The district that a venue names, else the one whose area holds its point, else empty."""
    shapes = [(each.name_ja, each.shape) for each in inputs.districts]

    def found(fact: VenueFact) -> str:
        if fact.district or fact.lon is None or fact.lat is None:
            return fact.district or ""
        point = shapely.Point(fact.lon, fact.lat)
        return next((name for name, shape in shapes if shape and shape.covers(point)), "")

    return [found(fact) for fact in facts]


def _amounts(facts: Sequence[VenueFact], weight: Weight) -> tuple[Floats, Flags, bool]:
    """What each venue offers, where that is assumed, and whether nothing at all is known."""
    sure = np.zeros(len(facts), dtype=np.bool_)
    if weight == "count":
        return count_each(len(facts)), sure, False
    given = [fact.seats if weight == "capacity" else fact.open_minutes for fact in facts]
    known = np.array([np.nan if each is None else each for each in given], dtype=np.float64)
    if not len(known) or np.isnan(known).all():
        return count_each(len(facts)), sure, bool(len(known))
    filled = assume_capacity(known, [f"{fact.layer}:{fact.kind}" for fact in facts])
    return filled.capacity, filled.assumed, False


def _sites(
    facts: Sequence[VenueFact], districts: Sequence[str], amounts: Floats, assumed: Flags
) -> Sites:
    radius = np.array([TOWN_RADIUS_M if each.precision == "town" else 0.0 for each in facts])
    return Sites(tuple(facts), tuple(districts), Places(points_of(facts), amounts, radius), assumed)
