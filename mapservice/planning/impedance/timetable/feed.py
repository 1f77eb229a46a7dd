"""One day's connections from a GTFS feed (zip), as gtfs.org/documentation/schedule defines it."""

import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from mapservice.planning.arrays import Flags, Floats, Ints
from mapservice.planning.impedance.ground import Points

DAY_S = 86_400
LARGEST_TABLE = 1_000_000_000  # bytes unpacked: a zip can promise little and hold much
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """Connections between neighbouring stops of a trip, ascending by departure."""

    stop_id: tuple[str, ...]  # (stops,)
    stops: Points  # (stops,)
    from_stop: Ints  # (connections,) index of the stop
    to_stop: Ints  # (connections,)
    departure: Floats  # (connections,) seconds after midnight of the day, may exceed 86,400
    arrival: Floats  # (connections,)
    trip: Ints  # (connections,) number of the run of a vehicle
    boarding: Flags  # (connections,) passengers may get on at from_stop
    alighting: Flags  # (connections,) passengers may get off at to_stop

    @property
    def trips(self) -> int:
        """Number of runs."""
        return int(self.trip.max()) + 1 if len(self.trip) else 0


def read_feed(path: Path, day: date) -> Timetable:
    """The day's connections, with runs of the day before that pass midnight.

    Blank times are interpolated evenly between timed stops, frequencies expanded into runs.
    ValueError for a file that is no feed, or a day on which nothing runs.
    """
    try:
        with zipfile.ZipFile(path) as feed:
            tables = {name: _table(feed, name) for name in _TABLES}
    except (zipfile.BadZipFile, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise ValueError(f"{path.name} is not a readable GTFS feed: {error}") from error
    for name in ("stops", "trips", "stop_times"):
        if tables[name].empty:
            raise ValueError(f"{path.name}: {name}.txt is missing or empty")
    try:
        return _on(tables, day)
    except KeyError as error:
        raise ValueError(f"{path.name} lacks the column {error}") from error


def _on(tables: dict[str, pd.DataFrame], day: date) -> Timetable:
    calls = pd.concat(
        [_calls(tables, day, 0), _calls(tables, day - timedelta(days=1), DAY_S)], ignore_index=True
    )
    if calls.empty:
        raise ValueError(f"nothing runs on {day.isoformat()}")
    return _timetable(tables["stops"], calls)


_TABLES = ("stops", "trips", "stop_times", "calendar", "calendar_dates", "frequencies")


def _table(feed: zipfile.ZipFile, name: str) -> pd.DataFrame:
    try:
        entry = feed.getinfo(f"{name}.txt")
    except KeyError:
        return pd.DataFrame()
    if entry.file_size > LARGEST_TABLE:
        raise ValueError(f"{name}.txt is larger than {LARGEST_TABLE:,} bytes")
    try:
        with feed.open(entry) as file:
            table = pd.read_csv(file, dtype=str, encoding="utf-8-sig", keep_default_na=False)
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
    return table.rename(columns=str.strip)


def services_on(tables: dict[str, pd.DataFrame], day: date) -> set[str]:
    """service_id of everything that runs on `day`: weekly calendar, then its exceptions."""
    number, weekday = day.strftime("%Y%m%d"), WEEKDAYS[day.weekday()]
    running: set[str] = set()
    weekly, exceptions = tables["calendar"], tables["calendar_dates"]
    if not weekly.empty:
        in_force = (weekly["start_date"] <= number) & (weekly["end_date"] >= number)
        running |= set(weekly.loc[in_force & (weekly[weekday] == "1"), "service_id"])
    if not exceptions.empty:
        today = exceptions[exceptions["date"] == number]
        running |= set(today.loc[today["exception_type"] == "1", "service_id"])
        running -= set(today.loc[today["exception_type"] == "2", "service_id"])
    return running


def _calls(tables: dict[str, pd.DataFrame], day: date, earlier_s: int) -> pd.DataFrame:
    """Calls of all runs of a service day in order, times less `earlier_s`."""
    trips, times = tables["trips"], tables["stop_times"]
    running = set(trips.loc[trips["service_id"].isin(services_on(tables, day)), "trip_id"])
    calls = times[times["trip_id"].isin(running)].copy()
    calls["sequence"] = pd.to_numeric(calls["stop_sequence"])
    calls = calls.sort_values(["trip_id", "sequence"], kind="stable")
    for name in ("arrival", "departure"):
        calls[name] = _seconds(calls[f"{name}_time"])
    calls["arrival"] = calls["arrival"].fillna(calls["departure"])
    calls["departure"] = calls["departure"].fillna(calls["arrival"])
    for name in ("arrival", "departure"):
        calls[name] = calls.groupby("trip_id", sort=False)[name].transform(
            lambda column: column.interpolate(limit_area="inside")
        )
    for name in ("pickup_type", "drop_off_type"):
        calls[name] = calls.get(name, pd.Series("0", index=calls.index))
    calls = _repeated(calls.assign(run=calls["trip_id"]), tables["frequencies"])
    calls[["arrival", "departure"]] -= earlier_s
    calls["run"] = calls["run"] + f" {earlier_s}"
    return calls[["run", "stop_id", "arrival", "departure", "pickup_type", "drop_off_type"]]


def _seconds(times: pd.Series) -> pd.Series:
    """H:MM:SS, hours may exceed 24 -> seconds; NaN where blank."""
    parts = times.str.strip().str.extract(r"^(\d+):([0-5]\d):([0-5]\d)$").astype(float)
    seconds = parts[0] * 3600 + parts[1] * 60 + parts[2]
    wrong = seconds.isna() & (times.str.strip() != "")
    if wrong.any():
        raise ValueError(f"stop_times.txt: {times[wrong].iloc[0]!r} is not a time")
    return seconds


def _repeated(calls: pd.DataFrame, frequencies: pd.DataFrame) -> pd.DataFrame:
    """Runs of trips with a headway, each shifted to its own start."""
    if frequencies.empty:
        return calls
    parts = [calls[~calls["trip_id"].isin(set(frequencies["trip_id"]))]]
    starts, ends = _seconds(frequencies["start_time"]), _seconds(frequencies["end_time"])
    headways = pd.to_numeric(frequencies["headway_secs"])
    if not (headways > 0).all():
        raise ValueError("frequencies.txt: headway_secs must be positive")
    for trip, start, end, headway in zip(
        frequencies["trip_id"], starts, ends, headways, strict=True
    ):
        pattern = calls[calls["trip_id"] == trip]
        if not pattern.empty:
            for at in np.arange(start, end, headway):
                shift = at - pattern["departure"].iloc[0]
                moved = pattern.assign(run=f"{trip} {at:g}")
                moved[["arrival", "departure"]] += shift
                parts.append(moved)
    return pd.concat(parts, ignore_index=True)


def _timetable(stops: pd.DataFrame, calls: pd.DataFrame) -> Timetable:
    place = stops[stops["stop_lat"].str.strip() != ""].drop_duplicates("stop_id")
    number = {stop: index for index, stop in enumerate(place["stop_id"])}
    stop = calls["stop_id"].map(number)
    # A call without a time (before the first timed stop) or a place cannot be used.
    usable = stop.notna() & calls["arrival"].notna() & calls["departure"].notna()
    calls, at = calls[usable], stop[usable].to_numpy().astype(np.int64)
    run = pd.factorize(calls["run"])[0].astype(np.int64)
    arrival = calls["arrival"].to_numpy(dtype=np.float64)
    departure = calls["departure"].to_numpy(dtype=np.float64)
    ahead = np.flatnonzero((run[1:] == run[:-1]) & (departure[:-1] >= 0))
    if (arrival[ahead + 1] < departure[ahead]).any():
        raise ValueError("stop_times.txt: a vehicle arrives before it departs")
    # Later stops of a run come after earlier ones even when no time passes between them.
    order = ahead[np.lexsort((ahead, arrival[ahead + 1], departure[ahead]))]
    pickup, drop = calls["pickup_type"].to_numpy(), calls["drop_off_type"].to_numpy()
    return Timetable(
        stop_id=tuple(place["stop_id"]),
        stops=Points(
            place["stop_lon"].to_numpy(dtype=np.float64),
            place["stop_lat"].to_numpy(dtype=np.float64),
        ),
        from_stop=at[order],
        to_stop=at[order + 1],
        departure=departure[order],
        arrival=arrival[order + 1],
        trip=run[order],
        boarding=pickup[order] != "1",
        alighting=drop[order + 1] != "1",
    )
