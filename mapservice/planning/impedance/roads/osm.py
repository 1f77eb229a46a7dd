"""Ways from OpenStreetMap files, .osm and .osm.pbf, by libosmium."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import osmium

from mapservice.planning.impedance.roads.assemble import RoadWay

ENDINGS = (".osm", ".osm.pbf", ".pbf", ".osm.gz", ".osm.bz2")


def read_osm(path: Path) -> Iterator[RoadWay]:
    """Ways with a `highway` tag; corners that lie outside the extract are left out.

    Barriers on nodes and turn restrictions are not read. ValueError for a file that is not
    OpenStreetMap data.
    """
    if not path.name.endswith(ENDINGS):
        raise ValueError(f"expected one of {', '.join(ENDINGS)}, got {path.name}")
    entities = osmium.osm.NODE | osmium.osm.WAY
    file = osmium.FileProcessor(str(path), entities).with_locations()
    file = file.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
    file = file.with_filter(osmium.filter.KeyFilter("highway"))
    try:
        for way in file:
            if not isinstance(way, osmium.osm.Way):
                continue
            corners = [
                (node.ref, node.location.lon, node.location.lat)
                for node in way.nodes
                if node.location.valid()
            ]
            if len(corners) > 1:
                key, lon, lat = zip(*corners, strict=True)
                tags = {tag.k: tag.v for tag in way.tags}
                yield RoadWay(tags, np.array(key, dtype=np.int64), np.array(lon), np.array(lat))
    except RuntimeError as error:
        raise ValueError(f"{path.name} is not readable as OpenStreetMap data: {error}") from error
