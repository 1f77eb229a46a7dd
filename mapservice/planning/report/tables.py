"""Frames of an assessment as they are shown and saved: plain names, plain numbers."""

import geopandas
import pandas as pd
import shapely

from mapservice.planning import wording
from mapservice.planning.assessment.inputs import VenueFact
from mapservice.planning.assessment.places import Sites
from mapservice.planning.assessment.run import Assessment

CRS = "EPSG:4326"


def district_table(assessment: Assessment) -> pd.DataFrame:
    """A row per (whole or district, age band), with what every figure rests on."""
    table = assessment.access.groups.reset_index()
    table.insert(1, "name", [wording.group(assessment, name) for name in table["area"]])
    table.insert(2, "in_area", table["area"].isin([*assessment.districts, "area"]))
    return _stamped(table, assessment)


def candidate_table(assessment: Assessment) -> pd.DataFrame:
    """A row per candidate, best first, with ranks by every criterion and its share of firsts."""
    comparison, sites = assessment.comparison, assessment.stock.candidates
    facts = [sites.facts[number] for number in comparison.table.index]
    table = comparison.table.copy()
    table.insert(1, "name", [wording.name_of(fact) for fact in facts])
    table.insert(2, "layer", [fact.layer for fact in facts])
    table.insert(3, "id", [fact.id for fact in facts])
    table.insert(4, "district", [sites.district[number] for number in table.index])
    table.insert(5, "sample", [fact.sample for fact in facts])
    table.insert(6, "precision", [fact.precision for fact in facts])
    table.insert(7, "lon", [fact.lon for fact in facts])
    table.insert(8, "lat", [fact.lat for fact in facts])
    for name in comparison.ranks.columns:
        table[f"rank_{name}"] = comparison.ranks[name]
    if assessment.sureness is not None:
        table["first_share"] = assessment.sureness.stability.first_share[table.index]
    return _stamped(table, assessment)


def people_table(assessment: Assessment) -> pd.DataFrame:
    """A row per demand point: where, how many, how far, how short."""
    demand, access = assessment.demand, assessment.access
    table = pd.DataFrame(
        {
            "lon": demand.points.lon.round(6),
            "lat": demand.points.lat.round(6),
            "district": list(demand.area),
            "in_area": access.in_area,
            **{f"people_{band}": demand.people[band] for band in demand.people.columns},
            "people": demand.total,
            "nearest_minutes": access.baseline.nearest,
            "straight_m": access.metres,
            "score": access.baseline.score,
            "gap": access.short,
        }
    )
    return _stamped(table, assessment)


def venue_table(assessment: Assessment) -> pd.DataFrame:
    """A row per chosen venue; those without a point are there too, and say so."""
    stock = assessment.stock
    rows = [*_rows(stock.existing, "counted"), *_row_of(stock.missing, "no point: not counted")]
    rows += _row_of(stock.repeated, "same place as another entry")
    columns = ["layer", "id", "name", "district", "lon", "lat", "precision", "amount", "state"]
    return _stamped(pd.DataFrame(rows, columns=columns), assessment)


def run_table(assessment: Assessment) -> pd.DataFrame:
    """A row per run of the sensitivity: what was changed, and who came first."""
    if assessment.sureness is None:
        return pd.DataFrame(columns=["factor", "value", "first", "rank_of_leader"])
    found = assessment.sureness.stability
    facts = assessment.stock.candidates.facts
    leader = int(found.ranks[0].argmin())
    rows = [
        {
            "factor": run.factor,
            "value": run.value,
            "first": wording.name_of(facts[int(rank.argmin())]),
            "rank_of_leader": int(rank[leader]),
        }
        for run, rank in zip(found.runs, found.ranks, strict=True)
    ]
    return _stamped(pd.DataFrame(rows), assessment)


def geo_tables(assessment: Assessment) -> dict[str, geopandas.GeoDataFrame]:
    """Tables with places, EPSG:4326, by the name of their layer in a GeoPackage."""
    venues = venue_table(assessment)
    return {
        "people": _with_points(people_table(assessment)),
        "existing": _with_points(venues[venues["lon"].notna()]),
        "candidates": _with_points(candidate_table(assessment)),
        "districts": _district_areas(assessment),
    }


def _with_points(table: pd.DataFrame) -> geopandas.GeoDataFrame:
    points = geopandas.points_from_xy(table["lon"], table["lat"])
    return geopandas.GeoDataFrame(table, geometry=points, crs=CRS)


def _district_areas(assessment: Assessment) -> geopandas.GeoDataFrame:
    table = district_table(assessment)
    shapes = {each.name_ja: each.shape for each in assessment.inputs.districts}
    table = table[table["area"].isin(list(shapes)) & (table["band"] == "all")]
    areas = [shapes[name] or shapely.MultiPolygon() for name in table["area"]]
    return geopandas.GeoDataFrame(table, geometry=areas, crs=CRS)


def _rows(sites: Sites, state: str) -> list[tuple[object, ...]]:
    return [
        (fact.layer, fact.id, wording.name_of(fact), district, fact.lon, fact.lat,
         fact.precision, float(amount), state)
        for fact, district, amount in zip(
            sites.facts, sites.district, sites.places.amount, strict=True
        )
    ]  # fmt: skip


def _row_of(facts: tuple[VenueFact, ...], state: str) -> list[tuple[object, ...]]:
    return [
        (fact.layer, fact.id, wording.name_of(fact), fact.district or "", fact.lon, fact.lat,
         fact.precision, None, state)
        for fact in facts
    ]  # fmt: skip


def _stamped(table: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """The table with the date of its data and its method in every row."""
    asked = assessment.asked
    return table.assign(
        data_date=assessment.as_of,
        method=f"{assessment.travel.method}; threshold {asked.minutes:g} min; {asked.decay}",
    )
