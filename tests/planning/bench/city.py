"""The bundled city: all single candidates ranked, and how sure the ranking is."""

import time
from dataclasses import dataclass

import numpy as np

from geodata.areas import approximate_areas
from geodata.city import City, Facility, read_city
from mapservice.planning.candidates import (
    Question,
    Residents,
    assess_baseline,
    compare_candidates,
    rank_by,
)
from mapservice.planning.decay import binary, continuous, gaussian
from mapservice.planning.demand.bundled import bundled_demand
from mapservice.planning.demand.points import DemandPoints
from mapservice.planning.impedance.ground import (
    RIGHT_ANGLED_STREETS,
    STRAIGHT_LINE,
    WALK_KM_H,
    Pace,
    Points,
    ground_pairs,
)
from mapservice.planning.sensitivity.scoring import GroundCase, Places
from mapservice.planning.sensitivity.settings import Alternatives, Settings, one_at_a_time
from mapservice.planning.sensitivity.stability import stability

EXISTING_KIND = "citizen_center"
OLDER = ("65-74", "75+")
TOWN_RADIUS_M = 500.0


@dataclass(frozen=True)
class CityTimes:
    """Seconds spent on the bundled city."""

    demand_points: int
    existing: int
    candidates: int
    demand_s: float  # facts -> areas -> demand points
    ranking_s: float  # pairs, baseline, comparison and ranks of all candidates
    runs: int
    sensitivity_s: float


def _places(facilities: list[Facility]) -> Places:
    lon = np.array([place.lon for place in facilities], dtype=np.float64)
    lat = np.array([place.lat for place in facilities], dtype=np.float64)
    radius = np.array([TOWN_RADIUS_M if p.precision == "town" else 0.0 for p in facilities])
    return Places(Points(lon, lat), np.ones(len(facilities)), radius)


def time_city() -> CityTimes:
    """Citizen centres as supply, every other located facility as a candidate."""
    start = time.perf_counter()
    city = read_city()
    demand = bundled_demand(city, approximate_areas(city))
    demand_s = time.perf_counter() - start
    existing, candidates = _split(city)
    start = time.perf_counter()
    rank_all(demand, existing, candidates)
    ranking_s = time.perf_counter() - start
    start = time.perf_counter()
    runs = _sensitivity(demand, existing, candidates)
    return CityTimes(
        demand_points=len(demand.points),
        existing=len(existing.points),
        candidates=len(candidates.points),
        demand_s=demand_s,
        ranking_s=ranking_s,
        runs=runs,
        sensitivity_s=time.perf_counter() - start,
    )


def _split(city: City) -> tuple[Places, Places]:
    located = [place for place in city.facilities if place.lon is not None]
    centres = [place for place in located if place.kind == EXISTING_KIND]
    others = [place for place in located if place.kind != EXISTING_KIND]
    if not centres or not others:
        kinds = sorted({place.kind for place in located})
        raise ValueError(f"need existing venues and candidates, the city has kinds {kinds}")
    return _places(centres), _places(others)


def rank_all(demand: DemandPoints, existing: Places, candidates: Places) -> None:
    """Everything the candidate table of the city needs."""
    pace = Pace(WALK_KM_H, RIGHT_ANGLED_STREETS)
    old = ground_pairs(demand.points, existing.points, pace, np.inf)
    new = ground_pairs(demand.points, candidates.points, pace, np.inf)
    everyone = np.ones(len(demand.points), dtype=np.bool_)
    residents = Residents(demand.total, demand.of(OLDER), everyone)
    baseline = assess_baseline(old, residents, existing.amount, Question(15, gaussian(15)))
    names = [str(number) for number in range(len(candidates.points))]
    table = compare_candidates(baseline, new, names, candidates.amount)
    rank_by(table, ["newly_within", "minutes_saved", "worst_tenth_gain", "overlap"])


def _sensitivity(demand: DemandPoints, existing: Places, candidates: Places) -> int:
    case = GroundCase(
        demands={"register": demand},
        older_bands=OLDER,
        decays={
            "binary": binary,
            "gaussian": gaussian,
            "continuous": lambda end: continuous(((end / 3, 1.0), (end, 0.5))),
        },
        existing=existing,
        candidates=candidates,
    )
    base = Settings(15, "gaussian", RIGHT_ANGLED_STREETS, WALK_KM_H, "register")
    alternatives = Alternatives(
        threshold_minutes=(5, 10, 20, 30),
        decay=("binary", "continuous"),
        detour=(STRAIGHT_LINE,),
        speed_km_h=(3.6,),
        uncertain=tuple(np.flatnonzero(existing.radius_m > 0).tolist()),
        moves=10,
    )
    runs = one_at_a_time(base, alternatives)
    names = [str(number) for number in range(len(candidates.points))]
    stability(names, runs, case.score("worst_tenth_gain"))
    return len(runs)
