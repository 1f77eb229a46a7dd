"""Filling in the forms of a page as a browser without scripts does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse


@dataclass
class Form:
    """A form of a page: where it goes and what it would send untouched."""

    action: str
    method: str
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page_url: str) -> None:
        super().__init__()
        self.page_url = page_url
        self.forms: list[Form] = []
        self.area: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.page_url
            self.forms.append(Form(action, given.get("method", "get")))
        elif self.forms and tag in ("input", "button", "textarea", "select"):
            self._control(tag, given)
        elif self.forms and tag == "option" and "selected" in given and self.select:
            self.forms[-1].values.add(self.select, given.get("value", ""))

    def _control(self, tag: str, given: Mapping[str, str]) -> None:
        name, values = given.get("name", ""), self.forms[-1].values
        if tag == "textarea":
            self.area = name
            values.add(name, "")
        elif tag == "select":
            self.select = name
        elif tag == "button":
            self.forms[-1].buttons.append((name, given.get("value", "")))
        elif given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                values.add(name, given.get("value", "on"))
        elif name:
            values.add(name, given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            values = self.forms[-1].values
            values[self.area] = values[self.area] + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None


def forms_of(response: TestResponse) -> list[Form]:
    reader = _Reader(response.request.path)
    reader.feed(response.text)
    return reader.forms


def form_to(response: TestResponse, ending: str) -> Form:
    """The page's posted form whose address ends with `ending`."""
    posted = [form for form in forms_of(response) if form.method == "post"]
    found = [form for form in posted if form.action.endswith(ending)]
    assert found, (ending, [form.action for form in forms_of(response)])
    return found[0]


def send(client: FlaskClient, response: TestResponse, ending: str, **changes: Any) -> TestResponse:
    """Fill in `changes` and press the button; lists are several values, None takes one out."""
    form = form_to(response, ending)
    data = MultiDict(form.values)
    for name, value in changes.items():
        data.poplist(name)
        if value is not None:
            data.setlist(name, value if isinstance(value, list) else [str(value)])
    return client.post(form.action, data=data, headers={"Accept": "text/html"})
