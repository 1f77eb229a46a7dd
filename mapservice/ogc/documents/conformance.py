"""Conformance classes that the service declares, each held by tests in tests/ogc."""

from typing import Final

_FEATURES: Final = "http://www.opengis.net/spec/ogcapi-features-"
_COMMON: Final = "http://www.opengis.net/spec/ogcapi-common-"
_TILES: Final = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
_CQL2: Final = "http://www.opengis.net/spec/cql2/1.0/conf/"

CONFORMANCE: Final = (
    *(f"{_COMMON}1/1.0/conf/{name}" for name in ("core", "landing-page", "json", "html", "oas30")),
    *(f"{_COMMON}2/1.0/conf/{name}" for name in ("collections", "simple-query")),
    *(f"{_FEATURES}1/1.0/conf/{name}" for name in ("core", "oas30", "html", "geojson")),
    f"{_FEATURES}2/1.0/conf/crs",
    *(
        f"{_FEATURES}3/1.0/conf/{name}"
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        f"{_FEATURES}4/1.0/conf/{name}"
        for name in ("create-replace-delete", "update", "features", "optimistic-locking-etags")
    ),
    *(
        f"{_FEATURES}5/1.0/conf/{name}"
        for name in ("schemas", "core-roles-features", "queryables", "sortables")
    ),
    *(
        f"{_CQL2}{name}"
        for name in (
            "cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators",
            "case-insensitive-comparison", "accent-insensitive-comparison",
            "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions",
            "temporal-functions", "array-functions", "property-property", "arithmetic",
        )
    ),
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    *(
        f"{_TILES}{name}"
        for name in (
            "core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30",
        )
    ),
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
)  # fmt: skip
