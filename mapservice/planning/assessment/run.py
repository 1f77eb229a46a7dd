"""Inputs and a question -> one frozen `Assessment`."""

import time
from dataclasses import dataclass

from mapservice.planning.assessment.access import Access, measure_access
from mapservice.planning.assessment.cautions import Caution, Findings, find_cautions
from mapservice.planning.assessment.comparing import Comparison, compare
from mapservice.planning.assessment.inputs import Inputs, area_districts
from mapservice.planning.assessment.people import city_demand
from mapservice.planning.assessment.places import Stock, take_stock
from mapservice.planning.assessment.sureness import Sureness, how_sure
from mapservice.planning.assessment.travel import Travel, over_ground
from mapservice.planning.demand.points import DemandPoints
from mapservice.planning.parameters import Asked


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """Every figure, what it rests on and how it was found."""

    asked: Asked
    inputs: Inputs
    districts: tuple[str, ...]  # of the area asked about, Japanese names
    demand: DemandPoints
    stock: Stock
    travel: Travel
    access: Access
    comparison: Comparison
    sureness: Sureness | None
    cautions: tuple[Caution, ...]
    seconds: float  # of computing, without reading the database

    @property
    def as_of(self) -> str:
        """Date of the population, which every figure has to name."""
        return self.demand.provenance.as_of


def assess(inputs: Inputs, asked: Asked, travel: Travel | None = None) -> Assessment:
    """Answer `asked` from `inputs`; over the ground unless `travel` knows streets.

    Raises BadParameter for an area that does not exist, NoPeople without any population.
    """
    start = time.perf_counter()
    way = travel or over_ground(asked)
    districts = area_districts(inputs, asked.area)
    demand = city_demand(inputs, asked.step_m)
    stock = take_stock(inputs, asked.weight, districts)
    access = measure_access(demand, stock.existing, asked, way, districts)
    comparison = compare(demand, access, stock.candidates, way, asked.by)
    sureness = (
        how_sure(inputs, stock, asked, districts)
        if asked.sure and len(stock.candidates) > 1
        else None
    )
    found = Findings(asked, inputs, demand, stock, way, access, comparison, sureness)
    return Assessment(
        asked=asked,
        inputs=inputs,
        districts=districts,
        demand=demand,
        stock=stock,
        travel=way,
        access=access,
        comparison=comparison,
        sureness=sureness,
        cautions=find_cautions(found),
        seconds=time.perf_counter() - start,
    )
