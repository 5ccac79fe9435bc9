import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape, unescape
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from analytics.exports import pictures
from analytics.exports.cells import FileColumn, NumberPart, Value
from analytics.exports.page_content import PageContent, PageTable
from survey.interchange.workbooks.writing import workbook_of
from ui.csv_files import guard
from ui.formatting import format_date
from ui.templatetags.ui import MARKS

TABLE, PICTURE, HOME = "table", "picture", "home"
SIMULATED = "SIMULATED"
ASKED_FOR = re.compile(r"(table|picture)-([1-9]\d{0,2})\.(csv|xlsx|svg|png)")
ENDINGS: Mapping[str, tuple[str, ...]] = {TABLE: ("csv", "xlsx"), PICTURE: ("svg", "png")}
CONTENT_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
}
PARTS: Mapping[NumberPart, Promise] = {
    NumberPart.LOWER: gettext_lazy("interval from"),
    NumberPart.UPPER: gettext_lazy("interval to"),
    NumberPart.BASE: gettext_lazy("base"),
}


class NoSuchFileError(LookupError):
    pass


@dataclass(frozen=True)
class WantedFile:
    kind: str
    number: int
    ending: str

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.number}.{self.ending}"


def wanted_in(asked: str) -> WantedFile:
    """Raises NoSuchFileError."""
    found = ASKED_FOR.fullmatch(asked)
    if found is None or found[3] not in ENDINGS[found[1]]:
        raise NoSuchFileError
    return WantedFile(found[1], int(found[2]), found[3])


def file_of(content: PageContent, wanted: WantedFile, *, is_simulated: bool, on: date) -> bytes:
    found = content.tables if wanted.kind == TABLE else content.pictures
    if wanted.number > len(found):
        raise NoSuchFileError
    if wanted.kind == PICTURE:
        picture = content.pictures[wanted.number - 1]
        stamp = SIMULATED if is_simulated else ""
        drawn = pictures.standalone(picture, source=_source(on), stamp=stamp)
        if wanted.ending == "svg":
            return drawn.encode()
        told = " · ".join(filter(None, (stamp, picture.description, _source(on))))
        return pictures.png_of(drawn, title=picture.caption, description=told)
    table = content.tables[wanted.number - 1]
    if wanted.ending == "csv":
        meanings = _meanings(content, table)
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        lines = _lines(table, is_simulated=is_simulated)
        if meanings:
            said = [_("what the marks mean"), *_explain_marks(table, meanings)]
            lines = [[*line, one] for line, one in zip(lines, said, strict=True)]
        writer.writerows([guard(cell) for cell in line] for line in lines)
        return text.getvalue().encode()
    stamped = [(SIMULATED, _("Made-up data: no real person is in it."))] if is_simulated else []
    marks = {**_meanings(content, table), **content.marks}
    notes = [
        (_("About this table"), table.caption),
        *stamped,
        (_("Page"), content.title),
        (_("What it says"), content.lead),
        *content.chosen.items(),
        *((_("Notice"), notice) for notice in content.notices),
        *((mark, meaning) for mark, meaning in sorted(marks.items())),
        (_("Shares"), _("From 0 to 1, as exact as the page shows them: 0.61 is 61 %.")),
        *((_("Note"), note) for note in content.notes),
        *((_("How it is made"), said) for said in content.method),
        (_("Source"), _source(on)),
    ]
    return workbook_of({_("table"): _lines(table, is_simulated=is_simulated), _("notes"): notes})


def file_name(path: str, wanted: WantedFile, *, period: str, is_simulated: bool) -> str:
    parts = [part for part in path.strip("/").split("/") if part != "staff"]
    said = [
        *(parts or [HOME]),
        *([period] if re.fullmatch(r"[\w-]{1,20}", period) else []),
        wanted.name,
    ]
    return "-".join([*(["simulated"] if is_simulated else []), *said])


# --- tables -------------------------------------------------------------------------------------


def _meanings(content: PageContent, table: PageTable) -> Mapping[str, str]:
    known = {f"[{code}]": str(words) for code, words in MARKS.items()} | dict(content.marks)
    found = {mark for row in range(table.rows) for mark in _marks_of(table, row)}
    return {mark: known[mark] for mark in sorted(found) if mark in known}


def _marks_of(table: PageTable, row: int) -> list[str]:
    cells = [str(column.values[row]) for column in table.columns if column.is_marks]
    return list(dict.fromkeys(mark for cell in cells for mark in cell.split()))


def _explain_marks(table: PageTable, meanings: Mapping[str, str]) -> Iterator[str]:
    for row in range(table.rows):
        yield "; ".join(
            f"{mark} {meanings[mark]}" for mark in _marks_of(table, row) if mark in meanings
        )


def _lines(table: PageTable, *, is_simulated: bool) -> list[Sequence[Value]]:
    heads = _heads(table.columns) + ([_("stamp")] if is_simulated else [])
    stamp = [SIMULATED] if is_simulated else []
    rows = [
        [*(column.values[row] for column in table.columns), *stamp] for row in range(table.rows)
    ]
    return [heads, *rows]


def _heads(columns: Sequence[FileColumn]) -> list[str]:
    found: list[str] = []
    for column in columns:
        said = _("mark") if column.is_marks else str(PARTS.get(column.part, ""))
        head = ", ".join(filter(None, (column.head, said))) or _("name")
        number = 2
        while head in found:
            head = f"{', '.join(filter(None, (column.head, said)))} {number}"
            number += 1
        found.append(head)
    return found


def _source(on: date) -> str:
    day = format_date(on, language=get_language() or "en")
    return _("National Victim Survey for England and Wales, taken on %(day)s") % {"day": day}


# --- links --------------------------------------------------------------------------------------

ENDS = re.compile(r"(</table>(?:\s*</div>)?)|(<figure class=\"chart[^>]*>)|(</figure>)|(</main>)")


SELECTS = re.compile(r'<select name="(\w+)"[^>]*>(.*?)</select>', re.DOTALL)
SELECTED = re.compile(r'<option value="([^"]*)"[^>]* selected')


def chosen_address(html: str, asked: Mapping[str, str]) -> str:
    chosen = {
        name: unescape(found[1])
        for name, options in SELECTS.findall(html)
        if (found := SELECTED.search(options))
    }
    names = {name for name, _options in SELECTS.findall(html)}
    beside = {name: value for name, value in asked.items() if name not in names}
    return urlencode(chosen | beside)


def with_links(html: str, *, address: str) -> str:
    counts = {TABLE: 0, PICTURE: 0}
    start = max(html.find("<main"), 0)
    drawn_from = [0]

    def linked(found: re.Match[str]) -> str:
        if found[2]:
            drawn_from[0] = found.end()
            return found[0]
        is_drawn = found[3] and "<svg" in found.string[drawn_from[0] : found.start()]
        if found[4] or (found[3] and not is_drawn):
            return found[0]
        kind = TABLE if found[1] else PICTURE
        counts[kind] += 1
        links = _links(kind, counts[kind], address)
        return found[0] + links if kind == TABLE else links + found[0]

    return html[:start] + ENDS.sub(linked, html[start:])


def _links(kind: str, number: int, address: str) -> str:
    said = {TABLE: _("Table %(number)s:"), PICTURE: _("Picture %(number)s:")}[kind]
    before = f"{address}&" if address else ""
    links = " ".join(
        f'<a href="?{escape(before)}file={kind}-{number}.{ending}">{ending.upper()}</a>'
        for ending in ENDINGS[kind]
    )
    return f'<p class="take">{escape(said % {"number": number})} {links}</p>'
