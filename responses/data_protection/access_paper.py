from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from responses.data_protection.field_words import is_told, words_of
from ui.formatting import format_date, format_moment

SECTIONS: Mapping[str, Promise] = {
    "known_by_number_alone": gettext_lazy("By your number alone"),
    "contacts": gettext_lazy("How you can be reached"),
    "cases": gettext_lazy("What was reported, as the police told us"),
    "waiting_changes": gettext_lazy("Changes that wait for somebody to agree"),
    "waiting_contacts": gettext_lazy("Ways to reach you that wait for somebody to agree"),
    "events": gettext_lazy("What happened in the case, and when"),
    "filed_with_police_uk": gettext_lazy("What was published about the crime"),
    "decisions": gettext_lazy("Whether you could be asked, and why"),
    "invitations": gettext_lazy("When you were asked"),
    "codes": gettext_lazy("Codes that somebody handed over for you"),
    "forms_on_paper": gettext_lazy("Forms on paper"),
    "read_on_paper": gettext_lazy("What was read on a form"),
    "calls": gettext_lazy("Interviews by telephone"),
    "call_attempts": gettext_lazy("When you were called"),
    "messages": gettext_lazy("Messages that we sent"),
    "follow_ups": gettext_lazy("Your wish to be contacted"),
    "texts": gettext_lazy("What became of your own words"),
    "danger_notices": gettext_lazy("Details sent to the police because of danger"),
    "coded_texts": gettext_lazy("What your words were found to speak of"),
    "codings": gettext_lazy("Who said what your words speak of"),
    "quotes": gettext_lazy("Passages of your words that were chosen"),
    "answers": gettext_lazy("Your answers"),
    "own_words": gettext_lazy("Your own words"),
}
"""By the names of data_protection.selectors.subject_access."""


@dataclass(frozen=True, kw_only=True)
class AccessPaper:
    """`held` is what data_protection.selectors.subject_access read."""

    title: str
    language: str
    lead: Sequence[str]
    held: Mapping[str, Any]
    nothing: str
    unknown_letters: str

    def lines(self) -> Iterator[tuple[str, str]]:
        """Each paragraph with its role."""
        yield "H1", self.title
        yield from (("P", text) for text in self.lead)
        found = {name: rows for name, rows in self.held.items() if _is_there(rows)}
        if not found:
            yield "P", self.nothing
        for name, rows in found.items():
            yield "H2", str(SECTIONS[name])
            yield from _rows(rows)


def access_paper(
    held: Mapping[str, Any], *, language: str, at: datetime, is_simulated: bool
) -> AccessPaper:
    lead = [
        _("Made on %(day)s.") % {"day": format_date(at.date(), language=language)},
        _(
            "What stands as a code is one of the police or of ours. All of it, and the numbers by "
            "which our tables know each other, stand in the attached file."
        ),
        _("Keep it where nobody else finds it, or destroy it when you have read it."),
    ]
    return AccessPaper(
        title=_("What is held about you"),
        language=language,
        lead=[_("SIMULATED"), *lead] if is_simulated else lead,
        held=held,
        nothing=_("Nothing is held about you."),
        unknown_letters=_("This paper has not all letters of it: it stands in the attached file."),
    )


def _is_there(rows: object) -> bool:
    if isinstance(rows, Mapping):
        return any(rows.values())
    return bool(rows)


def _rows(rows: Any) -> Iterator[tuple[str, str]]:
    every = [rows] if isinstance(rows, Mapping) else rows
    for number, row in enumerate(every, 1):
        if len(every) > 1:
            yield "H3", str(number)
        yield from (("P", text) for text in _fields(row))


def _fields(row: object, name: str = "") -> Iterator[str]:
    if isinstance(row, Mapping):
        for key, value in row.items():
            if is_told(key):
                yield from _fields(value, f"{name} {words_of(key)}".strip())
    elif isinstance(row, list | tuple) and any(isinstance(each, Mapping) for each in row):
        for each in row:
            yield from _fields(each, name)
    elif row not in (None, "", [], ()):
        yield f"{name}: {_format_value(row)}"


def _format_value(value: object) -> str:
    language = get_language() or "en"
    if isinstance(value, datetime):
        return format_moment(value, language=language)
    if isinstance(value, date):
        return format_date(value, language=language)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else str(value)
