from functools import partial
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override

from analytics.charts import intervals, svg
from analytics.paper import layout, tracks
from analytics.paper.layout import LEFT, WIDTH, columns, height_of
from analytics.paper.sheets import PaperSheets, print_pages
from analytics.releases.content import FrozenRelease, FrozenRow
from analytics.releases.presenters.pictures import release_pictures
from ui import formatting
from ui import typefaces as letters
from ui.paper.tagging import TAGS, TaggedCanvas

ROW = 22.0
HEAD = 40.0
TABLE = columns(starts=(0.0, 0.62, 0.7, 0.84, 0.92), first_ends=0.32, numbers=(1, 2, 3))
TRACK_LEFT, TRACK_WIDTH = LEFT + 0.34 * WIDTH, 0.26 * WIDTH
PRODUCT = "National Victim Survey"


def render_pdf(release: FrozenRelease) -> bytes:
    """The same release gives the same bytes."""
    letters.register()
    with override(release.language):
        footer = _("%(title)s, version %(version)s") % {
            "title": release.title,
            "version": release.version,
        }
        return print_pages(
            partial(_canvas, release), partial(_fill, release), footer=footer,
            simulated=release.stamp,
        )  # fmt: skip


def _canvas(release: FrozenRelease, target: BinaryIO) -> TaggedCanvas:
    canvas = TaggedCanvas(
        target, title=release.title, language=TAGS[release.language], font=letters.REGULAR
    )
    canvas.setAuthor(PRODUCT)
    canvas.setSubject(" · ".join(filter(None, (release.label, release.stamp))))
    return canvas


def _fill(release: FrozenRelease, sheets: PaperSheets) -> None:
    sheets.write(release.label, layout.KICKER, after=2)
    sheets.write(release.title, layout.TITLE, role="H1", after=2)
    day = release.published_on
    said = [
        _("Version %(version)s") % {"version": release.version},
        formatting.format_date(day, language=release.language) if day else "",
        release.stamp,
    ]
    sheets.write(" · ".join(filter(None, said)), layout.PERIOD, after=8)
    if release.correction:
        sheets.write(release.correction, layout.STRONG, after=8)
    for sentence in release.sentences:
        sheets.write(sentence, layout.HEADLINE, after=5)
    for picture in release_pictures(release):
        sheets.heading(picture.title, needs=HEAD + ROW * min(len(picture.rows), 25))
        placed = intervals.place(picture.rows, is_wide=True).rows
        head = partial(_table_head, sheets, picture.table.head)
        with sheets.canvas.group("Table"):
            head()
            for row, one in zip(picture.table.rows, placed, strict=True):
                middle = sheets.table_row(_cells(row), TABLE, height=ROW, head=head)
                with sheets.canvas.artifact():
                    tracks.draw_interval(
                        sheets.canvas, one, left=TRACK_LEFT, width=TRACK_WIDTH, y=middle, half=6
                    )
                sheets.page.rule()
    for heading, paragraphs in _sections(release):
        sheets.heading(heading, needs=height_of(paragraphs[0], layout.BODY, width=WIDTH))
        for paragraph in paragraphs:
            sheets.write(paragraph, layout.BODY, after=3)


def _table_head(sheets: PaperSheets, first: str) -> None:
    words = (first, _("Favourable"), _("Interval"), _("People"), _("Mark"))
    sheets.page.head_row(words, TABLE)
    with sheets.canvas.artifact():
        tracks.draw_shares_axis(
            sheets.canvas, left=TRACK_LEFT, width=TRACK_WIDTH, y=sheets.page.y + 4
        )
    sheets.page.rule(colour=svg.LINE)


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
