"""The districts as choices of a form."""

from sqlalchemy import Connection, select

from layers.districts import District
from mapservice.groups.fields import Option
from mapservice.languages import get_language


def district_options(connection: Connection) -> tuple[Option, ...]:
    """Districts by their Japanese names, as the layers store them, in the order of readings."""
    english = get_language() == "en"
    question = select(District.name_ja, District.name_en).order_by(District.name_kana, District.id)
    return tuple(
        Option(row.name_ja, (row.name_en if english else None) or row.name_ja)
        for row in connection.execute(question)
    )
