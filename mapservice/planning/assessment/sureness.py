"""How sure the ranking is: every assumption varied alone, and the share of runs that agree."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mapservice.planning.assessment.access import DECAY_OF
from mapservice.planning.assessment.inputs import Inputs
from mapservice.planning.assessment.people import OLDER, city_demand
from mapservice.planning.assessment.places import Stock
from mapservice.planning.impedance.ground import Detour
from mapservice.planning.parameters import STEPS, Asked
from mapservice.planning.sensitivity.scoring import GroundCase
from mapservice.planning.sensitivity.settings import Alternatives, Settings, one_at_a_time
from mapservice.planning.sensitivity.stability import Stability, stability

SEED = 20250501  # the date of the population, so that it is nobody's choice
MOVES = 8
MOST_UNCERTAIN = 12
SLOWER = 0.75  # of the speed: 3.6 km/h on foot, as older people walk
DETOURS = (1.0, 1.5)


@dataclass(frozen=True, slots=True, eq=False)
class Sureness:
    """The ranking under all runs; tables speak of candidates by their number in `Sites`."""

    stability: Stability
    summary: pd.DataFrame  # first_share, best, mean and worst rank by candidate
    by_factor: pd.DataFrame  # runs and share of runs in which the leader stays, by factor
    changes: pd.DataFrame  # runs with another leader
    left_out: int  # uncertain existing venues beyond MOST_UNCERTAIN, which were not tried


def how_sure(inputs: Inputs, stock: Stock, asked: Asked, districts: tuple[str, ...]) -> Sureness:
    """Vary threshold, decay, detour, speed, mesh and uncertain points; over the ground."""
    meshes = {f"{step:g} m": city_demand(inputs, step) for step in STEPS}
    case = GroundCase(
        demands=meshes,
        older_bands=OLDER,
        decays=DECAY_OF,
        existing=stock.existing.places,
        candidates=stock.candidates.places,
        counted=frozenset(districts),
    )
    uncertain = np.flatnonzero(stock.existing.places.radius_m > 0).tolist()
    base = Settings(
        threshold_minutes=asked.minutes,
        decay=asked.decay,
        detour=Detour(asked.detour, "chosen by the planner"),
        speed_km_h=asked.speed_km_h,
        demand=f"{asked.step_m:g} m",
    )
    names = [str(number) for number in range(len(stock.candidates))]
    found = stability(
        names, one_at_a_time(base, _alternatives(asked, uncertain)), case.score(asked.by)
    )
    return Sureness(
        stability=found,
        summary=found.summary(),
        by_factor=found.by_factor(),
        changes=found.what_would_change(),
        left_out=max(len(uncertain) - MOST_UNCERTAIN, 0),
    )


def _alternatives(asked: Asked, uncertain: list[int]) -> Alternatives:
    return Alternatives(
        threshold_minutes=tuple(asked.minutes * share for share in (2 / 3, 4 / 3, 2.0)),
        decay=tuple(DECAY_OF),
        detour=tuple(Detour(factor, "tried by the assessment") for factor in DETOURS),
        speed_km_h=(asked.speed_km_h * SLOWER,),
        demand=tuple(f"{step:g} m" for step in STEPS),
        uncertain=tuple(uncertain[:MOST_UNCERTAIN]),
        moves=MOVES,
        seed=SEED,
    )
