"""Words about people on hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from responses.case_files.warnings.doubts import EXCLUDE, FLAG, DoubtReason, SafetyFact
from responses.eligibility.rules import REASONS, Decision
from responses.imports.selectors import person_holds as selectors
from responses.models import PersonHold
from responses.vault import contacts
from responses.vault.opt_outs import held_people
from ui.formatting import format_moment, format_number

REASONS_HELD: Mapping[DoubtReason, Promise] = {
    DoubtReason.WARNING: _("A row about them warns of contact"),
    DoubtReason.UNREAD: _("They are named where contact is forbidden"),
    DoubtReason.REPEATED: _("Rows with the same case key differ"),
    DoubtReason.REFUSED: _("A row about them could not be loaded"),
    DoubtReason.SHARED: _("One number or address is on cases of different people"),
    DoubtReason.CHILD: _("A child with the birth year of an adult"),
}
ADVICE: Mapping[DoubtReason, Promise] = {
    DoubtReason.REFUSED: _("Correct the row and load it. Then say whether they may be contacted."),
    DoubtReason.WARNING: _("Ask the officer in the case before you contact them."),
    DoubtReason.REPEATED: _("Find out which row is right, and correct the record."),
    DoubtReason.UNREAD: _("Check the sheet, comment or column that forbids contact."),
    DoubtReason.SHARED: _("Check whose number it is: often it is an officer’s or a shelter’s."),
    DoubtReason.CHILD: _(
        "Check whose number it is. Never use a parent’s where family is suspected."
    ),
}
SAID: Mapping[str, Promise] = {
    SafetyFact.NO_CONTACT: _("do not contact"),
    SafetyFact.DECEASED: _("deceased"),
    SafetyFact.UNSAFE_NUMBER: _("number not safe"),
    SafetyFact.HIGH_RISK: _("high risk"),
    SafetyFact.UNKNOWN_EXCLUSION: _("an exclusion with an unknown code"),
}
STATES: Mapping[str, Promise] = {
    PersonHold.HoldState.RELEASED: _("May be contacted"),
    PersonHold.HoldState.STOPPED: _("Contact stopped"),
    PersonHold.HoldState.CLEARED: _("Ended by a later file"),
}


@dataclass(frozen=True)
class HoldRow:
    pk: int
    who: str
    number: str
    more_cases: int
    why: str
    where: str
    since: str
    may_release: bool


@dataclass(frozen=True)
class HoldGroup:
    """The people on hold for one reason."""

    reason: str
    heading: str
    advice: str
    rows: Sequence[HoldRow]

    @property
    def may_release(self) -> bool:
        return all(row.may_release for row in self.rows)


@dataclass(frozen=True)
class AnsweredRow:
    who: str
    why: str
    answer: str
    by: str
    at: str


def hold_groups(holds: Sequence[PersonHold], *, user_id: int | None) -> list[HoldGroup]:
    """Warnings first."""
    cases = held_people.cases_of_holds([hold.pk for hold in holds])
    numbers = contacts.masked_numbers({found[0] for found in cases.values()})
    order = list(REASONS_HELD)
    in_order = sorted(holds, key=lambda hold: order.index(DoubtReason(hold.reason)))
    return [
        HoldGroup(
            reason=reason,
            heading=str(REASONS_HELD[DoubtReason(reason)]),
            advice=str(ADVICE[DoubtReason(reason)]),
            rows=[_row(hold, cases.get(hold.pk, []), numbers, user_id=user_id) for hold in some],
        )
        for reason, some in groupby(in_order, key=lambda hold: hold.reason)
    ]


def _row(
    hold: PersonHold, cases: Sequence[int], numbers: Mapping[int, str], *, user_id: int | None
) -> HoldRow:
    parts = [hold.file_name] if hold.file_name else []
    if hold.row:
        parts.append(gettext("row %(row)s") % {"row": hold.row})
    return HoldRow(
        pk=hold.pk,
        who=_person_name(hold),
        number=numbers.get(cases[0], "") if cases else "",
        more_cases=max(len(cases) - 1, 0),
        why=", ".join(_facts(hold)),
        where=", ".join([*parts, hold.loaded_by]),
        since=format_moment(hold.held_at, language=get_language() or "en"),
        may_release=not selectors.needs_another(hold, user_id),
    )


def _person_name(hold: PersonHold) -> str:
    if hold.case_key:
        return hold.case_key
    return gettext("Row %(row)s") % {"row": hold.row} if hold.row else gettext("No case key")


def _facts(hold: PersonHold) -> Iterator[str]:
    for said in hold.said:
        if said in SAID:
            yield str(SAID[said])
        elif said.startswith(EXCLUDE):
            code = said.removeprefix(EXCLUDE)
            known = REASONS.get(Decision(code)) if code in set(Decision) else None
            yield (gettext(known) if known else code)
        elif said.startswith(FLAG):
            yield f"flag_{said.removeprefix(FLAG)}"
        elif said.startswith("cases:"):
            count = int(said.partition(":")[2])
            yield ngettext("%(count)s case", "%(count)s cases", count) % {"count": count}
    if hold.columns:
        yield gettext("wrong: %(columns)s") % {"columns": ", ".join(hold.columns)}


def answered_rows(holds: Sequence[PersonHold]) -> list[AnsweredRow]:
    language = get_language() or "en"
    return [
        AnsweredRow(
            who=_person_name(hold),
            why=str(REASONS_HELD[DoubtReason(hold.reason)]),
            answer=str(STATES[hold.state]),
            by=hold.answered_by,
            at=format_moment(hold.answered_at, language=language) if hold.answered_at else "",
        )
        for hold in holds
    ]


def released_message(count: int) -> str:
    words = ngettext(
        "%(count)s person may be contacted.", "%(count)s people may be contacted.", count
    )
    return words % {"count": format_number(count, language=get_language() or "en")}


def stopped_message(count: int) -> str:
    words = ngettext(
        "Contact with %(count)s person is stopped.",
        "Contact with %(count)s people is stopped.",
        count,
    )
    return words % {"count": format_number(count, language=get_language() or "en")}
