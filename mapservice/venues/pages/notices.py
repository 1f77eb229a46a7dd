"""Notices of the city's departments beside what they are tied to."""

from flask import url_for

from mapservice.languages import get_language
from mapservice.notices.records import (
    Notice,
    TiedPlace,
    notices_at_place,
    notices_beside_list,
)
from mapservice.venues.finding import Found, Surroundings
from mapservice.venues.pages.models import NoticeLink
from mapservice.venues.queries.results import VenueRow

MOST_BESIDE_LIST = 3


def notices_for_results(around: Surroundings, found: Found) -> tuple[NoticeLink, ...]:
    """The next few for the layers and districts of a search."""
    wanted = found.search.filter("district")
    return _links(
        notices_beside_list(
            around.connection,
            around.moment.at.date(),
            found.search.layers,
            wanted.values if wanted else (),
            MOST_BESIDE_LIST,
        )
    )


def notices_for_place(around: Surroundings, row: VenueRow) -> tuple[NoticeLink, ...]:
    place = TiedPlace(row.layer, row.id, row.district)
    return _links(notices_at_place(around.connection, around.moment.at.date(), place))


def _links(notices: tuple[Notice, ...]) -> tuple[NoticeLink, ...]:
    return tuple(
        NoticeLink(
            notice.title(get_language()),
            url_for("notices.notice", number=notice.id),
            notice.starts_on,
            notice.ends_on,
        )
        for notice in notices
    )
