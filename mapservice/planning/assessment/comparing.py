"""Candidates, each opened alone, ranked by every criterion: exact, since each is enumerated."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from mapservice.planning.assessment.access import Access
from mapservice.planning.assessment.places import Sites
from mapservice.planning.assessment.travel import Travel
from mapservice.planning.candidates import agreement, compare_candidates, rank_by
from mapservice.planning.demand.points import DemandPoints
from mapservice.planning.parameters import CRITERIA


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The table of candidates and how far its criteria agree."""

    table: pd.DataFrame  # index: number in `Sites`; ranked, best first
    ranks: pd.DataFrame  # (candidates, CRITERIA), same index
    agreement: pd.DataFrame  # Kendall's tau-b between criteria; empty below two candidates

    @property
    def rows(self) -> list[tuple[int, dict[str, float]]]:
        """Number in `Sites` and figures of each candidate, best first."""
        return [
            (int(str(number)), {str(name): float(value) for name, value in row.items()})
            for number, row in self.table.iterrows()
        ]

    @property
    def leaders(self) -> dict[str, int]:
        """The first candidate by each criterion, among equals the one listed first."""
        return {name: int(str(self.ranks[name].idxmin())) for name in self.ranks.columns}


def compare(
    demand: DemandPoints, access: Access, candidates: Sites, travel: Travel, by: str
) -> Comparison:
    """Columns of `compare_candidates` for the people of the area, `rank` by the criterion `by`.

    `newly_within_city` counts all residents, those outside the area too.
    """
    pairs = travel.pairs(demand.points, candidates.places.points)
    names = [str(number) for number in range(len(candidates))]
    table = compare_candidates(access.baseline, pairs, names, candidates.places.amount)
    everyone = replace(access.baseline, people=demand.total)
    whole = compare_candidates(everyone, pairs, names, candidates.places.amount)
    table["newly_within_city"] = whole["newly_within"]
    table = table.reset_index(drop=True)
    ranks = rank_by(table, CRITERIA)
    table.insert(0, "rank", ranks[by])
    order = np.lexsort((np.arange(len(table)), table["rank"].to_numpy()))
    kept = ranks.iloc[order]
    return Comparison(
        table=table.iloc[order],
        ranks=kept,
        agreement=agreement(kept) if len(kept) > 1 else pd.DataFrame(),
    )
