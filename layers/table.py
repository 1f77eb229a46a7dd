"""Tables of the schema `layers`: what the public may read, and nothing else.

All venue layers inherit from `layers.venues` (PostgreSQL table inheritance), so one
query on the parent answers for every layer, with each layer's own indexes, and a
layer that is added tomorrow is in that query without a change to it.
"""

import datetime
from typing import Any, ClassVar, Final

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import ARRAY, BigInteger, Boolean, Computed, Date, Integer, MetaData, Text, func
from sqlalchemy.dialects.postgresql import INT4MULTIRANGE, JSONB, TIMESTAMP, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeEngine

SCHEMA: Final = "layers"
STORAGE_SRID: Final = 4326

JsonObject = dict[str, Any]


class FeatureTable(DeclarativeBase):
    """Base of every table of the schema `layers`."""

    metadata = MetaData(schema=SCHEMA)
    type_annotation_map: ClassVar[dict[object, TypeEngine[Any] | type[TypeEngine[Any]]]] = {
        str: Text,
        datetime.datetime: TIMESTAMP(timezone=True),
        datetime.date: Date,
        list[str]: ARRAY(Text),
        # SQL null, not the JSON value null, is what unknown is.
        JsonObject: JSONB(none_as_null=True),
    }

    id: Mapped[str] = mapped_column(primary_key=True)


class Recorded:
    """Columns that say where a record comes from and how old it is."""

    source: Mapped[str] = mapped_column(server_default="")
    licence: Mapped[str] = mapped_column(server_default="")
    checked_on: Mapped[datetime.date | None]
    verified: Mapped[bool] = mapped_column(Boolean, server_default="false")
    sample: Mapped[bool] = mapped_column(Boolean, server_default="false")
    extra: Mapped[JsonObject] = mapped_column(server_default="{}")
    created_at: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    revision: Mapped[int] = mapped_column(BigInteger, server_default="1")


class VenueColumns(Recorded):
    """Columns of `layers.venues`, which every venue layer's table inherits."""

    layer: Mapped[str]
    name_ja: Mapped[str]
    name_kana: Mapped[str | None]
    name_en: Mapped[str | None]
    kind: Mapped[str | None]
    description: Mapped[str | None]
    address: Mapped[str | None]
    postal_code: Mapped[str | None]
    district: Mapped[str | None]
    town: Mapped[str | None]
    geom: Mapped[WKBElement | None] = mapped_column(
        Geometry("POINT", srid=STORAGE_SRID, spatial_index=False)
    )
    precision: Mapped[str] = mapped_column(server_default="none")
    opening_hours: Mapped[JsonObject | None]
    opening_hours_note: Mapped[str | None]
    open_minutes: Mapped[list[Range[int]] | None] = mapped_column(INT4MULTIRANGE)
    capacity: Mapped[int | None] = mapped_column(Integer)
    equipment: Mapped[list[str] | None]
    rooms: Mapped[list[JsonObject] | None] = mapped_column(JSONB(none_as_null=True))
    fee: Mapped[str] = mapped_column(server_default="unknown")
    fee_note: Mapped[str | None]
    phone: Mapped[str | None]
    url: Mapped[str | None]
    booking_url: Mapped[str | None]
    wheelchair: Mapped[str] = mapped_column(server_default="unknown")
    step_free: Mapped[str] = mapped_column(server_default="unknown")
    accessible_toilet: Mapped[str] = mapped_column(server_default="unknown")
    ostomate_toilet: Mapped[str] = mapped_column(server_default="unknown")
    tactile_guidance: Mapped[str] = mapped_column(server_default="unknown")
    braille_or_speech: Mapped[str] = mapped_column(server_default="unknown")
    assistance_dogs: Mapped[str] = mapped_column(server_default="unknown")
    captions: Mapped[str] = mapped_column(server_default="unknown")
    written_communication: Mapped[str] = mapped_column(server_default="unknown")
    priority_parking: Mapped[str] = mapped_column(server_default="unknown")
    wheelchair_rental: Mapped[str] = mapped_column(server_default="unknown")
    cane_rental: Mapped[str] = mapped_column(server_default="unknown")
    nursing_room: Mapped[str] = mapped_column(server_default="unknown")
    diaper_changing: Mapped[str] = mapped_column(server_default="unknown")
    stroller: Mapped[str] = mapped_column(server_default="unknown")
    stroller_rental: Mapped[str] = mapped_column(server_default="unknown")
    eating_allowed: Mapped[str] = mapped_column(server_default="unknown")
    expires_on: Mapped[datetime.date | None]
    seats: Mapped[int | None] = mapped_column(
        Computed("layers.seats(capacity, rooms)", persisted=True)
    )
    facets: Mapped[list[str]] = mapped_column(Computed("layers.facets(…)", persisted=True))
    open_hours: Mapped[list[int] | None] = mapped_column(
        ARRAY(Integer), Computed("layers.open_hours(open_minutes)", persisted=True)
    )
    search_key: Mapped[str] = mapped_column(
        Computed(
            "layers.fold(coalesce(name_ja, '') || ' ' || coalesce(name_kana, '') || ' ' ||"
            " coalesce(name_en, '') || ' ' || coalesce(address, '') || ' ' ||"
            " coalesce(town, '') || ' ' || coalesce(district, '') || ' ' ||"
            " coalesce(postal_code, '') || ' ' || coalesce(description, '') || ' ' ||"
            " coalesce(layers.words(equipment), '') || ' ' ||"
            " coalesce(extra ->> 'keywords', ''))",
            persisted=True,
        )
    )


class Venue(VenueColumns, FeatureTable):
    """Every venue of every layer: the parent table. Rows are written to children only."""

    __tablename__ = "venues"
