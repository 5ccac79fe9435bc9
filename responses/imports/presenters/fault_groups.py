from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from responses.case_files.columns import COLUMNS
from responses.case_files.fault_causes.groups import CaseFaultGroup, group_from
from responses.case_files.fault_causes.value_shapes import ValueShape
from responses.case_files.faults import CaseFault, FaultCode
from responses.imports.presenters.faults import fault_message

WRITTEN_SO = _(
    "They are written %(instead)s. Say so in a mapping profile (dates), and the file loads as it "
    "is."
)
PARTLY_SO = _(
    "%(count)s cells of this column are written %(instead)s, and %(others)s otherwise. If "
    "%(instead)s is right, say so in a mapping profile (dates), and correct the others; else "
    "correct these."
)
PARTLY_EITHER = _(
    "Whether the day or the month stands first cannot be told from these, and %(others)s other "
    "cells of the column are written otherwise. Have the whole column written in one way."
)
SHAPE_REMEDIES: Mapping[ValueShape, Promise] = {
    ValueShape.DAY_FIRST: WRITTEN_SO,
    ValueShape.MONTH_FIRST: WRITTEN_SO,
    ValueShape.MONTH_NAMED: WRITTEN_SO,
    ValueShape.YEAR_FIRST: WRITTEN_SO,
    ValueShape.COMPACT: WRITTEN_SO,
    ValueShape.DAY_OR_MONTH_FIRST: _(
        "Whether the day or the month stands first cannot be told from these. Say in a mapping "
        "profile (dates) which it is, such as %(instead)s."
    ),
    ValueShape.SHORT_YEAR: _("The year has two digits. Write it with four."),
    ValueShape.DAY_NUMBER: _(
        "These are a spreadsheet’s numbers of days. Format the column as a date, and save the file "
        "again."
    ),
    ValueShape.NO_SUCH_DAY: _("The calendar has no such day. Correct the date."),
    ValueShape.OTHER_FORCE: _(
        "These rows are of %(instead)s, and this file is loaded for another force. Take them out; "
        "they belong in a file of %(instead)s."
    ),
    ValueShape.WORD_FOR_UNKNOWN: _(
        "A word for something that is not known is not read. What a blank cell says here: %(blank)s"
    ),
}
PARTLY: Mapping[ValueShape, Promise] = {
    **{shape: PARTLY_SO for shape, text in SHAPE_REMEDIES.items() if text is WRITTEN_SO},
    ValueShape.DAY_OR_MONTH_FIRST: PARTLY_EITHER,
}
"""Remedies for a column in which only some cells have the shape."""
WRITE_OR_MAP = _(
    "Is “%(instead)s” meant? Write that, or say in a mapping profile (values) what yours stands "
    "for."
)
MEANT_REMEDIES: Mapping[FaultCode, Promise] = {
    FaultCode.UNKNOWN_CODE: WRITE_OR_MAP,
    FaultCode.UNKNOWN_COLUMN: _(
        "Is “%(instead)s” meant? Rename the column, or name it in a mapping profile (columns)."
    ),
    FaultCode.UNKNOWN_FORCE: WRITE_OR_MAP,
}
"""Remedies that suggest a likely intended value."""
CODE_REMEDIES: Mapping[FaultCode, Promise] = {
    FaultCode.UNKNOWN_CODE: _(
        "The codes are on the page “The standard case file”. A mapping profile (values) can say "
        "what your own codes stand for."
    ),
    FaultCode.UNKNOWN_COLUMN: _(
        "Take these columns out, or say in a mapping profile what they are (columns) or that they "
        "are not to be read (ignore)."
    ),
    FaultCode.MISSING_COLUMN: _(
        "If your file has it under another name, name it in a mapping profile (columns)."
    ),
    FaultCode.WRONG_YEAR: _("Write the year alone, with four digits, and never the whole date."),
    FaultCode.ROW_LENGTH: _(
        "A cell may hold a comma without quotation marks around it, or the row was cut short."
    ),
    FaultCode.DUPLICATE_KEY: _(
        "Leave one row for each key. The first row of a key can be loaded; which is right, the "
        "sender must say."
    ),
}
GROUP_REASONS: Mapping[FaultCode, Promise] = {
    FaultCode.ROW_LENGTH: _("These rows have more cells than the header, or fewer."),
}
"""Reasons for a group whose rows do not share the reason of a single row."""


@dataclass(frozen=True)
class FaultGroupRow:
    count: str
    column: str
    reason: str
    remedy: str
    values: str
    places: str


def group_rows(stored: Iterable[Mapping[str, Any]]) -> list[FaultGroupRow]:
    return [group_row(group_from(each)) for each in stored]


def group_row(group: CaseFaultGroup) -> FaultGroupRow:
    cause = group.cause
    return FaultGroupRow(
        count=f"{group.count:,}",
        column=cause.column,
        reason=_reason(group),
        remedy=remedy(group),
        values=_list(map("“{}”".format, group.values), count=group.count),
        places=_places(group),
    )


def _reason(group: CaseFaultGroup) -> str:
    code = group.cause.code
    if code in GROUP_REASONS:
        return str(GROUP_REASONS[code])
    return fault_message(CaseFault(code, column=group.cause.column, terms=group.terms))


def remedy(group: CaseFaultGroup) -> str:
    """ "" if the reason already says it."""
    cause = group.cause
    blank = gettext(COLUMNS[cause.column].blank) if cause.column else ""
    numbers = {"count": f"{group.count:,}", "others": f"{group.others:,}"}
    terms = {"instead": cause.instead, "blank": blank, **numbers}
    text = SHAPE_REMEDIES.get(cause.shape)
    if text is not None and group.others:
        text = PARTLY.get(cause.shape, text)
    if text is None and cause.instead:
        text = MEANT_REMEDIES.get(cause.code)
    if text is None:
        text = CODE_REMEDIES.get(cause.code)
    return "" if text is None else str(text) % terms


def _places(group: CaseFaultGroup) -> str:
    rows = [f"{place.row:,}" for place in group.places if place.row]
    if not rows:
        return ""
    text = ngettext("Row %(rows)s", "Rows %(rows)s", len(rows))
    return text % {"rows": _list(rows, count=group.count)}


def _list(some: Iterable[str], *, count: int) -> str:
    listed = list(some)
    joined = ", ".join(listed)
    return f"{joined} …" if listed and count > len(listed) else joined


def group_line(group: CaseFaultGroup) -> str:
    row = group_row(group)
    what = " ".join(filter(None, [f"{row.count} ×", row.column, row.values]))
    said = " ".join(filter(None, [row.reason, row.remedy]))
    where = ", ".join(dict.fromkeys(place.file for place in group.places if place.file))
    place = " – ".join(filter(None, [where, row.places]))
    return f"{what}: {said} ({place})" if place else f"{what}: {said}"


def cause_fields(group: CaseFaultGroup) -> dict[str, str | int]:
    """Never a value."""
    fields: dict[str, str | int] = {"code": group.cause.code.value, "column": group.cause.column}
    return {name: value for name, value in fields.items() if value} | {"count": group.count}
