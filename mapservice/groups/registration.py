"""What a group tells of itself, as values; private until `publication.py` takes the public part."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self


class Visibility(StrEnum):
    """Who sees a contact or a place."""

    PUBLIC = "public"
    TOWN = "town"
    """Everybody, but only the town: for places."""
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach the group; `kind` is person, phone or email."""

    kind: str
    value: str
    visibility: Visibility = Visibility.STAFF

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(kept["kind"], kept["value"], Visibility(kept["visibility"]))


@dataclass(frozen=True, slots=True)
class Place:
    """The office, or a place of activity: a venue of the map (`layer`, `feature_id`) or a pin.

    `lon`, `lat` are degrees (EPSG:4326) and `precision` is how exact they are: exact, town or
    none. Of a private home (`home`) nobody outside sees more than the town.
    """

    label: str
    layer: str | None = None
    feature_id: str | None = None
    address: str | None = None
    postal_code: str | None = None
    lon: float | None = None
    lat: float | None = None
    precision: str = "none"
    home: bool = False
    visibility: Visibility = Visibility.TOWN

    @property
    def shown(self) -> Visibility:
        """The visibility that counts: a home is never shown exactly."""
        if self.home and self.visibility is Visibility.PUBLIC:
            return Visibility.TOWN
        return self.visibility

    @property
    def is_venue(self) -> bool:
        return self.layer is not None

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{**kept, "visibility": Visibility(kept["visibility"])})


@dataclass(frozen=True, slots=True)
class Registration:
    """Everything that a group entered. Empty values are unknown, not "no"."""

    name_ja: str = ""
    name_kana: str | None = None
    name_en: str | None = None
    purpose: str = ""
    fields: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    meeting: str | None = None
    url: str | None = None
    social: tuple[str, ...] = ()
    seeks: tuple[str, ...] = ()
    offers: str | None = None
    contacts: tuple[Contact, ...] = ()
    office: Place | None = None
    places: tuple[Place, ...] = ()
    notices: tuple[str, ...] = ()
    """Fields whose notices the group wants by mail."""
    sample: bool = field(default=False)
    """Whether this is a made-up group for trying things out; shown as such."""

    def contact(self, kind: str) -> Contact | None:
        return next((contact for contact in self.contacts if contact.kind == kind), None)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The registration that `to_json` wrote, in this or an earlier version of the form."""
        known = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        for name in ("fields", "districts", "languages", "social", "seeks", "notices"):
            known[name] = tuple(known.get(name) or ())
        known["contacts"] = tuple(map(Contact.from_json, known.get("contacts") or ()))
        known["places"] = tuple(map(Place.from_json, known.get("places") or ()))
        office = known.get("office")
        known["office"] = Place.from_json(office) if office else None
        return cls(**known)

    def missing(self) -> tuple[str, ...]:
        """Names of what must be there before the registration can be sent."""
        required = {"name_ja": self.name_ja, "purpose": self.purpose, "fields": self.fields}
        reachable = self.contact("phone") or self.contact("email")
        return (
            *(name for name, value in required.items() if not value),
            *(() if reachable else ("contacts",)),
        )
