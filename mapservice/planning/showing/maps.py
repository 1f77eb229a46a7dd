"""What a map of an assessment needs, as numbers and names for a script."""

from typing import Any

import shapely

from mapservice.planning import wording
from mapservice.planning.assessment.access import AREA
from mapservice.planning.assessment.places import Sites
from mapservice.planning.assessment.run import Assessment
from mapservice.planning.assessment.travel import pace_of
from mapservice.planning.showing.charts import colour_of, legend
from mapservice.planning.showing.rows import CandidateRow

JsonObject = dict[str, Any]
# 0.0001 degrees are 10 m: less than the areas are approximate by.
TOLERANCE_DEGREES = 0.0003


def map_facts(assessment: Assessment, candidates: tuple[CandidateRow, ...]) -> JsonObject:
    """Points of people, existing places, candidates and districts; texts are plain text."""
    asked, demand, access = assessment.asked, assessment.demand, assessment.access
    nearest = access.baseline.nearest
    order = list(dict.fromkeys(demand.area))
    number = {name: place for place, name in enumerate(order)}
    return {
        "bounds": _bounds(assessment),
        "reach_m": round(asked.minutes / pace_of(asked).minutes_per_m),
        "area_name": wording.group(assessment, AREA),
        "people": [
            [
                round(float(lon), 5), round(float(lat), 5),
                None if minutes == float("inf") else round(float(minutes), 1),
                colour_of(float(minutes), asked.minutes),
                round(float(gap), 1), round(float(people), 1), number[area],
            ]
            for lon, lat, minutes, gap, people, area in zip(
                demand.points.lon, demand.points.lat, nearest, access.short, demand.total,
                demand.area, strict=True,
            )
        ],
        "districts": [_district(assessment, name) for name in order],
        "existing": _places(assessment.stock.existing),
        "candidates": [_candidate(assessment, row) for row in candidates],
        "legend": legend(asked.minutes),
    }  # fmt: skip


def _bounds(assessment: Assessment) -> list[float]:
    """west, south, east, north of the people of the area."""
    points, inside = assessment.demand.points, assessment.access.in_area
    lon, lat = points.lon[inside], points.lat[inside]
    if not len(lon):
        lon, lat = points.lon, points.lat
    return [round(float(each), 5) for each in (lon.min(), lat.min(), lon.max(), lat.max())]


def _district(assessment: Assessment, name: str) -> JsonObject:
    known = {each.name_ja: each for each in assessment.inputs.districts}
    shape = known[name].shape if name in known else None
    drawn = None if shape is None else shape.simplify(TOLERANCE_DEGREES)
    return {
        "key": name,
        "name": wording.district(assessment, name),
        "in_area": name in assessment.districts,
        "rings": [] if drawn is None else [
            [[round(lat, 4), round(lon, 4)] for lon, lat in part.exterior.coords]
            for part in shapely.get_parts(drawn)
        ],
    }  # fmt: skip


def _places(sites: Sites) -> list[JsonObject]:
    return [
        {"name": wording.name_of(fact), "lon": fact.lon, "lat": fact.lat, "sample": fact.sample}
        for fact in sites.facts
    ]


def _candidate(assessment: Assessment, row: CandidateRow) -> JsonObject:
    fact = assessment.stock.candidates.facts[row.number]
    return {
        "number": row.number, "rank": row.rank, "name": row.name, "lon": fact.lon,
        "lat": fact.lat, "sample": fact.sample, "newly": row.newly,
    }  # fmt: skip
