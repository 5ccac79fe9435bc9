import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from analytics import words
from analytics.code_return.order import EVERY_STAGE, ReturnEntry
from analytics.code_return.presenters import pages
from analytics.code_return.selectors import ReturnLine, ReturnPage
from analytics.disclosure.places import NATION
from analytics.figures.presenters import quarter_words
from analytics.stats.rounding import whole_points
from analytics.stats.suppression import Published, Share
from analytics.tables import EVERYBODY
from survey.interchange.workbooks.writing import workbook_of

Cell = str | float
NUMBERS = ("positive", "neutral", "negative", "lower", "upper", "base", "effective_base")
COLUMNS = (
    "duty", "code_version", "right", "right_title", "agency", "is_bound", "stage", "source",
    "question", "label", "base_of", "period", "is_provisional", "area", *NUMBERS, "mark",
    "why_hidden", "stamp",
)  # fmt: skip
SHEET, NOTES = "return", "notes"
ANSWERS, CASES = "answers", "cases"
"""The source of a line: victims' answers or case files."""


def write_csv(page: ReturnPage) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_lines(page))
    return text.getvalue()


def write_workbook(page: ReturnPage) -> bytes:
    return workbook_of({SHEET: [COLUMNS, *_lines(page)], NOTES: list(_notes(page))})


def _lines(page: ReturnPage) -> Iterator[Sequence[Cell]]:
    for line in page.lines:
        yield _line(page, line, NATION, line.nation)
        if page.force is not None:
            yield _line(page, line, page.force.code, line.force)


def _line(page: ReturnPage, line: ReturnLine, area: str, share: Share | None) -> Sequence[Cell]:
    entry = line.entry
    return [
        page.duty.services if entry.code else page.duty.awareness,
        entry.code.version if entry.code else "",
        entry.right,
        pages.right_title(page, entry),
        entry.agency.value if entry.agency else "",
        _format_bound(page, entry),
        EVERYBODY if line.stage == EVERY_STAGE else line.stage,
        CASES if entry.record else ANSWERS,
        _question(entry),
        pages.label(entry),
        pages.base(entry),
        page.period or "",
        "yes" if page.period in page.provisional else "no",
        area,
        *_numbers(entry, share),
        "SIMULATED" if page.is_simulated else "",
    ]


def _format_bound(page: ReturnPage, entry: ReturnEntry) -> str:
    bound = {body.agency: body.is_bound for body in page.duty.bodies}
    if entry.agency is None:
        return ""
    return "yes" if bound[entry.agency] else "no"


def _question(entry: ReturnEntry) -> str:
    if entry.record:
        return entry.record.measure
    return entry.item.code if entry.item else ""


def _numbers(entry: ReturnEntry, share: Share | None) -> Sequence[Cell]:
    if not isinstance(share, Published):
        told = pages.figure(entry, share)
        return [*[""] * len(NUMBERS), f"[{told.mark}]", told.reason]
    parts = (
        share.positive, share.neutral, share.negative, share.interval.lower, share.interval.upper,
    )  # fmt: skip
    rounded = [whole_points.told(part) for part in parts]
    return [*rounded, share.base, round(share.effective_base, 1), share.mark.value, ""]


def _notes(page: ReturnPage) -> Iterator[Sequence[str]]:
    yield _("About this return"), ""
    yield _("Whose"), words.place_name(page.force)
    yield _("Period"), words.period_name(page.period or "")
    if notice := quarter_words.provisional_notice(page):
        yield "", notice
    if page.is_simulated:
        yield "SIMULATED", _("Made-up data: no real person is in this return.")
    yield _("Order"), pages.duty_sentence(page)
    yield "", page.duty.read_at
    for sentence in pages.code_sentences(page):
        yield _("Code"), sentence
    for name, meaning in _columns().items():
        yield name, meaning
    for mark, meaning in _marks().items():
        yield mark, meaning
    for fact in _unchecked(page):
        yield _("Written from memory, to be checked"), fact


def _unchecked(page: ReturnPage) -> Iterator[str]:
    yield from page.duty.from_memory
    for code in page.codes.values():
        yield from (f"{code.version}: {fact}" for fact in sorted(code.from_memory))


def _columns() -> Mapping[str, str]:
    return {
        "duty": _("The paragraph of the section that the line answers."),
        "is_bound": _("Whether the section binds the agency."),
        "stage": _("One stage of the case, or all together."),
        "source": _("What victims said (answers), or what case files record (cases)."),
        "positive": _(
            "The share who answered favourably, 0 to 1, weighted to the cases of the quarter; of "
            "cases the share told in time, unweighted."
        ),
        "lower": _("The 95 per cent interval of the share, from lower to upper."),
        "base": _("People who gave an answer that counts; of cases, cases."),
        "effective_base": _("The base that unweighted answers would need to be as precise."),
    }


def _marks() -> Mapping[str, str]:
    return {
        "[c]": _("hidden; the column why_hidden says why"),
        "[x]": _("does not exist: not asked, or nobody answered"),
        "[u]": _("fewer than 30 people answered: uncertain"),
        "[p]": _("the quarter may still change"),
    }


def file_name(page: ReturnPage, ending: str) -> str:
    return f"code-return-{page.force.code if page.force else NATION}-{page.period}.{ending}"
