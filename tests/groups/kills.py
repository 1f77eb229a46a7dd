"""Killing workers and the postmaster at random moments: is an acknowledged submission lost?

    python -m tests.groups.kills ROUNDS [SEED]

Senders press “register a new group” without a pause and keep what they were told. A sender
that gets no answer sends the same key again. After the rounds every acknowledged record must
be there, and no key may have made two.
"""

import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from http.client import HTTPException
from os import kill
from pathlib import Path
from urllib.response import addinfourl

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from mapservice.database.audit.verification import verify
from mapservice.database.engine import open_databases, service_target
from mapservice.database.private import groups
from mapservice.groups.records import find_or_make_representative
from mapservice.sessions import open_session
from mapservice.settings import Settings
from tests.serving.running import Service

SENDERS = 4
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


class _KeepRedirects(urllib.request.HTTPRedirectHandler):
    """The answer to a form is the redirect itself."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


@dataclass
class Sender(threading.Thread):
    """Sends submissions one after another until told to stop."""

    url: str
    session: str
    stopping: threading.Event
    acknowledged: dict[str, str] = field(default_factory=dict)
    tries: int = 0

    def __hash__(self) -> int:
        return id(self)

    def __post_init__(self) -> None:
        super().__init__()
        self._opener = urllib.request.build_opener(_KeepRedirects)
        self._form = ("", "")

    def run(self) -> None:
        while not self.stopping.is_set():
            key = str(uuid.uuid4())
            while not self._sent(key) and not self.stopping.is_set():
                time.sleep(0.05)

    def _sent(self, key: str) -> bool:
        self.tries += 1
        try:
            if not self._form[0]:
                self._form = self._fetch_form()
            data = urllib.parse.urlencode({"csrf_token": self._form[0], "submission": key})
            self._open("groups/mine", data.encode())
        except urllib.error.HTTPError as answer:
            if answer.code == 303 and "/about" in answer.headers.get("Location", ""):
                self.acknowledged[key] = answer.headers["Location"].split("/")[-2]
                return True
        except (OSError, HTTPException):
            pass
        return False

    def _fetch_form(self) -> tuple[str, str]:
        with self._open("groups/mine", None) as answer:
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
            found = CSRF.search(answer.read().decode())
        return (found[1], cookie) if found else ("", "")

    def _open(self, path: str, data: bytes | None) -> addinfourl:
        cookies = f"group={self.session}; {self._form[1]}"
        headers = {"Cookie": cookies, "Accept": "text/html"}
        request = urllib.request.Request(f"{self.url}{path}", data, headers)
        opened: addinfourl = self._opener.open(request, timeout=5)
        return opened


def children(pid: int, words: str) -> list[int]:
    """Processes below `pid` whose command line holds `words`."""
    listed = subprocess.run(
        ["ps", "-e", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()]
    parents = {int(row[0]): int(row[1]) for row in rows}

    def below(each: int) -> bool:
        while each in parents and each != pid:
            each = parents[each]
        return each == pid

    return [int(row[0]) for row in rows if words in row[2] and below(int(row[0]))]


def wait_for(engine: Engine, patience_s: float = 60) -> None:
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        try:
            with engine.connect():
                return
        except SQLAlchemyError:
            time.sleep(0.1)
    raise AssertionError("the database did not come back")


def wait_for_traffic(senders: list[Sender], patience_s: float = 60) -> None:
    """Until submissions flow again, so that a kill meets some that are under way."""

    def told() -> int:
        return sum(len(sender.acknowledged) for sender in senders)

    wanted, deadline = told() + 2 * SENDERS, time.monotonic() + patience_s
    while told() < wanted:
        if time.monotonic() > deadline:
            raise AssertionError("the service did not come back")
        time.sleep(0.02)


def run(rounds: int, seed: int) -> bool:
    """Play the rounds; prints what was found. Whether nothing was lost or doubled."""
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="mapservice-kills-", dir="/dev/shm"))
    folder.chmod(0o711)
    service = Service({"MAPSERVICE_DATA_DIR": str(folder / "data")})
    stopping = threading.Event()
    try:
        url = service.wait_for_url()
        settings = Settings(data_dir=folder / "data")
        writer = open_databases(service_target(settings), settings).writer
        wait_for(writer)
        with writer.begin() as connection:
            person = find_or_make_representative(connection, "kills@example.jp", "ja")
            session = open_session(connection, 24 * 60, representative_id=person)
        senders = [Sender(url, session, stopping) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        killed = {"worker": 0, "postmaster": 0}
        for _ in range(rounds):
            wait_for_traffic(senders)
            time.sleep(chance.uniform(0.0, 0.5))
            what = chance.choice(("worker", "postmaster"))
            words = {"worker": "mapservice.serving.worker", "postmaster": "bin/postgres"}[what]
            if found := children(service.pid, words):
                kill(min(found) if what == "postmaster" else chance.choice(found), signal.SIGKILL)
                killed[what] += 1
            wait_for(writer)
        time.sleep(3)
        stopping.set()
        for sender in senders:
            sender.join()
        return report(writer, senders, killed)
    finally:
        stopping.set()
        service.stop()
        shutil.rmtree(folder, ignore_errors=True)


def report(writer: Engine, senders: list[Sender], killed: dict[str, int]) -> bool:
    acknowledged = [record for sender in senders for record in sender.acknowledged.values()]
    with writer.connect() as connection:
        stored = set(connection.scalars(select(groups.c.id)))
        connection.rollback()
        trail = verify(connection)
    lost = [record for record in acknowledged if record not in stored]
    doubled = len(acknowledged) - len(set(acknowledged))
    # At the end each sender may have one record whose answer it did not wait for.
    unexplained = len(stored) - len(set(acknowledged))
    print(  # noqa: T201
        f"{sum(killed.values())} kills {killed}: {sum(each.tries for each in senders)} tries,"
        f" {len(acknowledged)} acknowledged, {len(lost)} lost, {doubled} doubled,"
        f" {unexplained} without an answer, audit {trail.links} links"
        f" {len(trail.problems)} problems",
        flush=True,
    )
    return not lost and not doubled and unexplained <= SENDERS and not trail.problems


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:]]
    sys.exit(0 if run(given[0], given[1] if len(given) > 1 else 1) else 1)
