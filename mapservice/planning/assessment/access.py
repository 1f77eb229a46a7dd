"""Access as it is: minutes, scores and the gap, of points, districts, age bands and wholes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from mapservice.planning.arrays import Flags, Floats
from mapservice.planning.assessment.people import BANDS, OLDER, NoPeople
from mapservice.planning.assessment.places import Sites
from mapservice.planning.assessment.travel import Travel, straight_metres
from mapservice.planning.candidates import Baseline, Question, Residents, assess_baseline
from mapservice.planning.decay import Decay, binary, continuous, gaussian
from mapservice.planning.demand.points import DemandPoints
from mapservice.planning.measures.coverage import WALKING_AREA_M, WALKING_AREA_OLDER_M, coverage
from mapservice.planning.measures.gap import gap_in_minutes
from mapservice.planning.measures.groups import nearest_by_group, scores_by_group
from mapservice.planning.measures.inequality import (
    Lorenz,
    concentration_index,
    gini,
    lorenz,
    palma,
    theil,
)
from mapservice.planning.parameters import Asked

DECAY_OF: Final[Mapping[str, Callable[[float], Decay]]] = MappingProxyType(
    {
        "gaussian": gaussian,
        "binary": binary,
        # Full weight to a sixth of the way, half in the middle of the rest, nothing at the end.
        "continuous": lambda end: continuous(((end / 3, 1.0), (end, 0.5))),
    }
)
BANDS_SHOWN: Final = ("all", *BANDS, "65+")
STANDARD_MINUTES: Final = (5.0, 10.0, 15.0, 20.0, 30.0)
# People twice as far as asked are taken to go wholly without.
HOPELESS: Final = 2.0
AREA, REST, CITY = "area", "rest", "city"


@dataclass(frozen=True, slots=True, eq=False)
class Equity:
    """How unequally the score is shared among the people of one whole."""

    gini: float
    palma: float
    theil: float
    concentration_65: float  # over points ranked by their share of people aged 65 and more
    lorenz: Lorenz


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """Access to the existing venues."""

    baseline: Baseline  # nearest minutes and E2SFCA score of every demand point
    metres: Floats  # (demands,) straight to the nearest venue
    unserved: Flags  # (demands,) no venue within reach of the decay
    short: Floats  # (demands,) people x shortfall in minutes: the gap surface
    in_area: Flags  # (demands,)
    thresholds: tuple[float, ...]
    groups: pd.DataFrame  # a row per (whole or district, band); index: (area, band)
    rows: Mapping[tuple[str, str], Mapping[str, float]]  # the same as `groups`, by its index
    equity: Mapping[str, Equity]  # of AREA and CITY

    def figures(self, area: str, band: str = "all") -> Mapping[str, float]:
        """One row of `groups` by its columns; KeyError for a district without people."""
        return self.rows[area, band]


def measure_access(
    demand: DemandPoints, existing: Sites, asked: Asked, travel: Travel, districts: tuple[str, ...]
) -> Access:
    """Everything about access before anything is opened; `districts` are the area asked about.

    Raises NoPeople for an area without any.
    """
    in_area = np.isin(np.asarray(demand.area, dtype=object), list(districts))
    if not demand.total[in_area].sum() > 0:
        raise NoPeople("nobody is known to live in the area")
    residents = Residents(demand.total, demand.of(OLDER), in_area)
    pairs = travel.pairs(demand.points, existing.places.points)
    question = Question(asked.minutes, DECAY_OF[asked.decay](asked.minutes))
    baseline = assess_baseline(pairs, residents, existing.places.amount, question)
    short = gap_in_minutes(
        baseline.nearest, demand.total, asked.minutes, asked.minutes * HOPELESS
    ).people_short
    unserved = ~(baseline.nearest <= question.decay.end)
    metres = straight_metres(demand.points, existing.places.points)
    thresholds = tuple(sorted({*STANDARD_MINUTES, asked.minutes}))
    groups = _groups(demand, baseline, metres, short, in_area, thresholds)
    return Access(
        baseline=baseline,
        metres=metres,
        unserved=unserved,
        short=short,
        in_area=in_area,
        thresholds=thresholds,
        groups=groups,
        rows=_by_key(groups),
        equity=MappingProxyType(
            {
                AREA: _equity(demand.only(in_area), baseline.score[in_area]),
                CITY: _equity(demand, baseline.score),
            }
        ),
    )


def _groups(  # noqa: PLR0913, PLR0917 - the surfaces of one access
    demand: DemandPoints,
    baseline: Baseline,
    metres: Floats,
    short: Floats,
    in_area: Flags,
    thresholds: tuple[float, ...],
) -> pd.DataFrame:
    bands = demand.people.assign(**{"all": demand.total, "65+": demand.of(OLDER)})
    bands = bands[list(BANDS_SHOWN)]
    unserved = ~(baseline.nearest <= baseline.question.decay.end)
    tables = []
    for area in _wholes(demand, in_area):
        near = nearest_by_group(baseline.nearest, bands, area, thresholds)
        score = scores_by_group(baseline.score, demand.total, unserved, area).set_index("area")
        near = near.set_index(["area", "band"])
        names = near.index.get_level_values("area")
        for column in ("mean_score", "median_score", "worst_tenth_score", "unserved_people"):
            near[column] = score[column].reindex(names).to_numpy()
        tables.append(near.join(_surfaces(area, bands, metres, short, demand.total)))
    return pd.concat(tables)


def _by_key(groups: pd.DataFrame) -> Mapping[tuple[str, str], Mapping[str, float]]:
    """The rows as plain numbers: asking a frame for one row takes milliseconds."""
    columns = [str(name) for name in groups.columns]
    keys = [(str(area), str(band)) for area, band in groups.index.to_list()]
    rows = groups.to_numpy(dtype=np.float64).tolist()
    return {key: dict(zip(columns, row, strict=True)) for key, row in zip(keys, rows, strict=True)}


def _wholes(demand: DemandPoints, in_area: Flags) -> tuple[tuple[str, ...], ...]:
    """Each demand point's group: the whole city, inside or outside the area, its district."""
    sides = tuple(AREA if inside else REST for inside in in_area)
    return (CITY,) * len(sides), sides, demand.area


def _surfaces(
    area: tuple[str, ...], bands: pd.DataFrame, metres: Floats, short: Floats, total: Floats
) -> pd.DataFrame:
    """Gap and coverage by straight metres of each (area, band)."""
    share_short = np.divide(short, total, out=np.zeros_like(short), where=total > 0)
    rows = []
    names = np.asarray(area, dtype=object)
    for name in dict.fromkeys(area):
        member = names == name
        for band in bands.columns:
            people = bands[band].to_numpy(dtype=np.float64)[member]
            limit = WALKING_AREA_OLDER_M if band in (*OLDER, "65+") else WALKING_AREA_M
            (walking,) = coverage(metres[member], people, [limit])
            gap = float((people * share_short[member]).sum())
            rows.append((name, band, gap, walking.share, limit))
    columns = ["area", "band", "gap", "walking_share", "walking_m"]
    return pd.DataFrame(rows, columns=columns).set_index(["area", "band"])


def _equity(demand: DemandPoints, score: Floats) -> Equity:
    people = demand.total
    share = np.full(len(people), np.nan)
    np.divide(demand.of(OLDER), people, out=share, where=people > 0)
    return Equity(
        gini=gini(score, people),
        palma=palma(score, people),
        theil=theil(score, people),
        concentration_65=concentration_index(score, people, share),
        lorenz=lorenz(score, people),
    )
