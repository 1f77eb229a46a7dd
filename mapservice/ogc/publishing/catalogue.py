"""The catalogue of the open data: DCAT-AP 3 as JSON-LD."""

from collections.abc import Sequence
from typing import Any, Final

from layers.text import LANGUAGES, Text
from mapservice.languages import HTML_LANGUAGE
from mapservice.ogc.collections import Collection, all_collections
from mapservice.ogc.publishing.files import Published
from mapservice.settings import Settings

CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
GEOGRAPHIC: Final = "http://publications.europa.eu/resource/authority/data-theme/REGI"


def _words(text: Text) -> list[dict[str, str]]:
    tags = {"ja": "ja", "en": "en", "easy": "ja-x-easy"}
    return [{"@language": tags[language], "@value": text.get(language)} for language in LANGUAGES]


def _time(text: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": text}


def _licence(name: str) -> dict[str, str]:
    """Creative Commons licences have an address; others are named only."""
    if name.startswith("CC-BY"):
        family, _, version = name.removeprefix("CC-").lower().rpartition("-")
        return {"@id": f"https://creativecommons.org/licenses/{family}/{version}/"}
    return {"@type": "dct:LicenseDocument", "dct:title": name}


def _file(entry: Published, collection: Collection, root: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": entry.name,
        "dcat:accessURL": {"@id": f"{root}/files/{entry.name}"},
        "dcat:downloadURL": {"@id": f"{root}/files/{entry.name}"},
        "dcat:mediaType": {"@id": MEDIA_TYPES + entry.media_type.partition(";")[0]},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(entry.bytes)},
        "spdx:checksum": {
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": entry.sha256,
        },
        "dct:license": [_licence(name) for name in collection.licences],
    }


def _service(collection: Collection, root: str) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": "OGC API - Features",
        "dcat:accessURL": {"@id": f"{root}/collections/{collection.id}"},
        "dcat:accessService": {"@id": f"{root}/"},
        "dct:license": [_licence(name) for name in collection.licences],
    }


def _dataset(collection: Collection, published: Sequence[Published], root: str) -> dict[str, Any]:
    files = [entry for entry in published if entry.collection == collection.id]
    dataset: dict[str, Any] = {
        "@id": f"{root}/collections/{collection.id}",
        "@type": "dcat:Dataset",
        "dct:identifier": collection.id,
        "dct:title": _words(collection.title),
        "dct:description": _words(collection.description),
        "dcat:theme": {"@id": GEOGRAPHIC},
        "dct:publisher": [
            {"@type": "foaf:Agent", "foaf:name": _words(owner.title)}
            for owner in dict.fromkeys(o for layer in collection.layers for o in layer.owners)
        ],
        "dct:provenance": [_words(layer.source) for layer in collection.layers],
        "dcat:distribution": [
            _service(collection, root),
            *(_file(entry, collection, root) for entry in files),
        ],
    }
    if files:
        dataset["dct:modified"] = _time(max(entry.changed_at for entry in files))
    return dataset


def catalogue(settings: Settings, published: Sequence[Published], root: str) -> dict[str, Any]:
    """The catalogue; `root` is the absolute address of `/ogc`."""
    return {
        "@context": CONTEXT,
        "@id": f"{root}/catalogue",
        "@type": "dcat:Catalog",
        "dct:title": settings.title,
        "dct:description": settings.title,
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": settings.title},
        "dct:language": sorted(set(HTML_LANGUAGE.values())),
        "dcat:service": {
            "@id": f"{root}/",
            "@type": "dcat:DataService",
            "dct:title": settings.title,
            "dcat:endpointURL": {"@id": f"{root}/"},
            "dcat:endpointDescription": {"@id": f"{root}/api"},
        },
        "dcat:dataset": [_dataset(collection, published, root) for collection in all_collections()],
    }
