"""Timetables: trips by hand, the same as trying every ride, and a day's services as published."""

import zipfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapservice.planning.arrays import Floats
from mapservice.planning.impedance.ground import STRAIGHT_LINE, Pace, Points
from mapservice.planning.impedance.timetable.feed import Timetable, read_feed
from mapservice.planning.impedance.timetable.profiles import Changing, profiles
from mapservice.planning.impedance.timetable.window import Window, transit_minutes

MONDAY, SUNDAY = date(2025, 6, 2), date(2025, 6, 8)
WALK = Pace(4.8, STRAIGHT_LINE)
CHANGING = Changing(WALK, farthest_m=300, change_s=60)
EIGHT = 8 * 3600.0

# Sample lines on a parallel, 0.1 degree (9.1 km) apart: A - B by bus 1, B - C by bus 2.
FEED = {
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nA,見本,35,139\nB,見本,35,139.1\n"
    "C,見本,35,139.2\nX,no place,,\n",
    "trips.txt": "route_id,service_id,trip_id\n1,week,a1\n1,week,a2\n2,week,b1\n2,sun,s1\n"
    "3,week,f1\n4,week,n1\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type\n"
    "a1,8:10:00,8:10:00,A,1,\na1,08:30:00,08:30:00,B,2,\n"
    "a2,8:40:00,8:40:00,A,1,\na2,9:00:00,9:00:00,B,2,\n"
    "b1,8:35:00,8:35:00,B,1,\nb1,8:50:00,8:50:00,C,2,\n"
    "s1,8:00:00,8:00:00,A,1,\ns1,,,B,5,\ns1,8:20:00,8:20:00,C,10,\n"
    "f1,0:00:00,0:00:00,C,1,\nf1,0:10:00,0:10:00,B,2,\n"
    "n1,24:30:00,24:30:00,A,1,1\nn1,24:50:00,24:50:00,B,2,\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date\nweek,1,1,1,1,1,0,0,20250101,20251231\n"
    "sun,0,0,0,0,0,0,1,20250101,20251231\n",
    "calendar_dates.txt": "service_id,date,exception_type\nweek,20250609,2\nsun,20250609,1\n",
    "frequencies.txt": "trip_id,start_time,end_time,headway_secs\nf1,9:00:00,9:30:00,600\n",
}


def written(folder: Path, **changes: str) -> Path:
    path = folder / "sample.zip"
    with zipfile.ZipFile(path, "w") as feed:
        for name, text in {**FEED, **{f"{key}.txt": text for key, text in changes.items()}}.items():
            feed.writestr(name, "\ufeff" + text)
    return path


def at(*lon: float) -> Points:
    return Points(np.array(lon), np.full(len(lon), 35.0))


def rides(timetable: Timetable) -> list[tuple[str, str, float, float]]:
    """(from, to, departure, arrival) in minutes after midnight."""
    return [
        (timetable.stop_id[start], timetable.stop_id[end], leave / 60, arrive / 60)
        for start, end, leave, arrive in zip(
            timetable.from_stop, timetable.to_stop, timetable.departure, timetable.arrival,
            strict=True,
        )
    ]  # fmt: skip


def test_a_weekday_runs_its_services_with_headways_and_the_night_before(tmp_path: Path) -> None:
    found = rides(read_feed(written(tmp_path), date(2025, 6, 3)))
    assert found == [
        ("A", "B", 30, 50),  # of Monday's service day, after midnight
        ("A", "B", 490, 510),
        ("B", "C", 515, 530),
        ("A", "B", 520, 540),
        ("C", "B", 540, 550),
        ("C", "B", 550, 560),
        ("C", "B", 560, 570),
        ("A", "B", 1470, 1490),
    ]


def test_sunday_interpolates_a_stop_without_times(tmp_path: Path) -> None:
    assert rides(read_feed(written(tmp_path), SUNDAY)) == [
        ("A", "B", 480, 490),
        ("B", "C", 490, 500),
    ]


def test_an_exception_replaces_a_weekday_by_sunday(tmp_path: Path) -> None:
    found = rides(read_feed(written(tmp_path), date(2025, 6, 9)))
    assert found[0] == ("A", "B", 480, 490)


def test_nobody_boards_where_boarding_is_forbidden(tmp_path: Path) -> None:
    timetable = read_feed(written(tmp_path), MONDAY)
    assert not timetable.boarding[timetable.departure == 24.5 * 3600].any()
    assert timetable.boarding[timetable.departure < 24 * 3600].all()


def test_window_by_hand_with_a_change(tmp_path: Path) -> None:
    timetable = read_feed(written(tmp_path), MONDAY)
    ends = (at(139.0), at(139.1, 139.2))
    times = transit_minutes(timetable, ends, Window(EIGHT, EIGHT + 600, 300), CHANGING)
    # 8:00, 8:05 and 8:10 all ride at 8:10: to B 30, 25, 20; to C by 8:50, 50, 45, 40
    assert times.median[0] == pytest.approx([25, 45])
    assert times.spread[0] == pytest.approx([10, 10])
    assert times.reached.tolist() == [[1, 1]]


def test_too_short_a_change_misses_the_bus(tmp_path: Path) -> None:
    timetable = read_feed(written(tmp_path), MONDAY)
    hurried = Changing(WALK, change_s=301)
    times = transit_minutes(timetable, (at(139.0), at(139.2)), Window(EIGHT, EIGHT), hurried)
    assert times.median[0, 0] > 200  # on foot: 18 km


def test_walking_all_the_way_is_taken_when_faster(tmp_path: Path) -> None:
    timetable = read_feed(written(tmp_path), MONDAY)
    times = transit_minutes(timetable, (at(139.0), at(139.001)), Window(EIGHT, EIGHT), CHANGING)
    assert times.median[0, 0] == pytest.approx(91.27 / 80, abs=0.01)


STOPS = at(139.0, 139.002, 139.1, 139.102)  # two pairs, 182 m within each
BETWEEN_S = 182.5 / 80 * 60


def earliest(timetable: Timetable, egress_s: Floats, start: int, leave: float) -> float:
    """One passenger forward in time: board whatever can be boarded, get off everywhere."""
    ready, aboard = {start: leave}, set()
    best = np.inf
    for ride in range(len(timetable.trip)):
        begin, end = int(timetable.from_stop[ride]), int(timetable.to_stop[ride])
        trip, arrival = int(timetable.trip[ride]), float(timetable.arrival[ride])
        if timetable.boarding[ride] and ready.get(begin, np.inf) <= timetable.departure[ride]:
            aboard.add(trip)
        if trip in aboard and timetable.alighting[ride]:
            best = min(best, arrival + float(egress_s[end, 0]))
            neighbour = end ^ 1
            ready[end] = min(ready.get(end, np.inf), arrival + 60)
            ready[neighbour] = min(ready.get(neighbour, np.inf), arrival + BETWEEN_S + 0.1)
    return best


@st.composite
def timetables(draw: st.DrawFn) -> Timetable:
    """Up to 6 runs of up to 5 stops, whole minutes apart."""
    rides: list[tuple[int, int, int, int, int, int, bool, bool]] = []
    for trip in range(draw(st.integers(1, 6))):
        clock = draw(st.integers(0, 60))
        stops = draw(st.lists(st.integers(0, 3), min_size=2, max_size=5))
        for start, end in pairwise(stops):
            leave = clock + draw(st.integers(0, 3))
            arrive = leave + draw(st.integers(1, 15))
            rides.append((leave * 60, arrive * 60, len(rides), start, end, trip,
                          draw(st.booleans()), draw(st.booleans())))  # fmt: skip
            clock = arrive
    rides.sort()
    leaves, arrives, _, starts, ends, trips, boards, alights = (
        np.array(column) for column in zip(*rides, strict=True)
    )
    return Timetable(
        stop_id=("0", "1", "2", "3"), stops=STOPS, from_stop=starts, to_stop=ends,
        departure=leaves.astype(float), arrival=arrives.astype(float), trip=trips,
        boarding=boards, alighting=alights,
    )  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(timetables(), st.integers(0, 3), st.integers(0, 80))
def test_arrival_equals_that_of_trying_every_ride(
    timetable: Timetable, start: int, minute: int
) -> None:
    egress_s = np.array([[np.inf], [np.inf], [60.0], [0.0]])
    found = profiles(timetable, egress_s, CHANGING)[start].leaving(minute * 60.0)[0]
    assert found == earliest(timetable, egress_s, start, minute * 60.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"stops": ""}, "stops.txt"),
        ({"stop_times": FEED["stop_times.txt"].replace("8:10:00", "8:99:00")}, "not a time"),
        ({"frequencies": "trip_id,start_time,end_time,headway_secs\nf1,9:00:00,9:30:00,0\n"},
         "headway"),
        ({"stop_times": FEED["stop_times.txt"].replace("08:30:00", "08:00:00")}, "before"),
        ({"stops": "stop_id,stop_name\nA,x\n"}, "column 'stop_lat'"),
        ({"calendar": "", "calendar_dates": ""}, "nothing runs"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused_with_the_reason(
    tmp_path: Path, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        read_feed(written(tmp_path, **changes), MONDAY)


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    path.write_text("no zip")
    with pytest.raises(ValueError, match="not a readable GTFS"):
        read_feed(path, MONDAY)
