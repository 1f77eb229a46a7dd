"""Everything that page and report show of one assessment."""

import shlex
from dataclasses import dataclass
from typing import Any

from mapservice.languages import gettext
from mapservice.planning import wording
from mapservice.planning.assessment.run import Assessment
from mapservice.planning.showing.charts import Charts, make_charts
from mapservice.planning.showing.maps import map_facts
from mapservice.planning.showing.rows import (
    CandidateRow,
    GroupRow,
    Table,
    band_rows,
    candidate_rows,
    change_table,
    district_rows,
    factor_table,
    whole_rows,
)


@dataclass(frozen=True, slots=True)
class Mind:
    """A caution in words, and the names of the places it concerns."""

    text: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One assessment in the request's language."""

    assessment: Assessment
    title: str
    answer: tuple[str, ...]  # the main findings as sentences
    wholes: tuple[GroupRow, ...]
    districts: tuple[GroupRow, ...]
    bands: tuple[GroupRow, ...]
    candidates: tuple[CandidateRow, ...]
    criteria: tuple[str, ...]
    factors: Table | None
    changes: Table | None
    charts: Charts
    cautions: tuple[Mind, ...]
    stamp: str  # data date and method, beside every figure
    method: tuple[str, ...]
    data: tuple[tuple[str, str], ...]
    command: str
    map: dict[str, Any]


def show(assessment: Assessment) -> Shown:
    """The assessment in words, shapes and numbers."""
    candidates = candidate_rows(assessment)
    wholes = whole_rows(assessment)
    return Shown(
        assessment=assessment,
        title=gettext("Where is the gap: %(area)s", area=wording.area(assessment)),
        answer=tuple(_answer(assessment, wholes, candidates)),
        wholes=wholes,
        districts=district_rows(assessment),
        bands=band_rows(assessment),
        candidates=candidates,
        criteria=tuple(wording.criterion(name) for name in assessment.comparison.ranks.columns),
        factors=factor_table(assessment),
        changes=change_table(assessment),
        charts=make_charts(assessment),
        cautions=tuple(
            Mind(
                wording.caution(assessment, each),
                tuple(wording.name_of(fact) for fact in each.places),
            )
            for each in assessment.cautions
        ),
        stamp=_stamp(assessment),
        method=_method(assessment),
        data=_data(assessment),
        command=_command(assessment),
        map=map_facts(assessment, candidates),
    )


def _answer(
    assessment: Assessment, wholes: tuple[GroupRow, ...], candidates: tuple[CandidateRow, ...]
) -> list[str]:
    area, end = wholes[0], f"{assessment.asked.minutes:g}"
    lines = [
        gettext(
            "%(beyond)s of %(people)s people of %(area)s live more than %(minutes)s minutes from"
            " every chosen place (%(within)s are within).",
            beyond=area.beyond, people=area.people, area=area.name, minutes=end,
            within=area.within,
        )
    ]  # fmt: skip
    if len(wholes) > 2:
        lines.append(
            gettext("In the other districts %(within)s are within.", within=wholes[1].within)
        )
    if candidates:
        first = candidates[0]
        lines.append(
            gettext(
                "First of %(count)s candidates: %(name)s, which brings %(newly)s people of the"
                " area newly within reach, %(older)s of them 65 or older.",
                count=len(candidates), name=first.name, newly=first.newly,
                older=first.newly_older,
            )
        )  # fmt: skip
        if assessment.sureness is not None:
            lines.append(
                gettext(
                    "It stays first in %(share)s of %(runs)s runs with other assumptions.",
                    share=first.first_share, runs=len(assessment.sureness.stability.runs),
                )
            )  # fmt: skip
    return lines


def _stamp(assessment: Assessment) -> str:
    asked = assessment.asked
    return gettext(
        "People of %(date)s (estimate of where they live); %(mode)s, %(minutes)s minutes; %(way)s.",
        date=assessment.as_of, mode=wording.mode(asked.mode), minutes=f"{asked.minutes:g}",
        way=_way(assessment),
    )  # fmt: skip


def _way(assessment: Assessment) -> str:
    if assessment.travel.streets:
        return gettext("over streets")
    return gettext(
        "distance on the ground times %(factor)s at %(speed)s km/h",
        factor=f"{assessment.asked.detour:g}", speed=f"{assessment.asked.speed_km_h:g}",
    )  # fmt: skip


def _method(assessment: Assessment) -> tuple[str, ...]:
    asked = assessment.asked
    return (
        gettext(
            "People: registered totals of districts by age, spread over the districts' towns in"
            " proportion to area; a town of several districts gives each an equal part; inside"
            " a town one point every %(step)s m.",
            step=f"{asked.step_m:g}",
        ),
        gettext("Minutes: %(mode)s, %(way)s.", mode=wording.mode(asked.mode), way=_way(assessment)),
        gettext(
            "Gap: people times what they lack, from nothing at %(low)s minutes to everything at"
            " %(high)s minutes.",
            low=f"{asked.minutes:g}", high=f"{asked.minutes * 2:g}",
        ),
        gettext(
            "Score: E2SFCA (Luo & Qi 2009), %(decay)s, %(weight)s; supply per 10,000 people who"
            " share it.",
            decay=wording.decay(asked.decay), weight=wording.weight(asked.weight),
        ),
        gettext(
            "Candidates: each is opened alone and every one is computed, so the ranking is exact"
            " for these data and assumptions."
        ),
        gettext(
            "Covered by walking (徒歩圏人口カバー率): 800 m in a straight line, 500 m for people of"
            " 65 and more (Ministry of Land, Infrastructure, Transport and Tourism, 2014)."
        ),
    )  # fmt: skip


def _data(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    inputs, asked = assessment.inputs, assessment.asked
    chosen = {each.layer for each in (*asked.supply, *asked.candidates)} | {"districts", "towns"}
    revisions = ", ".join(
        f"{layer} {number}" for layer, number in inputs.revisions.items() if layer in chosen
    )
    return (
        (gettext("Population"), f"{assessment.demand.provenance.source} ({assessment.as_of})"),
        (gettext("Existing places"), " ".join(str(each) for each in asked.supply)),
        (gettext("Candidates"), " ".join(str(each) for each in asked.candidates)),
        (gettext("Read on"), inputs.read_on.isoformat()),
        (gettext("Revisions of the layers"), revisions),
    )


def _command(assessment: Assessment) -> str:
    words = ["mapservice", "assess"]
    for name, value in assessment.asked.to_arguments():
        if name != "sure":
            words += [f"--{name}", value]
    return shlex.join(words)
