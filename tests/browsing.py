"""The bundled city, served by the real service, and a real browser to look at it."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from mapservice.database.engine import Target
from mapservice.database.roles import OWNER
from mapservice.database.schema import initialise
from tests.serving.running import Service

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Chromium asks its maker's servers for things of its own unless told not to.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class ServedCity:
    """The service with the bundled city: its address (ends with a slash) and its database."""

    url: str
    target: Target


@pytest.fixture(scope="session")
def city(target: Target, open_folder: Path) -> Iterator[ServedCity]:
    """The bundled city in a database of its own, served by `mapservice up`.

    Shared by the whole run: who writes to it puts it back.
    """
    own = target.named("city")
    initialise(own)
    address = own.url(OWNER).set(drivername="postgresql").render_as_string(hide_password=False)
    service = Service(
        {
            "MAPSERVICE_DATABASE_URL": address,
            "MAPSERVICE_DATA_DIR": str(open_folder / "city"),
        }
    )
    yield ServedCity(service.wait_for_url(), own)
    assert service.stop() == 0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; nothing is downloaded."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, f"none of {', '.join(BROWSERS)} is installed: run make setup"
    # Chromium's sandbox refuses root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found, args=[*ARGUMENTS, *sandbox], headless=True
        )
        yield started
        started.close()


class OpenPage(Protocol):
    """Opens a page in a context of its own; `allow` are patterns of console errors to ignore."""

    def __call__(self, *allow: str, **context_options: Any) -> Page: ...


@dataclass
class Watch:
    """What a page must not do, seen while it did it."""

    host: str
    allow: tuple[str, ...]
    seen: list[str] = field(default_factory=list)

    def look_at(self, page: Page) -> None:
        page.on("console", self._message)
        page.on("pageerror", lambda error: self.seen.append(f"exception: {error}"))
        page.context.on("request", self._request)

    def _message(self, message: ConsoleMessage) -> None:
        told = f"console: {message.text} ({message.location.get('url')})"
        if message.type == "error" and not any(re.search(each, told) for each in self.allow):
            self.seen.append(told)

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.seen.append(f"request to another host: {request.url}")


@pytest.fixture
def open_page(browser: Browser, city: ServedCity) -> Iterator[OpenPage]:
    """Opens pages of the served city, in Japanese unless told otherwise.

    The test fails when one of them had an error in its console, or asked another host.
    """
    watches: list[Watch] = []
    contexts = []

    def opened(*allow: str, **context_options: Any) -> Page:
        options = {"base_url": city.url, "locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
        context = browser.new_context(**{**options, **context_options})
        contexts.append(context)
        page = context.new_page()
        watch = Watch(urlsplit(city.url).netloc, allow)
        watch.look_at(page)
        watches.append(watch)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [entry for watch in watches for entry in watch.seen] == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One page of the served city, as a citizen's browser opens it."""
    return open_page()
