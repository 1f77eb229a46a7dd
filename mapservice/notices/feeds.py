"""Notices as Atom (RFC 4287) and iCalendar (RFC 5545)."""

import datetime
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from layers.text import Language
from mapservice.notices.records import Notice

ATOM: Final = "http://www.w3.org/2005/Atom"
LINE_OCTETS: Final = 75


def atom_feed(
    notices: Sequence[Notice], language: Language, title: str, address: str, author: str
) -> bytes:
    """The feed; `address` is that of the page of notices."""
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    newest = max((notice.updated_at for notice in notices), default=EPOCH)
    _texts(feed, id=address, title=title, updated=newest.isoformat())
    ET.SubElement(feed, f"{{{ATOM}}}link", href=f"{address}.atom", rel="self")
    ET.SubElement(feed, f"{{{ATOM}}}link", href=address)
    _texts(ET.SubElement(feed, f"{{{ATOM}}}author"), name=author)
    for notice in notices:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        link = f"{address}/{notice.id}"
        _texts(entry, id=link, title=notice.title(language), updated=notice.updated_at.isoformat())
        ET.SubElement(entry, f"{{{ATOM}}}link", href=link)
        _texts(entry, summary=notice.body(language))
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


EPOCH: Final = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def calendar(notices: Sequence[Notice], language: Language, title: str, address: str) -> bytes:
    """Whole-day events from the first to the last day of each notice."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mapservice//notices//EN"]
    lines.append(f"X-WR-CALNAME:{_escaped(title)}")
    for notice in notices:
        after = notice.ends_on + datetime.timedelta(days=1)  # RFC 5545, 3.6.1: DTEND is not part
        lines += [
            "BEGIN:VEVENT",
            f"UID:{address}/{notice.id}",
            f"DTSTAMP:{notice.updated_at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{notice.starts_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{after:%Y%m%d}",
            f"SUMMARY:{_escaped(notice.title(language))}",
            f"DESCRIPTION:{_escaped(notice.body(language))}",
            f"URL:{address}/{notice.id}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _escaped(text: str) -> str:
    """RFC 5545, 3.3.11."""
    made = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return made.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """RFC 5545, 3.1: lines of at most 75 octets, never cut inside a character."""
    pieces: list[str] = []
    piece, octets = "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > LINE_OCTETS - (1 if pieces else 0):
            pieces.append(piece)
            piece, octets = "", 0
        piece, octets = piece + sign, octets + size
    return "\r\n ".join([*pieces, piece])
