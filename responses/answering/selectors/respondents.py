"""Reads what a respondent's link opens, and what has been answered so far."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from django.db.models import F
from django.utils.timezone import localdate

from responses.answering import pathway
from responses.answering.gate import MAX_TRIES, Gate
from responses.answering.journey import Journey
from responses.answering.you_said import PublishedChange, parse_changes
from responses.eligibility.selectors import languages
from responses.invitations import tokens
from responses.invitations.selectors.codes import MODE as BY_CODE
from responses.models import Case, Invitation, Response
from responses.vault import agreed_words, contacts
from survey import selectors as survey_selectors
from survey.models import InstrumentVersion

LINK_OPEN_AFTER_COMPLETION = timedelta(minutes=30)
CHANGES = Path(__file__).resolve().parents[2] / "data" / "you_said.csv"
_RELATED = ("stage_event__case", "response__instrument")
_NEEDED = (
    "language", "expires_at", "opted_out_at", "gate_tries", "stage_event__case__reported_on",
    "response__answers", "response__modules", "response__language", "response__started_at",
    "response__completed_at", "response__withdrawn_at", "response__instrument__code",
    "response__instrument__version", "response__instrument__revision",
    "response__instrument__content_hash",
)  # fmt: skip
"""The columns that pages use. The texts of the instrument are left out, because they are parsed
once in each process (survey.selectors.instrument), and so are the case file's facts about a
victim."""


def invitation_by_token(token: str, *, at: datetime) -> Invitation | None:
    """The invitation of a link that still works. None alike for a link that is unknown, expired,
    used up at the gate, opted out or finished."""
    invitation = _invitation(token_hash=tokens.hash_token(token))
    return invitation if invitation is not None and is_live(invitation, at=at) else None


def invitation_of_visit(
    invitation_id: int, *, has_passed_gate: bool, at: datetime
) -> Invitation | None:
    """The invitation of a visit that may continue. A respondent who has passed the gate may go on
    after the link expires."""
    invitation = _invitation(pk=invitation_id)
    if invitation is None or not may_go_on(invitation, has_passed_gate=has_passed_gate, at=at):
        return None
    return invitation


def may_go_on(invitation: Invitation, *, has_passed_gate: bool, at: datetime) -> bool:
    if invitation.opted_out_at is not None:
        return False
    return has_passed_gate or is_live(invitation, at=at)


def _invitation(**known: object) -> Invitation | None:
    found = Invitation.objects.select_related(*_RELATED).only(*_NEEDED).filter(**known)
    return next(iter(found[:1]), None)


def is_live(invitation: Invitation, *, at: datetime) -> bool:
    response = response_of(invitation)
    completed_at = response.completed_at if response else None
    return (
        invitation.expires_at > at
        and invitation.opted_out_at is None
        and invitation.gate_tries < MAX_TRIES
        and (response is None or response.withdrawn_at is None)
        and (completed_at is None or at < completed_at + LINK_OPEN_AFTER_COMPLETION)
    )


def response_of(invitation: Invitation) -> Response | None:
    return getattr(invitation, "response", None)


def gate_of(invitation_id: int) -> Gate:
    """What opens an invitation. In a sensitive case a year of birth opens no link, whatever became
    of the case or its word since the link was sent (SAF-6)."""
    cases = Case.objects.filter(stage_events__invitation=invitation_id)
    agreed = agreed_words.word_of(cases.annotate(mode=F("stage_events__invitation__mode")))
    mode = agreed.case.mode  # type: ignore[attr-defined]  # as annotated above
    is_year_too_little = mode != BY_CODE and contacts.is_sensitive(agreed.case)
    return Gate(
        birth_year=None if is_year_too_little else agreed.case.birth_year,
        word_hash=agreed.word_hash,
        cost_reference_hash=agreed.costs_as,
    )


@dataclass(frozen=True, kw_only=True)
class AskedInstrument:
    """The instrument version of a new response, and the modules of it that are asked."""

    version: InstrumentVersion
    modules: str

    def language(self, wanted: str) -> str:
        return wanted if wanted in self.version.languages else languages.ENGLISH


def instrument_for_case(case: Case, *, on: date) -> AskedInstrument:
    """The instrument for a case. Where its own instrument is not in force on the day, the general
    one is used, so that the respondent is not turned away."""
    path = pathway.pathway_of(victim_role=case.victim_role, offence_code=case.offence_code)
    try:
        version = survey_selectors.version_in_force(path.instrument, on=on)
    except survey_selectors.NoVersionInForceError:
        return AskedInstrument(version=survey_selectors.version_in_force(on=on), modules="")
    return AskedInstrument(version=version, modules=pathway.modules_of(path))


def journey_of(response: Response) -> Journey:
    """The journey of a response, with the version that it started with."""
    instrument = survey_selectors.instrument(response.instrument)
    return Journey(
        instrument=pathway.questions_of(instrument, response.modules),
        answers={code: tuple(picked) for code, picked in response.answers.items()},
        today=localdate(response.started_at),
    )


@cache
def changes() -> tuple[PublishedChange, ...]:
    """The shipped list of changes, read once in each process. Raises ChangeError."""
    return parse_changes(CHANGES.read_text(encoding="utf-8"))
