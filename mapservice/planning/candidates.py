"""Single candidates on the same footing: what one more place would change, and for whom.

Every candidate is enumerated, so the ranking is exact. One more venue does not change the
supply ratio of the others in the E2SFCA method, so its gain is its own ratio, weighted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mapservice.planning.arrays import Flags, Floats, check_amounts, divide_or, sum_by
from mapservice.planning.decay import Decay
from mapservice.planning.impedance.pairs import Pairs, PairSource
from mapservice.planning.measures.floating_catchment import enhanced_two_step
from mapservice.planning.measures.nearest import nearest_minutes

# A candidate is better the more of these, except where a smaller figure is better.
SMALLER_IS_BETTER = frozenset({"overlap", "cost", "cost_per_person"})


@dataclass(frozen=True, slots=True)
class Question:
    """What counts as near, and how distance weighs."""

    threshold_minutes: float
    decay: Decay


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """Access before anything is opened."""

    question: Question
    competing: Floats  # (demands,) everyone who would use a venue, neighbours too
    people: Floats  # (demands,) those the answer is for; 0 outside the city
    older: Floats  # (demands,) of them, people of 65 and more
    nearest: Floats  # (demands,) minutes; infinity without any venue in reach
    score: Floats  # (demands,) E2SFCA
    worst_tenth: Floats  # (demands,) people of each point who are in the worst-served tenth


def worst_share(score: Floats, people: Floats, share: float = 0.1) -> Floats:
    """How many people of each point belong to the `share` with the lowest score, (demands,).

    Points of equal score give the same part of their people, so that the order of points does
    not choose among the many who have nothing. Sums to share x people.
    """
    level, group = np.unique(score, return_inverse=True)
    size = sum_by(group, people, len(level))
    before = np.concatenate(([0.0], np.cumsum(size)[:-1]))
    taken = np.clip(share * float(people.sum()) - before, 0.0, size)
    return people * divide_or(taken, size, 0.0)[group]


@dataclass(frozen=True, slots=True, eq=False)
class Residents:
    """The people of an assessment, all (demands,)."""

    people: Floats
    older: Floats  # of them, 65 and more
    inside: Flags  # false for neighbours, who compete but are not counted


def assess_baseline(
    existing: PairSource, residents: Residents, supply: Floats, question: Question
) -> Baseline:
    """Access to the `existing` venues of `supply` (venues,); with no venue everyone lacks all."""
    competing = check_amounts("people", residents.people, existing.demands)
    older = check_amounts("older", residents.older, existing.demands)
    people = np.where(residents.inside, competing, 0.0)
    score = enhanced_two_step(existing, competing, supply, question.decay).score
    return Baseline(
        question=question,
        competing=competing,
        people=people,
        older=np.where(residents.inside, older, 0.0),
        nearest=nearest_minutes(existing),
        score=score,
        worst_tenth=worst_share(score, people),
    )


def compare_candidates(
    baseline: Baseline,
    pairs: PairSource,
    names: Sequence[str],
    capacity: Floats,
    cost: Floats | None = None,
) -> pd.DataFrame:
    """One row per candidate (index: name, in the order given), each opened alone.

    Columns: `people_within` and `older_within` the threshold; of them `newly_within` and
    `newly_within_older`; `overlap`, the share of `people_within` an existing venue serves
    already; `minutes_saved`, person-minutes one way for people who reach a venue already;
    `newly_reached` people who reach none within the limit; `worst_tenth_gain`, the rise of the
    mean E2SFCA score of the worst-served tenth; `cost` and `cost_per_person` newly within.
    ValueError when pairs are cut so short that time saved would be missed.
    """
    _check_reach(baseline, pairs)
    amount = check_amounts("capacity", capacity, pairs.venues)
    sums = {name: np.zeros(pairs.venues) for name in _SUMS}
    load, worst = np.zeros(pairs.venues), np.zeros(pairs.venues)
    for block in pairs.blocks():
        for name, values in _sums(baseline, block).items():
            sums[name] += values
        weights = block.weights(baseline.question.decay)
        load += weights.over_demands(baseline.competing[block.rows])
        worst += weights.over_demands(baseline.worst_tenth[block.rows])
    table = pd.DataFrame(sums, index=pd.Index(names, name="candidate"))
    nothing = float("nan")
    already = sums["people_within"] - sums["newly_within"]
    table["overlap"] = divide_or(already, sums["people_within"], nothing)
    in_worst = max(float(baseline.worst_tenth.sum()), np.finfo(float).tiny)
    table["worst_tenth_gain"] = divide_or(amount, load, 0.0) * worst / in_worst
    table["cost"] = np.full(pairs.venues, nothing) if cost is None else cost
    table["cost_per_person"] = divide_or(
        table["cost"].to_numpy(dtype=np.float64), sums["newly_within"], np.inf
    )
    return table


_SUMS = (
    "people_within",
    "older_within",
    "newly_within",
    "newly_within_older",
    "minutes_saved",
    "newly_reached",
)


def _check_reach(baseline: Baseline, pairs: PairSource) -> None:
    known = baseline.nearest[np.isfinite(baseline.nearest) & (baseline.people > 0)]
    longest = max(baseline.question.threshold_minutes, *known.tolist(), 0.0)
    if pairs.limit < longest:
        raise ValueError(
            f"pairs of candidates end at {pairs.limit:g} minutes, but people walk up to "
            f"{longest:g} minutes to existing venues: widen the limit"
        )


def _sums(baseline: Baseline, block: Pairs) -> dict[str, Floats]:
    people, older = baseline.people[block.rows], baseline.older[block.rows]
    nearest = baseline.nearest[block.rows]
    near = block.within(baseline.question.threshold_minutes)
    new = nearest > baseline.question.threshold_minutes
    saved = np.where(np.isfinite(nearest), nearest, 0.0)[block.row] - block.minutes
    lost = ~np.isfinite(nearest)

    def over(pairs: Pairs, values: Floats) -> Floats:
        return sum_by(pairs.venue, values, pairs.venues)

    return {
        "people_within": over(near, people[near.row]),
        "older_within": over(near, older[near.row]),
        "newly_within": over(near, (people * new)[near.row]),
        "newly_within_older": over(near, (older * new)[near.row]),
        "minutes_saved": over(block, people[block.row] * np.maximum(saved, 0.0)),
        "newly_reached": over(block, (people * lost)[block.row]),
    }


def rank_by(table: pd.DataFrame, metrics: Sequence[str]) -> pd.DataFrame:
    """Rank 1, 2, ... of every candidate by each metric; equals share the better rank.

    A missing value (a cost nobody gave) ranks last. Columns: `metrics`.
    """
    return pd.DataFrame(
        {
            metric: table[metric].rank(
                ascending=metric in SMALLER_IS_BETTER, method="min", na_option="bottom"
            )
            for metric in metrics
        }
    ).astype(int)


def agreement(ranks: pd.DataFrame) -> pd.DataFrame:
    """Kendall's tau-b between the metrics' rankings, (metrics, metrics), -1..1.

    Show it beside a table of ranks: a candidate first by one metric may be last by another.
    NaN where a metric ranks all candidates alike.
    """
    return ranks.corr(method="kendall")
