"""Pages about the service: its data, its licences, help, privacy."""

import json
from typing import Any

from layers import all_layers
from mapservice.assets import STATIC, asset
from mapservice.languages import gettext, localize
from mapservice.venues.finding import Surroundings
from mapservice.venues.pages.cards import symbol_of
from mapservice.venues.pages.head import default_description, text_head
from mapservice.venues.pages.models import (
    AboutPage,
    LayerAbout,
    LicencesPage,
    Software,
    TextPage,
)

MANIFEST = STATIC / "third_party" / "manifest.json"


def about_page(around: Surroundings) -> AboutPage:
    return AboutPage(text_head(gettext("About this map"), default_description()), _layers(around))


def licences_page(around: Surroundings) -> LicencesPage:
    title = gettext("Data and licences")
    description = gettext(
        "Where the data comes from, and the software that this service is made of."
    )
    return LicencesPage(text_head(title, description), _layers(around), _software())


def help_page() -> TextPage:
    return TextPage(text_head(gettext("Help"), gettext("How to search, filter, print and share.")))


def privacy_page() -> TextPage:
    description = gettext("What this service keeps, and what it does not.")
    return TextPage(text_head(gettext("Privacy"), description))


def _layers(around: Surroundings) -> tuple[LayerAbout, ...]:
    states = {row.layer: row for row in around.revisions.rows}
    return tuple(
        LayerAbout(
            id=layer.id,
            title=localize(layer.title),
            description=localize(layer.description),
            symbol=symbol_of(layer),
            owners=tuple(localize(owner.title) for owner in layer.owners),
            source=localize(layer.source),
            licence=layer.licence,
            attribution=localize(layer.attribution),
            fresh_days=layer.fresh_days,
            count=states[layer.id].features if layer.id in states else None,
            changed_at=states[layer.id].changed_at if layer.id in states else None,
        )
        for layer in all_layers()
    )


def _software() -> tuple[Software, ...]:
    """What setup installed for browsers, as its manifest says; nothing before it ran."""
    if not MANIFEST.is_file():
        return ()
    packages: list[dict[str, Any]] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return tuple(
        Software(
            package["name"],
            package["version"],
            package["licence"],
            package["homepage"],
            asset(f"third_party/{package['folder']}/{package['licence_file']}"),
        )
        for package in packages
    )
