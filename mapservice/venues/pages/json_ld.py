"""A place as schema.org JSON-LD: facts that are known, and nothing else."""

from typing import Any, Final

from geodata.repair.hours import DAYS, clock
from mapservice.venues.pages.hours import read_hours
from mapservice.venues.pages.models import VenueCard
from mapservice.venues.queries.results import VenueRow

_DAYS: Final = dict(
    zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True)
)  # fmt: skip
_TYPES: Final = {
    "library": "Library", "library_room": "Library", "gymnasium": "SportsActivityLocation",
    "sports": "SportsActivityLocation", "sports_park": "SportsActivityLocation",
    "city_hall": "CityHall", "hospital": "Hospital", "school": "School",
}  # fmt: skip
_LAYER_TYPES: Final = {"groups": "Organization", "universities": "CollegeOrUniversity"}
_KNOWN: Final = ("yes", "no")
# schema.org's own word for a point is a point: one that stands for a town is left out.
_POINTS: Final = ("exact", "stop")


def describe_place(card: VenueCard, row: VenueRow, url: str) -> dict[str, Any]:
    """https://schema.org/Place, or Organization for a group."""
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _LAYER_TYPES.get(row.layer) or _TYPES.get(row.kind or "") or "CivicStructure",
        "@id": url,
        "url": url,
        "name": card.name,
        "alternateName": row.name_en if card.name == row.name_ja else row.name_ja,
        "description": row.description,
        "address": _address(row),
        "telephone": row.phone,
        "sameAs": row.url,
        "isAccessibleForFree": {"free": True, "paid": False}.get(row.fee),
    }
    if described["@type"] != "Organization":
        described |= {
            "geo": _geo(row),
            "maximumAttendeeCapacity": row.capacity,
            "openingHoursSpecification": _hours(row),
            "amenityFeature": [
                {
                    "@type": "LocationFeatureSpecification",
                    "name": access.title,
                    "value": access.value == "yes",
                }
                for access in (*card.accessible, *card.inaccessible)
                if access.value in _KNOWN
            ],
        }
    return {name: value for name, value in described.items() if value not in (None, [], {})}


def _address(row: VenueRow) -> dict[str, str] | None:
    if not row.address:
        return None
    parts = {
        "@type": "PostalAddress",
        "addressCountry": "JP",
        "postalCode": row.postal_code,
        "streetAddress": row.address,
    }
    return {name: text for name, text in parts.items() if text}


def _geo(row: VenueRow) -> dict[str, Any] | None:
    if row.precision not in _POINTS or row.lon is None or row.lat is None:
        return None
    return {
        "@type": "GeoCoordinates",
        "latitude": round(row.lat, 6),
        "longitude": round(row.lon, 6),
    }


def _hours(row: VenueRow) -> list[dict[str, Any]]:
    hours = read_hours(row.opening_hours)
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": [f"https://schema.org/{_DAYS[DAYS[day]]}" for day in rule.days],
            "opens": clock(rule.span[0]),
            "closes": clock(rule.span[1] % (24 * 60)),
        }
        for rule in (hours.weekly if hours else ())
    ]
