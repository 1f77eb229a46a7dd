"""A real city behind a real server, and a real browser that tells what went wrong in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from mapservice.database.engine import Databases, Target
from tests.browser.city import DESKTOP, PHONE, serve_city


@pytest.fixture(scope="session")
def city_databases(target: Target) -> Iterator[tuple[str, Databases]]:
    with serve_city(target) as served:
        yield served


@pytest.fixture(scope="session")
def served_city(city_databases: tuple[str, Databases]) -> str:
    """The address of a server with the bundled city and the samples, in a database of its own."""
    return city_databases[0]


@dataclass
class Witness:
    """What a browser complained of, and which hosts it asked."""

    complaints: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def open_context(browser: Browser, served_city: str, witness: Witness) -> Iterator[OpenContext]:
    """Contexts of the browser; after the test none may have complained or asked another host."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        chosen = {"viewport": DESKTOP, "locale": "ja-JP", "base_url": served_city} | options
        context = browser.new_context(**chosen)
        context.set_default_timeout(10_000)
        witness.watch(context)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()
    assert witness.complaints == []
    assert witness.hosts <= {urlsplit(served_city).netloc}


@pytest.fixture
def page(open_context: OpenContext) -> Page:
    """A desktop's page; its service worker stays out of what is tested."""
    return open_context().new_page()


@pytest.fixture
def phone(open_context: OpenContext) -> Page:
    return open_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()
