"""A release on A4, tagged: its sentences, its two pictures as tables with tracks, what changed,
what it cannot tell, and whom to ask. What does not fit on one page goes on on the next."""

from collections.abc import Sequence
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import override
from reportlab.lib.styles import ParagraphStyle

from analytics.charts import intervals, svg
from analytics.releases.content import FrozenRelease, FrozenRow
from analytics.releases.presenters.pictures import ReleasePicture, release_pictures
from analytics.reports import drawings, marks, typefaces
from analytics.reports.layout import (
    FLOOR,
    LEFT,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    WIDTH,
    DoesNotFitError,
    PageSheet,
    columns,
    height_of,
)
from analytics.reports.pdf import TAGS
from analytics.reports.tagging import TaggedCanvas
from ui import formatting
from ui import typefaces as letters

ROW = 22.0
TABLE = columns(starts=(0.0, 0.62, 0.7, 0.84, 0.92), first_ends=0.32, numbers=(1, 2, 3))
TRACK_LEFT, TRACK_WIDTH = LEFT + 0.34 * WIDTH, 0.26 * WIDTH
PRODUCT = "National Victim Survey"


def as_pdf(release: FrozenRelease) -> bytes:
    """With all fonts embedded; the same release gives the same bytes."""
    letters.register()
    target = BytesIO()
    canvas = TaggedCanvas(
        target, title=release.title, language=TAGS[release.language], font=letters.REGULAR
    )
    canvas.setAuthor(PRODUCT)
    canvas.setSubject(" · ".join(filter(None, (release.label, release.stamp))))
    with override(release.language):
        pages = _Pages(canvas, release)
        _head(pages, release)
        for picture in release_pictures(release):
            _picture(pages, picture)
        for heading, paragraphs in _sections(release):
            pages.section(heading, paragraphs)
        pages.finish()
    canvas.save()
    return target.getvalue()


class _Pages:
    """Pages, one after the other, as they fill."""

    def __init__(self, canvas: TaggedCanvas, release: FrozenRelease) -> None:
        self.canvas, self.release, self.number = canvas, release, 0
        self.page = self._new()

    def write(
        self, words: str, style: ParagraphStyle, *, role: str = "P", after: float = 3
    ) -> None:
        try:
            self.page.write(words, style, role=role, after=after)
        except DoesNotFitError:
            self.turn()
            self.page.write(words, style, role=role, after=after)

    def section(self, heading: str, paragraphs: Sequence[str]) -> None:
        """No heading stands alone at the foot of a page."""
        self.page.y -= 10
        self.make_room(
            height_of(heading, typefaces.HEADING, width=WIDTH)
            + height_of(paragraphs[0], typefaces.BODY, width=WIDTH)
        )
        self.write(heading, typefaces.HEADING, role="H2")
        for paragraph in paragraphs:
            self.write(paragraph, typefaces.BODY)

    def make_room(self, height: float) -> None:
        if self.page.y - height - 6 < FLOOR:
            self.turn()

    def turn(self) -> None:
        self._foot()
        self.canvas.showPage()
        self.page = self._new()

    def finish(self) -> None:
        self._foot()
        self.canvas.showPage()

    def _new(self) -> PageSheet:
        self.number += 1
        marks.watermark(
            self.canvas, self.release.stamp, width=PAGE_WIDTH, height=PAGE_HEIGHT, turn=52
        )
        return PageSheet(canvas=self.canvas, scale=1.0)

    def _foot(self) -> None:
        said = _("%(title)s, version %(version)s · page %(page)s") % {
            "title": self.release.title,
            "version": self.release.version,
            "page": self.number,
        }
        with self.canvas.artifact():
            marks.line(self.canvas, [(LEFT, FLOOR - 2), (LEFT + WIDTH, FLOOR - 2)], svg.GRID, 0.6)
            marks.words(self.canvas, said, LEFT, MARGIN)


def _head(pages: _Pages, release: FrozenRelease) -> None:
    pages.write(release.label, typefaces.KICKER, after=2)
    pages.write(release.title, typefaces.TITLE, role="H1", after=2)
    day = release.published_on
    said = [
        _("Version %(version)s") % {"version": release.version},
        formatting.format_date(day, language=release.language) if day else "",
        release.stamp,
    ]
    pages.write(" · ".join(filter(None, said)), typefaces.PERIOD, after=8)
    if release.correction:
        pages.write(release.correction, typefaces.STRONG, after=8)
    for sentence in release.sentences:
        pages.write(sentence, typefaces.HEADLINE, after=5)


def _picture(pages: _Pages, picture: ReleasePicture) -> None:
    """The table with a track in each row. It begins on a page of its own where it does not fit."""
    head = (picture.table.head, _("Favourable"), _("Interval"), _("People"), _("Mark"))
    pages.page.y -= 10
    pages.make_room(60 + ROW * min(len(picture.rows), 25))
    pages.write(picture.title, typefaces.HEADING, role="H2", after=6)
    placed = intervals.place(picture.rows, is_wide=True).rows
    with pages.canvas.group("Table"):
        pages.page.head_row(head, TABLE)
        with pages.canvas.artifact():
            drawings.draw_shares_axis(
                pages.canvas, left=TRACK_LEFT, width=TRACK_WIDTH, y=pages.page.y + 4
            )
        pages.page.rule(colour=svg.LINE)
        for row, one in zip(picture.table.rows, placed, strict=True):
            middle = pages.page.row(_cells(row), TABLE, height=ROW)
            with pages.canvas.artifact():
                drawings.draw_interval(
                    pages.canvas, one, left=TRACK_LEFT, width=TRACK_WIDTH, y=middle, half=6
                )
            pages.page.rule()


def _cells(row: FrozenRow) -> tuple[str, ...]:
    if row.figure is None:
        return f"{row.label}: {row.why}", row.mark, "", "", ""
    figure = row.figure
    return (
        row.label, figure.positive_words, figure.interval_words, figure.base_words, row.mark
    )  # fmt: skip


def _sections(release: FrozenRelease) -> list[tuple[str, list[str]]]:
    contact = ", ".join(filter(None, (release.contact_name, release.contact_email)))
    found = [
        (_("What changed in the method"), [release.method_changes]),
        (_("What this cannot tell you"), list(release.limits)),
        *((heading, [said]) for heading, said in release.fields),
        (_("Marks"), [f"{mark} {meaning}" for mark, meaning in release.marks]),
        (_("Contact"), [contact]),
    ]
    if day := release.next_on:
        found.append((_("Next release"), [formatting.format_date(day, language=release.language)]))
    return [(heading, said) for heading, said in found if any(said)]
