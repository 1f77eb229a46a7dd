"""HTML of collections and features, for people who follow a link into the API."""

import json
from collections.abc import Sequence
from typing import Any

from flask import render_template

from mapservice.ogc.collections import Collection
from mapservice.ogc.items import ItemsRequest
from mapservice.ogc.links import Link
from mapservice.ogc.pages import Page
from mapservice.ogc.reference_systems import REFERENCE_SYSTEMS
from mapservice.ogc.representations.geojson import rights


def render(name: str, links: Sequence[Link], **values: Any) -> bytes:
    """A page of templates/ogc."""
    return render_template(f"ogc/{name}.html", links=links, **values).encode()


def items_page(asked: ItemsRequest, page: Page, links: list[Link]) -> bytes:
    features = [json.loads(feature) for feature in page.features]
    shown = [field for field in asked.fields if _has_value(features, field.name)]
    return render(
        "items", links, collection=asked.collection, features=features, fields=shown,
        matched=page.matched, rights=rights(asked.collection),
        following=next((link.href for link in links if link.rel == "next"), None),
    )  # fmt: skip


def _has_value(features: list[dict[str, Any]], name: str) -> bool:
    """Columns that say nothing on this page are left out of its table."""
    return any(feature["properties"][name] not in (None, "unknown") for feature in features)


def item_page(asked: ItemsRequest, feature: bytes, links: list[Link]) -> bytes:
    return render(
        "item", links, collection=asked.collection, feature=json.loads(feature),
        fields=asked.fields, rights=rights(asked.collection),
    )  # fmt: skip


def collection_page(collection: Collection, document: dict[str, Any], links: list[Link]) -> bytes:
    return render(
        "collection", links, collection=collection, document=document, systems=REFERENCE_SYSTEMS
    )
