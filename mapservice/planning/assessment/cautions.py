"""What a reader must mind before believing a figure: found by looking, never assumed away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import shapely

from mapservice.planning.assessment.access import CITY, Access
from mapservice.planning.assessment.comparing import Comparison
from mapservice.planning.assessment.inputs import Inputs, VenueFact
from mapservice.planning.assessment.places import Stock
from mapservice.planning.assessment.sureness import Sureness
from mapservice.planning.assessment.travel import Travel, pace_of
from mapservice.planning.demand.border import warn_near_border
from mapservice.planning.demand.points import DemandPoints
from mapservice.planning.parameters import Asked

SLIVER_DEGREES = 0.0005


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to mind: a code that `wording` knows, its values, the places it concerns."""

    code: str
    values: Mapping[str, Any]
    places: tuple[VenueFact, ...] = ()


def _caution(code: str, places: tuple[VenueFact, ...] = (), **values: Any) -> Caution:
    return Caution(code, MappingProxyType(values), places)


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """The parts of an assessment that cautions are found in."""

    asked: Asked
    inputs: Inputs
    demand: DemandPoints
    stock: Stock
    travel: Travel
    access: Access
    comparison: Comparison
    sureness: Sureness | None


def find_cautions(found: Findings) -> tuple[Caution, ...]:
    """All of them, what is missing first."""
    return (
        *_about_supply(found),
        *_about_people(found),
        *_about_travel(found),
        *_about_candidates(found),
    )


def _about_supply(found: Findings) -> Iterator[Caution]:
    stock, existing = found.stock, found.stock.existing
    if stock.missing:
        yield _caution("missing_point", stock.missing, count=len(stock.missing))
    if not len(existing):
        yield _caution("no_supply")
    if stock.also_candidates:
        yield _caution("also_candidate", stock.also_candidates, count=len(stock.also_candidates))
    if stock.repeated:
        yield _caution("counted_once", stock.repeated, count=len(stock.repeated))
    rough = tuple(fact for fact in existing.facts if fact.precision == "town")
    if rough:
        yield _caution("rough_points", rough, count=len(rough), all=len(existing))
    if stock.nothing_known:
        yield _caution(f"unknown_{found.asked.weight}", all=len(existing))
    elif existing.assumed.any():
        yield _caution(
            f"assumed_{found.asked.weight}", count=int(existing.assumed.sum()), all=len(existing)
        )
    elif found.asked.weight == "count":
        unknown = sum(fact.seats is None for fact in existing.facts)
        if unknown:
            yield _caution("capacity_unknown", count=unknown, all=len(existing))


def _about_people(found: Findings) -> Iterator[Caution]:
    if found.demand.provenance.estimate:
        yield _caution("people_estimated", as_of=found.demand.provenance.as_of)
    if any(each.approximate for each in found.inputs.districts):
        yield _caution("areas_approximate")
    yield from _border(found)
    yield from _far_corners(found)


def _border(found: Findings) -> Iterator[Caution]:
    """Neighbouring cities' venues are not in the tables, so people near the edge lack them."""
    shapes = [shape for each in found.inputs.districts if (shape := each.shape) is not None]
    if not shapes:
        return
    reach_m = found.asked.minutes / pace_of(found.asked).minutes_per_m
    near = found.access.in_area
    people = found.demand.total * near
    # Outlines simplified one by one leave slivers between neighbours: those are no border.
    city = shapely.union_all(shapes).buffer(SLIVER_DEGREES).buffer(-SLIVER_DEGREES)
    warning = warn_near_border(found.demand.points, people, city, reach_m)
    if warning.people_near > 0:
        yield _caution("border", people=warning.people_near, share=warning.share_near)


def _far_corners(found: Findings) -> Iterator[Caution]:
    hidden = [
        name
        for name in dict.fromkeys(found.demand.area)
        if (row := found.access.figures(name))["mean_minutes"] <= found.asked.minutes
        and row["worst_minutes"] > found.asked.minutes
    ]
    if hidden:
        yield _caution("far_corner", districts=tuple(hidden))
    unreached = found.access.figures(CITY)["unreached_people"]
    if unreached > 0 and len(found.stock.existing):
        yield _caution("unreached", people=unreached)


def _about_travel(found: Findings) -> Iterator[Caution]:
    off = found.travel.off_network(found.demand.points, found.demand.total)
    if found.travel.streets:
        if off > 0:
            yield _caution("off_network", people=off)
        if found.sureness is not None:
            yield _caution("sureness_over_ground")
    else:
        yield _caution("straight_line", factor=found.asked.detour)


def _about_candidates(found: Findings) -> Iterator[Caution]:
    stock, comparison = found.stock, found.comparison
    if not len(stock.candidates):
        yield _caution("no_candidates")
    if stock.missing_candidates:
        yield _caution(
            "missing_candidate", stock.missing_candidates, count=len(stock.missing_candidates)
        )
    rough = tuple(each for each in stock.candidates.facts if each.precision == "town")
    if rough:
        yield _caution("rough_candidates", rough, count=len(rough))
    samples = tuple(each for each in stock.candidates.facts if each.sample)
    if samples:
        yield _caution("samples", samples, count=len(samples))
    if len(stock.candidates) > 1 and len(set(comparison.leaders.values())) > 1:
        yield _caution("criteria_disagree", count=len(set(comparison.leaders.values())))
    if found.sureness is not None and (found.sureness.changes["factor"] == "demand").any():
        yield _caution("mesh_matters")
