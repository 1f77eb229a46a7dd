"""Asking the database: the statement that suits a question, and its answer as a page."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from mapservice.ogc import items
from mapservice.ogc.collections import ID_SEPARATOR, Collection, get_collection
from mapservice.ogc.conditions import SIDES
from mapservice.ogc.counts import Counts
from mapservice.ogc.items import ItemsRequest, Written
from mapservice.ogc.pages import Page, read_page
from mapservice.ogc.parameters import refuse
from mapservice.ogc.plans import Estimates
from mapservice.ogc.reference_systems import ReferenceSystem
from mapservice.ogc.state import State, parse_state, select_state
from mapservice.ogc.statements import Row, Statement, compile_statement, run
from mapservice.problems import NotFound

Writer = Callable[[ItemsRequest], Written]
"""How a representation writes the features of a request: a function of a module, by its name."""

MOST_STATEMENTS: Final = 1024


@dataclass
class Reader:
    """Reads pages of features, remembering counts and statistics between questions."""

    counts: Counts = field(default_factory=Counts)
    estimates: Estimates = field(default_factory=Estimates)

    def read_items(self, connection: Connection, request: ItemsRequest, writer: Writer) -> Page:
        """The page of features, with the exact number that match."""
        page = self._read(connection, request, writer)
        if request.is_unfiltered:
            return replace(page, matched=page.state.features)
        if page.matched is not None:
            return page
        if page.token is None and request.token is None:
            return replace(page, matched=len(page.features))
        key = (request.collection.id, page.state.revision, request.question)
        matched = self.counts.get(key)
        if matched is None:
            counting = compile_statement(items.select_count(request))
            ((counted,),) = _run_filter(connection, counting)
            matched = int(counted or b"0")
            self.counts.put(key, matched)
        return replace(page, matched=matched)

    def _read(self, connection: Connection, request: ItemsRequest, writer: Writer) -> Page:
        kind = self._kind(connection, request)
        if kind is None:
            statement = compile_statement(items.select_items(request, writer(request)))
            return read_page(_run_filter(connection, statement), request.limit)
        values: dict[str, object] = {"limit": request.limit + 1}
        if request.bbox:
            values |= {side: getattr(request.bbox, side) for side in SIDES}
        for position, last in enumerate(request.token or ()):
            values[f"after_{position}"] = last
        statement = _prepared(
            kind, request.collection, request.system, writer, request.token is not None
        )
        return read_page(run(connection, statement, values, prepare=True), request.limit)

    def _kind(self, connection: Connection, request: ItemsRequest) -> str | None:
        """The prepared statement that answers; None for questions with too many shapes."""
        if len(request.fields) != len(request.collection.fields) or request.sort:
            return None
        if request.is_unfiltered:
            return "page"
        if not (request.is_plain_box and request.bbox):
            return None
        wide = self.estimates.prefers_order(
            connection, request.collection, request.bbox, request.limit
        )
        return "wide" if wide else "small"


def _run_filter(connection: Connection, statement: Statement) -> list[Row]:
    """The rows; BadParameter where a filter computes what no number can hold (SQLSTATE 22)."""
    try:
        return run(connection, statement, {}, prepare=False)
    except DBAPIError as error:
        if str(getattr(error.orig, "sqlstate", None)).startswith("22"):
            raise refuse("filter", "1e-307 … 1e307") from error
        raise


_SHAPES: Final = {
    "page": items.select_page,
    "wide": items.select_wide_box,
    "small": items.select_small_box,
}


@lru_cache(MOST_STATEMENTS)
def _prepared(
    kind: str, collection: Collection, system: ReferenceSystem, writer: Writer, continued: bool
) -> Statement:
    written = writer(ItemsRequest(collection, 0, fields=collection.fields, system=system))
    return compile_statement(_SHAPES[kind](collection, written, continued=continued))


def read_item(connection: Connection, request: ItemsRequest, item_id: str, writer: Writer) -> Page:
    """The page of one feature, or of none. Ids of `venues` are `layer:id`."""
    collection = request.collection
    owner, own_id = collection, item_id
    if collection.is_parent:
        layer_id, _, own_id = item_id.partition(ID_SEPARATOR)
        if layer_id not in {layer.id for layer in collection.layers}:
            raise NotFound(item_id)
        owner = get_collection(layer_id)
    whole = len(request.fields) == len(collection.fields)
    if whole:
        statement = _prepared_item(collection, owner, request.system, writer)
    else:
        query = items.select_item(collection, owner.table, writer(request))
        statement = compile_statement(query)
    return read_page(run(connection, statement, {"id": own_id}, prepare=whole), 1)


@lru_cache(MOST_STATEMENTS)
def _prepared_item(
    collection: Collection, owner: Collection, system: ReferenceSystem, writer: Writer
) -> Statement:
    written = writer(ItemsRequest(collection, 1, fields=collection.fields, system=system))
    return compile_statement(items.select_item(collection, owner.table, written))


@lru_cache
def _state_statement(collection_id: str) -> Statement:
    return compile_statement(select_state(get_collection(collection_id)))


def read_state(connection: Connection, collection: Collection) -> State:
    ((state,),) = run(connection, _state_statement(collection.id), {}, prepare=True)
    return parse_state(state or b"")


_REDIRECT: Final = text("SELECT new_id FROM layers.redirects WHERE layer = :layer AND old_id = :id")


def read_redirect(connection: Connection, collection: Collection, item_id: str) -> str | None:
    """The id that a feature has now, if it had this one before it was merged or renamed."""
    layer_id, own_id = collection.id, item_id
    if collection.is_parent:
        layer_id, _, own_id = item_id.partition(ID_SEPARATOR)
    new_id: str | None = connection.scalar(_REDIRECT, {"layer": layer_id, "id": own_id})
    if new_id and collection.is_parent:
        return f"{layer_id}{ID_SEPARATOR}{new_id}"
    return new_id


def item_version_of(connection: Connection, collection: Collection, item_id: str) -> str:
    """The version that a feature's ETag names; empty without such a feature."""
    columns = collection.table.c
    version = select(items.feature_version(columns)).where(columns["id"] == item_id)
    return connection.scalar(version) or ""
