"""Streets from files: who may go where, how fast, and what a file must be."""

import json
from pathlib import Path

import numpy as np
import pyogrio
import pyogrio.raw
import pytest
import shapely
from pyproj import Transformer

from mapservice.planning.impedance.ground import Points
from mapservice.planning.impedance.network import Network
from mapservice.planning.impedance.roads.assemble import Hills, RoadWay, assemble_network
from mapservice.planning.impedance.roads.lines import OSM_COLUMNS, LineColumns, read_lines
from mapservice.planning.impedance.roads.osm import read_osm
from mapservice.planning.impedance.roads.rules import CAR, CYCLE, WALK, Mode, speeds
from mapservice.planning.impedance.roads.slope import tobler
from mapservice.planning.impedance.snapping import SnapRules, snap
from mapservice.planning.impedance.travel import network_pairs

# Sample streets on a made-up plot: a one-way street, a footpath, a motorway, a bridge.
OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="sample">
 <node id="1" version="1" lat="35.0000" lon="139.0000"/>
 <node id="2" version="1" lat="35.0000" lon="139.0100"/>
 <node id="3" version="1" lat="35.0100" lon="139.0100"/>
 <node id="4" version="1" lat="35.0050" lon="139.0050"/>
 <node id="5" version="1" lat="34.9950" lon="139.0050"/>
 <way id="11" version="1"><nd ref="1"/><nd ref="2"/>
  <tag k="highway" v="residential"/><tag k="oneway" v="yes"/>
  <tag k="oneway:bicycle" v="no"/><tag k="name" v="見本通り"/></way>
 <way id="12" version="1"><nd ref="2"/><nd ref="3"/><tag k="highway" v="footway"/></way>
 <way id="13" version="1"><nd ref="3"/><nd ref="1"/><tag k="highway" v="motorway"/></way>
 <way id="14" version="1"><nd ref="4"/><nd ref="5"/>
  <tag k="highway" v="residential"/><tag k="bridge" v="yes"/></way>
 <way id="15" version="1"><nd ref="1"/><nd ref="5"/><tag k="waterway" v="river"/></way>
 <way id="16" version="1"><nd ref="1"/><nd ref="99"/><tag k="highway" v="residential"/></way>
</osm>
"""

CORNERS = Points(np.array([139.0, 139.01, 139.01]), np.array([35.0, 35.0, 35.01]))


@pytest.fixture
def osm_file(tmp_path: Path) -> Path:
    path = tmp_path / "sample.osm"
    path.write_text(OSM, encoding="utf-8")
    return path


def minutes_between(network: Network, points: Points) -> list[list[float]]:
    snapped = snap(points, network, SnapRules(max_m=1, least_nodes=1))
    times: list[list[float]] = network_pairs(network, snapped, snapped, 600).to_dense().tolist()
    return times


def test_osm_file_becomes_streets_with_their_names_and_rights(osm_file: Path) -> None:
    ways = list(read_osm(osm_file))
    assert [way.key.tolist() for way in ways] == [[1, 2], [2, 3], [3, 1], [4, 5]]
    assert ways[0].tags["name"] == "見本通り"


def test_walkers_ignore_one_way_and_keep_off_the_motorway(osm_file: Path) -> None:
    times = minutes_between(assemble_network(read_osm(osm_file), WALK), CORNERS)
    # 912.7 m along the parallel, 1109.6 m along the meridian, 80 m a minute
    assert times[0][1] == pytest.approx(912.7 / 80, abs=0.02)
    assert times[1][0] == pytest.approx(times[0][1])
    assert times[0][2] == pytest.approx((912.7 + 1109.5) / 80, abs=0.03)


def test_cars_obey_one_way_and_stay_off_the_footpath(osm_file: Path) -> None:
    times = minutes_between(assemble_network(read_osm(osm_file), CAR), CORNERS)
    assert times[0][1] == pytest.approx(912.7 / (20_000 / 60), abs=0.01)
    assert times[1] == [np.inf, 0, np.inf]  # a one-way dead end
    assert np.isfinite(times[2][0])  # the motorway runs from 3 to 1 only
    assert times[0][2] == np.inf


def test_bicycles_may_go_against_the_one_way_street(osm_file: Path) -> None:
    times = minutes_between(assemble_network(read_osm(osm_file), CYCLE), CORNERS)
    assert times[1][0] == pytest.approx(912.7 / 250, abs=0.01)


def test_bridge_without_a_shared_corner_does_not_join_the_street_below(osm_file: Path) -> None:
    network = assemble_network(read_osm(osm_file), WALK)
    assert len(network.component_size) == 2


def test_long_streets_get_nodes_so_that_a_door_finds_one(osm_file: Path) -> None:
    network = assemble_network(read_osm(osm_file), WALK, longest_m=100)
    middle = snap(Points(np.array([139.005]), np.array([35.0])), network)
    assert middle.metres[0] < 50
    whole = assemble_network(read_osm(osm_file), WALK, longest_m=1e9)
    assert minutes_between(whole, CORNERS) == pytest.approx(
        np.array(minutes_between(network, CORNERS)), abs=1e-4
    )


@pytest.mark.parametrize(
    ("tags", "mode", "expected"),
    [
        ({"highway": "residential", "access": "private"}, CAR, (0, 0)),
        ({"highway": "residential", "access": "private", "foot": "yes"}, WALK, (4.8, 4.8)),
        ({"highway": "motorway"}, WALK, (0, 0)),
        ({"highway": "steps"}, WALK, (2.4, 2.4)),
        ({"highway": "steps"}, CYCLE, (0, 0)),
        ({"highway": "footway", "bicycle": "yes"}, CYCLE, (10, 10)),
        ({"highway": "primary", "maxspeed": "20"}, CAR, (20, 20)),
        ({"highway": "primary", "maxspeed": "walk"}, CAR, (35, 35)),
        ({"highway": "primary", "maxspeed": "²"}, CAR, (35, 35)),
        ({"highway": "residential", "oneway": "-1"}, CAR, (0, 20)),
        ({"highway": "residential", "oneway": "-1"}, WALK, (4.8, 4.8)),
        ({"highway": "residential", "oneway": "yes", "cycleway": "opposite"}, CYCLE, (15, 15)),
        ({"highway": "tertiary", "junction": "roundabout"}, CAR, (25, 0)),
        ({"highway": "construction"}, WALK, (0, 0)),
        ({"railway": "rail"}, WALK, (0, 0)),
    ],
)
def test_rights_and_speeds(tags: dict[str, str], mode: Mode, expected: tuple[float, float]) -> None:
    assert speeds(tags, mode) == expected


def test_hills_slow_the_way_up_more_than_the_way_down(osm_file: Path) -> None:
    def height(points: Points) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return (points.lon - 139.0) * 5_000  # 50 m on 913 m: a grade of 0.055

    flat = minutes_between(assemble_network(read_osm(osm_file), WALK), CORNERS)
    hilly = minutes_between(
        assemble_network(read_osm(osm_file), WALK, hills=Hills(height, tobler)), CORNERS
    )
    grade = 50 / 912.7
    assert hilly[0][1] / flat[0][1] == pytest.approx(np.exp(3.5 * grade), rel=1e-3)
    assert hilly[1][0] / flat[1][0] == pytest.approx(
        np.exp(3.5 * (abs(-grade + 0.05) - 0.05)), rel=1e-3
    )
    assert tobler(np.array([0.0]))[0] == 1


def test_unknown_heights_are_taken_as_flat(osm_file: Path) -> None:
    hills = Hills(lambda points: np.full(len(points), np.nan), tobler)
    assert minutes_between(
        assemble_network(read_osm(osm_file), WALK, hills=hills), CORNERS
    ) == minutes_between(assemble_network(read_osm(osm_file), WALK), CORNERS)


def geojson(path: Path) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"highway": "residential", "name": "{{ 7*7 }}"},
            "geometry": {"type": "LineString", "coordinates": [[139.0, 35.0], [139.01, 35.0]]},
        },
        {
            "type": "Feature",
            "properties": None,
            "geometry": {
                "type": "MultiLineString",
                "coordinates": [[[139.01, 35.0], [139.01, 35.01]]],
            },
        },
        {"type": "Feature", "properties": {}, "geometry": None},
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_geojson_lines_meet_at_shared_corners(tmp_path: Path) -> None:
    ways = list(read_lines(geojson(tmp_path / "roads.geojson")))
    assert [way.tags["highway"] for way in ways] == ["residential", "residential"]
    times = minutes_between(assemble_network(ways, WALK), CORNERS)
    assert times[0][2] == pytest.approx((912.7 + 1109.5) / 80, abs=0.03)


def test_geopackage_in_metres_gives_the_same_streets(tmp_path: Path) -> None:
    to_plane = Transformer.from_crs("EPSG:6668", "EPSG:6677", always_xy=True)
    x, y = to_plane.transform(CORNERS.lon, CORNERS.lat)
    path = tmp_path / "roads.gpkg"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array([shapely.LineString(np.column_stack((x, y)))])),
        [np.array(["一般道路"], dtype=object)],
        ["種別"],
        geometry_type="LineString",
        crs="EPSG:6677",
        driver="GPKG",
    )
    columns = LineColumns(tags={"highway": "種別"}, classes={"一般道路": "tertiary"})
    (way,) = read_lines(path, columns)
    assert way.tags == {"highway": "tertiary"}
    assert way.lon == pytest.approx(CORNERS.lon, abs=1e-7)
    assert speeds(way.tags, CAR) == (25, 25)


def test_a_file_that_points_elsewhere_is_refused_before_gdal_sees_it(tmp_path: Path) -> None:
    path = tmp_path / "roads.gpkg"
    path.write_text(
        "<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTDataSource>"
    )
    with pytest.raises(ValueError, match="neither a GeoPackage nor GeoJSON"):
        list(read_lines(path))


@pytest.mark.parametrize(
    "text", ['{"type": "Feature"}', '{"features": [1]}', '{"features": 5}', "{" * 5]
)
def test_json_that_is_no_collection_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "roads.geojson"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"."):
        list(read_lines(path))


def test_deep_json_is_refused_and_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "roads.geojson"
    path.write_text('{"features": ' + "[" * 200_000)
    with pytest.raises(ValueError, match="not a GeoJSON"):
        list(read_lines(path))


@pytest.mark.parametrize(("name", "text"), [("roads.osm", "no xml"), ("roads.txt", OSM)])
def test_files_that_are_no_openstreetmap_data_are_refused(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(ValueError, match=r"roads\."):
        list(read_osm(path))


def test_a_file_without_a_way_for_the_mode_is_refused() -> None:
    way = RoadWay(
        {"highway": "steps"}, np.array([1, 2]), np.array([139.0, 139.1]), np.array([35.0, 35.0])
    )
    with pytest.raises(ValueError, match="open to car"):
        assemble_network([way], CAR)
    assert "highway" in OSM_COLUMNS.tags
