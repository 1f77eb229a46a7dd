"""What a layer is, and one module per layer.

Every module of this folder that defines `LAYER` is a layer; there is no list to keep.
"""

import importlib
import pkgutil
from functools import cache

from layers.declaration import Layer


@cache
def all_layers() -> tuple[Layer, ...]:
    """The declared layers, venues first, each group in the order of their ids."""
    found = [
        module.LAYER
        for name in sorted(info.name for info in pkgutil.iter_modules(__path__))
        if hasattr(module := importlib.import_module(f"{__name__}.{name}"), "LAYER")
    ]
    return tuple(sorted(found, key=lambda layer: (not layer.is_venue, layer.id)))


def venue_layers() -> tuple[Layer, ...]:
    """The layers whose features are places of activity."""
    return tuple(layer for layer in all_layers() if layer.is_venue)


def get_layer(layer_id: str) -> Layer:
    """The layer with this id; KeyError if none is declared."""
    return {layer.id: layer for layer in all_layers()}[layer_id]
