from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from responses.imports.merging import suspicions
from responses.imports.merging.differences import Fate, Word
from responses.imports.merging.jumps import Compared, Measure, compare
from responses.imports.merging.suspicions import Sign, Suspicion
from responses.imports.presenters.held_changes import column_name
from responses.imports.presenters.quality import percent
from ui.formatting import format_number

FATES: Mapping[Fate, Promise] = {
    Fate.REPLACED: _("Replaced"),
    Fate.KEPT: _("Says less than we know: what we know stays"),
    Fate.HELD: _("Waits for a second person"),
}
WORDS: Mapping[str, Promise] = {
    Word.BLANK: _("blank"),
    Word.KNOWN: _("known"),
    Word.ANOTHER: _("another"),
    "yes": _("yes"),
    "no": _("no"),
}
SIGNS: Mapping[Sign, Promise] = {
    Sign.CRIME_CHANGES: _("Another crime group: %(cases)s of %(touched)s cases."),
    Sign.NUMBER_GOES: _("The number goes: %(cases)s of %(touched)s cases."),
    Sign.NUMBER_CHANGES: _("Another number or address: %(cases)s of %(touched)s cases."),
    Sign.ADVISER_CHANGES: _("Another adviser is named: %(cases)s of %(touched)s cases."),
    Sign.STAGE_GOES_BACK: _("The stage goes back: %(cases)s of %(touched)s cases."),
    Sign.HEARING_GOES_BACK: _("The next hearing is earlier: %(cases)s of %(touched)s cases."),
    Sign.FLAGS_BECOME_UNKNOWN: _("Flags become unknown: %(cases)s of %(touched)s cases."),
    Sign.EXCLUSION_GOES: _("The exclusion by hand goes: %(cases)s of %(touched)s cases."),
    Sign.BIRTH_YEAR_CHANGES: _("Another year of birth: %(cases)s of %(touched)s cases."),
    Sign.REPORT_DAY_CHANGES: _("Another day of the report: %(cases)s of %(touched)s cases."),
    Sign.MUCH_WAITS: _("Something waits for a second person: %(cases)s of %(touched)s cases."),
}
MEASURES: Mapping[Measure, Promise] = {
    Measure.ROWS: _("Rows read"),
    Measure.REFUSED: _("Rows that cannot be loaded"),
    Measure.WITHOUT_NUMBER: _("Rows without a mobile number"),
    Measure.FLAGS_UNKNOWN: _("Flags that are blank"),
    Measure.WITHOUT_BIRTH_YEAR: _("Rows without a year of birth"),
    Measure.WITHOUT_ETHNICITY: _("Rows without an ethnic group"),
}


@dataclass(frozen=True)
class DifferenceRow:
    column: str
    before: str
    after: str
    count: str
    fate: str
    keys: str


@dataclass(frozen=True)
class ComparedRow:
    label: str
    before: str
    now: str
    mark: str


def difference_rows(stored: Mapping[str, Any]) -> list[DifferenceRow]:
    """Put the counts of `Differences.as_dict` into words."""
    return [
        DifferenceRow(
            column=column_name(line["column"]),
            before=_word(line["before"]),
            after=_word(line["after"]),
            count=_number(line["count"]),
            fate=str(FATES[Fate(line["fate"])]),
            keys=", ".join(line["keys"]),
        )
        for line in stored.get("lines", [])
    ]


def suspicion_lines(found: Sequence[Suspicion]) -> list[str]:
    return [
        str(SIGNS[one.sign]) % {"cases": _number(one.cases), "touched": _number(one.touched)}
        for one in found
    ]


def compared_rows(
    now: Mapping[str, Any] | None, before: Mapping[str, Any] | None
) -> list[ComparedRow]:
    return [_compared_row(one) for one in compare(now, before)] if now else []


def _compared_row(found: Compared) -> ComparedRow:
    figure = _number if found.measure is Measure.ROWS else percent
    return ComparedRow(
        label=str(MEASURES[found.measure]),
        before="–" if found.before is None else figure(found.before),
        now=figure(found.now),
        mark=gettext("Look at this") if found.is_jump else "",
    )


def lines(stored: Mapping[str, Any]) -> Iterator[str]:
    """Yield the changes as lines of plain text."""
    rows = difference_rows(stored)
    if rows:
        yield ""
        yield gettext("What the file says otherwise, field by field")
    for row in rows:
        keys = f" ({row.keys})" if row.keys else ""
        yield f"  {row.count:>9}  {row.column}: {row.before} → {row.after}. {row.fate}{keys}"
    found = suspicions.suspicions_in(stored)
    if found:
        yield ""
        yield gettext("Unusually much would change")
    yield from (f"  {line}" for line in suspicion_lines(found))


def _word(word: str) -> str:
    return str(WORDS[word]) if word in WORDS else word


def _number(count: float) -> str:
    return format_number(int(count), language=get_language() or "en")
