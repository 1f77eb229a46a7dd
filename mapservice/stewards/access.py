"""Who may act on which layer: members of the departments that own it."""

from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from layers import all_layers, get_layer
from layers.declaration import Layer
from mapservice.conditions import NotYours
from mapservice.database.private import layer_rules
from mapservice.problems import NotFound
from mapservice.stewards.accounts import DEPARTMENT_IDS, Steward


@dataclass(frozen=True)
class Rules:
    """Who keeps a layer, and whether a second pair of eyes must approve."""

    departments: frozenset[str]
    second_reviewer: bool = False


def declared_layer(layer_id: str) -> Layer:
    """The layer; raises NotFound."""
    if layer_id not in {layer.id for layer in all_layers()}:
        raise NotFound
    return get_layer(layer_id)


def rules_of(connection: Connection, layer_id: str) -> Rules:
    """What administrators set for a layer, or what its declaration says."""
    row = connection.execute(
        select(layer_rules).where(layer_rules.c.layer == layer_id)
    ).one_or_none()
    if row is None:
        return Rules(frozenset(owner.id for owner in declared_layer(layer_id).owners))
    return Rules(frozenset(row.departments), row.second_reviewer)


def set_rules(connection: Connection, layer_id: str, rules: Rules) -> None:
    """Give a layer to departments. Raises ValueError for none, or for one that is not."""
    if not rules.departments or rules.departments - DEPARTMENT_IDS:
        raise ValueError("choose departments of the city, one at least")
    values = {
        "departments": sorted(rules.departments),
        "second_reviewer": rules.second_reviewer,
    }
    connection.execute(
        insert(layer_rules)
        .values(layer=layer_id, **values)
        .on_conflict_do_update(index_elements=["layer"], set_=values)
    )


def own_layers(connection: Connection, steward: Steward) -> tuple[Layer, ...]:
    """The layers that a steward may act on."""
    return tuple(
        layer
        for layer in all_layers()
        if steward.departments & rules_of(connection, layer.id).departments
    )


def require_layer(connection: Connection, steward: Steward, layer_id: str) -> Layer:
    """The layer, if the steward may act on it. Raises NotYours, NotFound."""
    layer = declared_layer(layer_id)
    if not steward.departments & rules_of(connection, layer_id).departments:
        raise NotYours
    return layer


def require_administrator(steward: Steward) -> None:
    if not steward.administrator:
        raise NotYours
