"""Tables in words: every figure as it is read."""

from dataclasses import dataclass

from mapservice.languages import gettext
from mapservice.planning import wording
from mapservice.planning.assessment.access import AREA, CITY, REST
from mapservice.planning.assessment.run import Assessment
from mapservice.planning.parameters import CRITERIA


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A whole, a district or an age band."""

    key: str
    name: str
    in_area: bool
    people: str
    within: str
    beyond: str
    older_within: str
    mean: str
    p90: str
    worst: str
    walking: str
    score: str
    gap: str
    within_share: float  # 0..1, for the bar; NaN without people


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate; `number` is its position in the comparison and on the map."""

    number: int
    rank: str
    name: str
    layer: str
    id: str
    district: str
    sample: bool
    rough: bool
    newly: str
    newly_older: str
    newly_city: str
    saved: str
    overlap: str
    worst_gain: str
    ranks: tuple[str, ...]  # by every criterion
    first_share: str


@dataclass(frozen=True, slots=True)
class Table:
    """A plain table with a heading for every column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def group_row(assessment: Assessment, key: str, band: str = "all") -> GroupRow:
    """The row of a whole, a district or one of their age bands."""
    access, end = assessment.access, f"{assessment.asked.minutes:g}"
    row, older = access.figures(key, band), access.figures(key, "65+")
    share = row[f"share_within_{end}"]
    return GroupRow(
        key=key,
        name=wording.group(assessment, key) if band == "all" else wording.band(band),
        in_area=key == AREA or key in assessment.districts,
        people=wording.whole(row["people"]),
        within=wording.percent(share),
        beyond=wording.whole(row[f"beyond_{end}"]),
        older_within=wording.percent(older[f"share_within_{end}"]) if band == "all" else "",
        mean=wording.minutes(row["mean_minutes"]),
        p90=wording.minutes(row["p90_minutes"]),
        worst=wording.minutes(row["worst_minutes"]),
        walking=wording.percent(row["walking_share"]),
        score=f"{row['mean_score'] * 10_000:.2f}",
        gap=wording.whole(row["gap"]),
        within_share=share,
    )


def whole_rows(assessment: Assessment) -> tuple[GroupRow, ...]:
    """The area, what lies outside it, and the city."""
    known = {str(key) for key in assessment.access.groups.index.get_level_values("area")}
    return tuple(group_row(assessment, key) for key in (AREA, REST, CITY) if key in known)


def district_rows(assessment: Assessment) -> tuple[GroupRow, ...]:
    """Districts with people, those of the area first, the least served first."""
    keys = list(dict.fromkeys(assessment.demand.area))
    end = f"share_within_{assessment.asked.minutes:g}"
    keys.sort(
        key=lambda key: (
            key not in assessment.districts, assessment.access.figures(key)[end], key,
        )
    )  # fmt: skip
    return tuple(group_row(assessment, key) for key in keys)


def band_rows(assessment: Assessment) -> tuple[GroupRow, ...]:
    """Age bands of the area."""
    return tuple(group_row(assessment, AREA, band) for band in ("0-64", "65-74", "75+", "65+"))


def candidate_rows(assessment: Assessment) -> tuple[CandidateRow, ...]:
    """Candidates, best first."""
    sites, sure = assessment.stock.candidates, assessment.sureness
    rows = []
    for index, row in assessment.comparison.rows:
        fact = sites.facts[index]
        ranks = assessment.comparison.ranks.loc[index]
        rows.append(
            CandidateRow(
                number=index,
                rank=f"{row['rank']:.0f}",
                name=wording.name_of(fact),
                layer=fact.layer,
                id=fact.id,
                district=wording.district(assessment, sites.district[index]),
                sample=fact.sample,
                rough=fact.precision == "town",
                newly=wording.whole(row["newly_within"]),
                newly_older=wording.whole(row["newly_within_older"]),
                newly_city=wording.whole(row["newly_within_city"]),
                saved=wording.whole(row["minutes_saved"] / 60),
                overlap=wording.percent(row["overlap"]),
                worst_gain=f"{row['worst_tenth_gain'] * 10_000:.3f}",
                ranks=tuple(f"{ranks[name]:.0f}" for name in CRITERIA),
                first_share=wording.percent(sure.stability.first_share[index]) if sure else "",
            )
        )
    return tuple(rows)


def factor_table(assessment: Assessment) -> Table | None:
    """How often the leader stays first, by what was varied; None when it was not tried."""
    if assessment.sureness is None:
        return None
    rows = tuple(
        (wording.factor(str(name)), f"{row['runs']:.0f}", wording.percent(row["leader_stays"]))
        for name, row in assessment.sureness.by_factor.iterrows()
    )
    return Table((gettext("Varied"), gettext("Runs"), gettext("The first stays first")), rows)


def change_table(assessment: Assessment) -> Table | None:
    """What would put another candidate first; None when it was not tried."""
    if assessment.sureness is None:
        return None
    stock = assessment.stock
    rows = []
    for change in assessment.sureness.changes.to_dict("records"):
        value = str(change["value"])
        if change["factor"] == "without":
            value = wording.name_of(stock.existing.facts[int(value)])
        elif change["factor"] == "decay":
            value = wording.decay(value)
        leader = wording.name_of(stock.candidates.facts[int(change["leader"])])
        rows.append((wording.factor(str(change["factor"])), value, leader))
    return Table((gettext("Varied"), gettext("To"), gettext("Then first")), tuple(rows))
