"""What follows from a row without being written in it: its source, its district and town."""

from dataclasses import dataclass
from typing import Any

from geodata.addresses import locate
from geodata.city import City
from layers.conversion.report import Feature


@dataclass(frozen=True, slots=True)
class Consequences:
    """`source` is given to new rows that name none; `city` knows where addresses lie."""

    source: str = ""
    city: City | None = None

    def of_new(self, feature: Feature) -> dict[str, Any]:
        """Values for a new feature's properties that its file does not speak of."""
        return {"source": self.source, **self.of_address(feature.values.get("address"))}

    def of_address(self, address: str | None) -> dict[str, Any]:
        """District and town of an address by their names; nothing for words that leave it open."""
        found = locate(self.city, address) if self.city is not None and address else None
        if found is None or self.city is None:
            return {}
        district = self.city.district_by_id.get(found.district or "")
        town = self.city.town_by_id.get(found.town or "")
        return {
            "district": district.name_ja if district else None,
            "town": town.name_ja if town else None,
        }
