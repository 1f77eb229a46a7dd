"""A file of streets -> travel over them."""

from collections.abc import Iterable
from pathlib import Path

from mapservice.planning.assessment.travel import Travel, over_streets
from mapservice.planning.impedance.roads.assemble import RoadWay, assemble_network
from mapservice.planning.impedance.roads.lines import read_lines
from mapservice.planning.impedance.roads.osm import ENDINGS, read_osm
from mapservice.planning.impedance.roads.rules import MODES
from mapservice.planning.parameters import Asked


def read_streets(path: Path, asked: Asked) -> Travel:
    """Travel by the asked mode over the streets of `path`.

    OpenStreetMap by its ending, else GeoPackage or GeoJSON lines. ValueError for a file that
    is none of these or has no way open to the mode.
    """
    ways: Iterable[RoadWay] = read_osm(path) if path.name.endswith(ENDINGS) else read_lines(path)
    return over_streets(asked, assemble_network(ways, MODES[asked.mode]), path.name)
