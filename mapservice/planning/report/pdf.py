"""The report on A4 paper, with maps that print.

Drawn by reportlab with a Japanese font that every PDF reader brings (Adobe-Japan1), so that no
font file and no browser is needed on the server.
"""

import io
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as PdfTable

from mapservice.languages import gettext
from mapservice.planning.report import drawings
from mapservice.planning.report.drawings import FONT
from mapservice.planning.showing.rows import GroupRow
from mapservice.planning.showing.shown import Shown
from mapservice.words import unread

MARGIN = 16 * mm
INNER = A4[0] - 2 * MARGIN
MAP_HEIGHT = 150 * mm
_LINE = HexColor("#bfc3ca")

pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def _style(name: str, size: float, **changes: object) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=FONT, fontSize=size, leading=size * 1.55, wordWrap="CJK", **changes
    )


TITLE = _style("title", 18, spaceAfter=4)
HEADING = _style("heading", 13, spaceBefore=12, spaceAfter=4, keepWithNext=1)
TEXT = _style("text", 9.5, spaceAfter=3)
SMALL = _style("small", 7.5, textColor=HexColor("#565a61"))
CELL = _style("cell", 7.2)
HEAD = _style("head", 6.6, textColor=HexColor("#565a61"))


def report_pdf(shown: Shown) -> bytes:
    """The whole report, in the request's language."""
    paper = io.BytesIO()
    document = SimpleDocTemplate(
        paper, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN, title=unread(shown.title), lang="ja",
    )  # fmt: skip
    story = [*_opening(shown), *_access(shown), *_candidates(shown), *_closing(shown)]
    document.build(story, onFirstPage=_footer(shown), onLaterPages=_footer(shown))
    return paper.getvalue()


def _text(text: str, style: ParagraphStyle = TEXT) -> Paragraph:
    # A paragraph reads markup: text of ours or anybody's is only ever text.
    return Paragraph(escape(unread(text)), style)


def _footer(shown: Shown) -> Callable[[Canvas, SimpleDocTemplate], None]:
    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont(FONT, 6.5)
        canvas.drawString(MARGIN, 9 * mm, unread(shown.stamp)[:120])
        canvas.drawRightString(A4[0] - MARGIN, 9 * mm, str(document.page))
        canvas.restoreState()

    return draw


def _opening(shown: Shown) -> list[Flowable]:
    question = gettext(
        "Who cannot reach a place to act together, and where would one more place help most?"
    )
    parts: list[Flowable] = [
        _text(shown.title, TITLE), _text(shown.stamp, SMALL),
        _text(gettext("Question"), HEADING), _text(question),
        _text(gettext("Answer"), HEADING), *(_text(line) for line in shown.answer),
        _text(gettext("What to mind"), HEADING),
    ]  # fmt: skip
    for mind in shown.cautions:
        names = gettext(", ").join(mind.places)
        parts.append(_text(f"・{mind.text} {names}".rstrip()))
    return parts


def _access(shown: Shown) -> list[Flowable]:
    size = (INNER, MAP_HEIGHT)
    legend = gettext(", ").join(text for _colour, text in shown.map["legend"])
    return [
        PageBreak(),
        _text(gettext("Access today"), HEADING),
        _text(gettext("Minutes to the nearest place")),
        drawings.draw_map(shown, *size, (drawings.minutes, drawings.places)),
        _text(gettext("From light to dark: %(classes)s.", classes=legend), SMALL),
        _text(shown.stamp, SMALL),
        _groups(shown.wholes),
        PageBreak(),
        _text(
            gettext(
                "The gap: people times what they lack; the larger the circle, the larger the gap"
            )
        ),
        drawings.draw_map(shown, *size, (drawings.gaps, drawings.places)),
        _text(gettext("Districts"), HEADING),
        _groups(shown.districts),
        _text(gettext("Age bands of the area"), HEADING),
        _groups(shown.bands),
        _chart(
            gettext("Minutes to the nearest place, people of %(area)s", area=shown.wholes[0].name),
            drawings.draw_bars(shown),
        ),
        _chart(gettext("How access is shared (Lorenz curve)"), drawings.draw_lorenz(shown)),
        _text(_gini(shown), SMALL),
    ]


def _gini(shown: Shown) -> str:
    area, city = shown.charts.lorenz["area"], shown.charts.lorenz["city"]
    return gettext(
        "Gini coefficient: %(area)s %(one)s, whole city %(two)s",
        area=shown.wholes[0].name, one=area.gini, two=city.gini,
    )  # fmt: skip


def _chart(title: str, drawing: Flowable) -> KeepTogether:
    return KeepTogether([_text(title), drawing, Spacer(1, 3 * mm)])


def _candidates(shown: Shown) -> list[Flowable]:
    head = [
        gettext("Rank"), gettext("Candidate"), gettext("District"),
        gettext("People newly within reach"), gettext("of them 65+"),
        gettext("in the whole city"), gettext("Overlap"), gettext("First in runs"),
    ]  # fmt: skip
    rows = [
        [
            row.rank, gettext("Sample: ") + row.name if row.sample else row.name, row.district,
            row.newly, row.newly_older, row.newly_city, row.overlap, row.first_share,
        ]
        for row in shown.candidates
    ]  # fmt: skip
    ranked = [gettext("Candidate"), *shown.criteria]
    return [
        PageBreak(),
        _text(gettext("Candidates"), HEADING),
        drawings.draw_map(shown, INNER, MAP_HEIGHT, (drawings.places, drawings.ranks)),
        _table(head, rows, (1, 4, 2, 2, 2, 2, 2, 2)),
        _text(gettext("Ranks by every criterion"), HEADING),
        _table(ranked, [[row.name, *row.ranks] for row in shown.candidates], (4, 2, 2, 2, 2, 2)),
        _text(shown.stamp, SMALL),
    ]


def _closing(shown: Shown) -> list[Flowable]:
    parts: list[Flowable] = [_text(gettext("How sure is it"), HEADING)]
    parts += [
        _table(table.head, table.rows, (3, 2, 2))
        for table in (shown.factors, shown.changes)
        if table and table.rows
    ]
    if shown.factors is None:
        parts.append(
            _text(
                gettext("Not tried: there are fewer than two candidates, or it was not asked for.")
            )
        )
    elif not (shown.changes and shown.changes.rows):
        parts.append(_text(gettext("Nothing that was tried puts another candidate first.")))
    parts.append(_text(gettext("Data"), HEADING))
    parts += [_text(f"{name}: {value}") for name, value in shown.data]
    parts.append(_text(gettext("Method"), HEADING))
    parts += [_text(f"・{line}") for line in shown.method]
    parts += [
        _text(gettext("How to repeat it"), HEADING),
        _text(gettext("On data of the same revisions this command gives the same figures:")),
        _text(shown.command, SMALL),
    ]
    return parts


def _groups(rows: Sequence[GroupRow]) -> PdfTable:
    head = [
        gettext("Where"), gettext("People"), gettext("Within reach"), gettext("People beyond"),
        gettext("65+ within"), gettext("Mean minutes"), gettext("Nine of ten within"),
        gettext("Farthest"), gettext("Gap"),
    ]  # fmt: skip
    cells = [
        [row.name, row.people, row.within, row.beyond, row.older_within, row.mean, row.p90,
         row.worst, row.gap]
        for row in rows
    ]  # fmt: skip
    return _table(head, cells, (3, 2, 2, 2, 2, 2, 2, 2, 2))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> PdfTable:
    unit = INNER / sum(widths)
    cells = [[_text(each, HEAD) for each in head]]
    cells += [[_text(each, CELL) for each in row] for row in rows]
    return PdfTable(
        cells,
        colWidths=[unit * width for width in widths],
        repeatRows=1,
        style=TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.3, _LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("RIGHTPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, -1), 1.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5),
            ]
        ),
    )
