"""Words about the helplines whose numbers must be checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from responses.answering.helplines import Helpline, to_be_checked
from ui.formatting import format_date


def due_lines(due: Sequence[Helpline]) -> list[str]:
    """One line for each helpline: number, name, when it was last checked, and its source."""
    return [_due_line(helpline) for helpline in due]


def _due_line(helpline: Helpline) -> str:
    number = helpline.number or helpline.text_number
    return f"{number:<15} {helpline.name['en']} ({_checked(helpline)}; {helpline.source})"


@dataclass(frozen=True)
class AgeRow:
    name: str
    number: str
    checked: str
    source: str
    is_due: bool


@dataclass(frozen=True)
class AgePage:
    warning: str
    """Empty while every number was checked in time."""
    rows: tuple[AgeRow, ...]


def age_page(lines: Sequence[Helpline], *, on: date) -> AgePage:
    oldest_first = sorted(lines, key=lambda line: line.last_verified_on or date.min)
    due = to_be_checked(lines, on=on)
    return AgePage(
        warning=due_summary(len(due)) if due else "",
        rows=tuple(_age_row(line, on=on) for line in oldest_first),
    )


def _age_row(line: Helpline, *, on: date) -> AgeRow:
    return AgeRow(
        name=line.name.get(_language()) or line.name["en"],
        number=line.number or line.text_number,
        checked=_checked(line),
        source=line.source,
        is_due=line.must_be_checked(on=on),
    )


def _checked(line: Helpline) -> str:
    last = line.last_verified_on
    return format_date(last, language=_language()) if last else _("never checked")


def _language() -> str:
    return get_language() or "en"


def due_summary(due: int) -> str:
    return ngettext(
        "%(count)s number must be rung, and its date written in helplines.csv.",
        "%(count)s numbers must be rung, and their dates written in helplines.csv.",
        due,
    ) % {"count": due}
