from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from responses.eligibility.selectors.languages import offered_languages
from responses.helplines import selectors as helplines
from responses.models import DutySignature
from responses.readiness import asking_stop, national_desk, selectors
from responses.readiness.duties import DutyState, ReadinessDuty, last_day
from responses.readiness.duty_words import DUTY_WORDS
from responses.readiness.selectors import DutyStanding
from ui.formatting import format_date, format_words
from ui.languages import Offer

MOST_SHOWN = 50
"""Signatures, the latest."""
STATES: Mapping[DutyState, str | Promise] = {
    DutyState.MISSING: gettext_lazy("Not signed"),
    DutyState.WAITS: gettext_lazy("Waits for a second person"),
    DutyState.STANDS: gettext_lazy("Stands"),
    DutyState.RUN_OUT: gettext_lazy("Has run out"),
}


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    duty: str
    title: str
    shows: str
    done_by: str
    state: str
    stands: bool
    signed: str
    """Day, people and record; empty if nothing is signed."""
    until: str
    pk: int | None
    """Key of the confirmed signature."""
    waiting_pk: int | None
    waiting: str
    is_own: bool
    """The viewer signed the waiting signature."""


@dataclass(frozen=True, kw_only=True)
class ReadinessPage:
    refusal: str
    """Reason why no real person is asked; empty if people are, or if none are real."""
    pilot: str
    rows: Sequence[DutyRow]
    helplines: str
    languages: str
    desk: Sequence[tuple[str, str, bool]]
    """The coming days at the national desk: the day, its readers, and whether there are any."""
    history: Sequence[tuple[str, str, str]]


def readiness_page(*, at: datetime, reader_id: int) -> ReadinessPage:
    on = localdate(at)
    signatures = selectors.every_signature()
    found = selectors.standings(on=on, signatures=signatures)
    days = national_desk.coming_days(at=at)
    return ReadinessPage(
        refusal=asking_stop.why_not_to_ask(at=at, found=found, days=days),
        pilot=_pilot(found),
        rows=[_row(each, reader_id=reader_id) for each in found],
        helplines=helpline_words(on),
        languages=language_words(on),
        desk=national_desk.day_lines(days),
        history=[_told(row) for row in signatures[:MOST_SHOWN]],
    )


def duty_lines(*, on: date) -> Iterator[tuple[str, bool]]:
    for each in selectors.standings(on=on):
        row = _row(each, reader_id=0)
        yield "  ".join(filter(None, (f"{row.title}: {row.state}", row.until))), row.stands


def _row(standing: DutyStanding, *, reader_id: int) -> DutyRow:
    words, signature, waiting = DUTY_WORDS[standing.duty], standing.signature, standing.waiting
    return DutyRow(
        duty=standing.duty,
        title=str(words.title),
        shows=str(words.shows),
        done_by=str(words.done_by),
        state=str(STATES[standing.state]),
        stands=asking_stop.stands(standing),
        signed=signature_words(signature) if signature else "",
        until=_until(signature) if signature else "",
        pk=signature.pk if signature and signature.confirmed_at else None,
        waiting_pk=waiting.pk if waiting else None,
        waiting=signature_words(waiting) if waiting else "",
        is_own=waiting is not None and waiting.signed_by_id == reader_id,
    )


def signature_words(signature: DutySignature) -> str:
    said = {
        "day": _day(signature.done_on),
        "who": ", ".join(filter(None, (signature.done_by, signature.organisation))),
        "document": signature.document,
        "name": signature.signed_by,
        "version": signature.version,
    }
    if signature.version:
        return (
            _("Finished on %(day)s by %(who)s, of %(version)s: %(document)s. Signed by %(name)s.")
            % said
        )
    return _("Finished on %(day)s by %(who)s: %(document)s. Signed by %(name)s.") % said


def _until(signature: DutySignature) -> str:
    day = last_day(ReadinessDuty(signature.duty), signature.done_on)
    return _("Holds until %(day)s") % {"day": _day(day)}


def _pilot(found: Sequence[DutyStanding]) -> str:
    pilot = next(each for each in found if each.duty is ReadinessDuty.PILOT)
    if asking_stop.stands(pilot):
        return ""
    if not settings.PILOT_FORCES:
        return _("No pilot force is named: PILOT_FORCES in the settings is empty.")
    return _("Until the pilot is signed only these forces ask: %(forces)s.") % {
        "forces": format_words(settings.PILOT_FORCES, language=_language())
    }


def helpline_words(on: date) -> str:
    due = len(helplines.due_lines(on=on))
    if not due:
        return _("Every helpline was rung in the last 90 days.")
    return ngettext(
        "%(count)s helpline must be rung.", "%(count)s helplines must be rung.", due
    ) % {"count": due}


def language_words(on: date) -> str:
    drafts = [offer for offer in offered_languages(on) if offer.is_draft]
    if not drafts:
        return _("Real people are asked in: %(languages)s.") % {
            "languages": _names(offered_languages(on))
        }
    return _("Drafts, which real people are not shown: %(languages)s.") % {
        "languages": _names(drafts)
    }


def _names(offers: Sequence[Offer]) -> str:
    return format_words([offer.name for offer in offers], language=_language())


def _told(row: DutySignature) -> tuple[str, str, str]:
    if row.taken_back_at:
        became = _("Taken back by %(name)s on %(day)s") % {
            "name": row.taken_back_by,
            "day": _day(localdate(row.taken_back_at)),
        }
    elif row.confirmed_at:
        became = _("Confirmed by %(name)s on %(day)s") % {
            "name": row.confirmed_by,
            "day": _day(localdate(row.confirmed_at)),
        }
    else:
        became = str(STATES[DutyState.WAITS])
    return str(DUTY_WORDS[ReadinessDuty(row.duty)].title), signature_words(row), became


def _day(day: date) -> str:
    return format_date(day, language=_language())


def _language() -> str:
    return get_language() or "en"
