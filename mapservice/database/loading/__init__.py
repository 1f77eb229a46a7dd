"""Loading the bundled city, and samples for trying things out, through the owner's connection."""

from mapservice.database.loading.city import is_empty, load_city
from mapservice.database.loading.demo import load_demo, remove_demo

__all__ = ["is_empty", "load_city", "load_demo", "remove_demo"]
