"""Which districts, and towns in them, count as northern: the operator's choice or the city's."""

from sqlalchemy import Connection, case, select, update

from geodata.city import City
from layers.districts import District
from layers.towns import Town
from mapservice.settings import SettingError, Settings


def northern_ids(settings: Settings, city: City) -> tuple[str, ...]:
    """Ids of the northern districts; the setting names them by id or Japanese name.

    Raises SettingError for a name that no district has.
    """
    if settings.northern_districts is None:
        return city.northern
    known = {district.name_ja: district.id for district in city.districts}
    known |= {district.id: district.id for district in city.districts}
    if unknown := [name for name in settings.northern_districts if name not in known]:
        names = ", ".join(district.name_ja for district in city.districts)
        raise SettingError(
            f"MAPSERVICE_NORTHERN_DISTRICTS: no district {', '.join(unknown)}; there are {names}"
        )
    return tuple(known[name] for name in settings.northern_districts)


def mark_northern(connection: Connection, northern: tuple[str, ...]) -> None:
    """Let the rows of districts and towns agree with `northern`, ids of districts."""
    chosen = District.id.in_(northern)
    names = select(District.name_ja).where(chosen)
    for table, condition in ((District, chosen), (Town, Town.district.in_(names))):
        wanted = case((condition, True), else_=False)
        connection.execute(
            update(table).where(table.northern.is_distinct_from(wanted)).values(northern=wanted)
        )
