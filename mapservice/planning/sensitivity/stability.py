"""How often each candidate stays first, and what takes the lead from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mapservice.planning.arrays import Floats
from mapservice.planning.sensitivity.settings import BASE, Run, Settings

Score = Callable[[Settings], Floats]
"""Settings -> a score of each candidate (candidates,), more is better, no NaN."""


@dataclass(frozen=True, slots=True, eq=False)
class Stability:
    """A ranking under all runs."""

    candidates: tuple[str, ...]
    runs: tuple[Run, ...]
    scores: Floats  # (runs, candidates)
    ranks: Floats  # (runs, candidates) 1 is best, equals share the better rank
    first_share: Floats  # (candidates,) share of runs; equals share a first place; sums to 1

    def summary(self) -> pd.DataFrame:
        """One row per candidate, most often first on top: share first, best, mean, worst rank."""
        table = pd.DataFrame(
            {
                "first_share": self.first_share,
                "best_rank": self.ranks.min(axis=0).astype(int),
                "mean_rank": self.ranks.mean(axis=0),
                "worst_rank": self.ranks.max(axis=0).astype(int),
            },
            index=pd.Index(self.candidates, name="candidate"),
        )
        return table.sort_values("first_share", ascending=False, kind="stable")

    def by_factor(self) -> pd.DataFrame:
        """Share of each factor's runs in which the first of the first run stays first."""
        leader = int(self.ranks[0].argmin())
        stays = pd.Series(self.ranks[:, leader] == 1)
        factor = pd.Series([run.factor for run in self.runs], name="factor")
        grouped = stays[factor != BASE].groupby(factor[factor != BASE], sort=False)
        return pd.DataFrame({"runs": grouped.size(), "leader_stays": grouped.mean()})

    def what_would_change(self) -> pd.DataFrame:
        """Runs in which another candidate leads: factor, value, new leader, its lead.

        `lead` is how far the new leader stands above the old one, as a share of its score.
        """
        leader = int(self.ranks[0].argmin())
        rows = []
        for run, score, rank in zip(self.runs, self.scores, self.ranks, strict=True):
            if rank[leader] > 1:
                best = int(rank.argmin())
                rows.append(
                    {
                        "factor": run.factor,
                        "value": run.value,
                        "leader": self.candidates[best],
                        "lead": float((score[best] - score[leader]) / abs(score[best])),
                    }
                )
        return pd.DataFrame(rows, columns=["factor", "value", "leader", "lead"])


def stability(candidates: Sequence[str], runs: Sequence[Run], score: Score) -> Stability:
    """Score the candidates under every run; the first run is the base to compare with.

    ValueError without runs, or for a score of the wrong shape or with NaN.
    """
    if not runs:
        raise ValueError("stability needs at least one run")
    scores = np.stack([_checked(score(run.settings), len(candidates)) for run in runs])
    ranks = 1.0 + (scores[:, None, :] > scores[:, :, None]).sum(axis=2)
    first = (ranks == 1).astype(np.float64)
    return Stability(
        candidates=tuple(candidates),
        runs=tuple(runs),
        scores=scores,
        ranks=ranks,
        first_share=(first / first.sum(axis=1, keepdims=True)).mean(axis=0),
    )


def _checked(scores: Floats, candidates: int) -> Floats:
    if scores.shape != (candidates,) or np.isnan(scores).any():
        raise ValueError(f"a score must be ({candidates},) numbers, got {scores!r}")
    return scores
