from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from responses.answering import pathway
from responses.answering.gate import MAX_TRIES, Gate
from responses.answering.journey import Journey, Longer
from responses.answering.rights_bodies import RightsBody, parse_bodies
from responses.answering.selectors import attempts
from responses.answering.you_said import PublishedChange, parse_changes
from responses.cases import selectors as cases_selectors
from responses.eligibility.selectors import languages
from responses.invitations import tokens
from responses.models import Case, Invitation, Response
from responses.vault import subject_access
from survey import selectors as survey_selectors
from survey.bank import longer
from survey.definition.types import Instrument
from survey.models import InstrumentVersion

DATA = Path(__file__).resolve().parents[2] / "data"
CHANGES = DATA / "you_said.csv"
RIGHTS_BODIES = DATA / "rights_bodies.csv"
_CASE = "invitation__stage_event__case"
_NEEDED_BEFORE_THE_GATE = (
    "language",
    "invited_at",
    "opted_out_at",
    "stage_event__case__reported_on",
)
_NEEDED = (
    "invitation__language", "invitation__opted_out_at",
    "invitation__stage_event__case__reported_on", "answers", "modules", "chances", "more_choice",
    "more_pathway", "language", "device", "started_at", "core_done_at", "completed_at",
    "withdrawn_at", "instrument_id", "more_instrument_id",
)  # fmt: skip
"""Columns that pages use. Omits published content, which a process reads once, and the case file's
facts about a victim."""


def invitation_by_token(token: str, *, at: datetime) -> Invitation | None:
    """The invitation of a link that still works."""
    return _live_links(at).filter(token_hash=tokens.hash_token(token)).first()


@dataclass(frozen=True)
class Visited:
    invitation: Invitation
    response: Response | None


def visited(
    invitation_id: int, *, attempt_id: int | None, has_passed_gate: bool, at: datetime
) -> Visited | None:
    """None if the visit may not continue."""
    if has_passed_gate:
        response = response_of(invitation_id, attempt_id=attempt_id)
        if response is None or response.is_closed:
            return None
        if response.invitation.opted_out_at is not None:
            return None
        return Visited(response.invitation, response)
    if attempt_id is not None:
        attempt = attempts.attempt_of_visit(attempt_id, at=at)
        return Visited(attempt.invitation, None) if attempt else None
    invitation = _live_links(at).filter(pk=invitation_id).first()
    return Visited(invitation, None) if invitation else None


def response_of(invitation_id: int, *, attempt_id: int | None) -> Response | None:
    needed = Response.objects.select_related(_CASE).only(*_NEEDED)
    for found in needed.filter(invitation=invitation_id, attempt=attempt_id):
        found.instrument = survey_selectors.published_row(found.instrument_id)
        if found.more_instrument_id:
            found.more_instrument = survey_selectors.published_row(found.more_instrument_id)
        return found
    return None


def locked_response(invitation_id: int, attempt_id: int | None) -> Response:
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("instrument", "more_instrument")
        .get(invitation=invitation_id, attempt=attempt_id)
    )


def _live_links(at: datetime) -> QuerySet[Invitation]:
    closed = Response.objects.filter(invitation=OuterRef("pk"), attempt=None).filter(
        Q(withdrawn_at__isnull=False) | Q(completed_at__isnull=False)
    )
    live = Invitation.objects.filter(
        ~Exists(closed), expires_at__gt=at, opted_out_at=None, gate_tries__lt=MAX_TRIES
    )
    return live.select_related("stage_event__case").only(*_NEEDED_BEFORE_THE_GATE)


def gate_of(invitation_id: int) -> Gate:
    """In a sensitive case a year of birth never opens it, whatever became of the case or its word
    (SAF-6)."""
    agreed = subject_access.word_of(Case.objects.filter(stage_events__invitation=invitation_id))
    return Gate(
        birth_year=None if cases_selectors.is_sensitive(agreed.case) else agreed.case.birth_year,
        word_hash=agreed.word_hash,
        cost_reference_hash=agreed.costs_as,
    )


@dataclass(frozen=True, kw_only=True)
class AskedInstrument:
    version: InstrumentVersion
    modules: str

    def language(self, wanted: str) -> str:
        return wanted if wanted in self.version.languages else languages.ENGLISH


def instrument_for_case(case: Case, *, on: date, is_for_another: bool = False) -> AskedInstrument:
    path = pathway.pathway_of(
        victim_role=case.victim_role, offence_code=case.offence_code, is_for_another=is_for_another
    )
    try:
        version = survey_selectors.version_in_force(path.instrument, on=on)
    except survey_selectors.NoVersionInForceError:
        return AskedInstrument(version=survey_selectors.version_in_force(on=on), modules="")
    return AskedInstrument(version=version, modules=pathway.modules_of(path))


def languages_for_case(case: Case, *, on: date, is_for_another: bool) -> frozenset[str]:
    asked = instrument_for_case(case, on=on, is_for_another=is_for_another)
    offers = languages.languages_offered_by(survey_selectors.instrument(asked.version))
    return frozenset(offer.code for offer in offers)


def journey_of(response: Response) -> Journey:
    own = survey_selectors.instrument(response.instrument)
    drawn = frozenset(response.chances)
    short = pathway.short_form_of(own, modules=response.modules, drawn=drawn)
    journey = Journey(
        instrument=short,
        answers={code: tuple(picked) for code, picked in response.answers.items()},
        today=localdate(response.started_at),
        short=short,
        longer=Longer(is_settled=bool(response.more_choice)) if drawn else None,
    )
    return _with_further(journey, response, own, drawn) if response.more_instrument else journey


def journey_before_enough(response: Response) -> Journey:
    assert response.more_choice == Response.MoreChoice.STOPPED  # noqa: S101  # its caller has asked
    wanted = copy(response)
    wanted.more_choice = Response.MoreChoice.WANTED
    return journey_of(wanted)


def _with_further(
    journey: Journey, response: Response, own: Instrument, drawn: frozenset[str]
) -> Journey:
    assert response.more_instrument is not None  # noqa: S101  # its caller has asked
    national = survey_selectors.instrument(response.more_instrument)
    way = pathway.read_pathway(response.more_pathway)
    whole = longer.longer_form(
        own,
        national,
        pathway=way,
        drawn=drawn,
        is_stopped=response.more_choice == Response.MoreChoice.STOPPED,
        answered=journey.answers,
    )
    codes = pathway.further_codes(own, national, way, drawn)
    further = Longer(codes=codes, languages=national.languages, is_settled=True)
    return replace(journey, instrument=whole, longer=further)


@cache
def changes() -> tuple[PublishedChange, ...]:
    """Raises ChangeError."""
    return parse_changes(CHANGES.read_text(encoding="utf-8"))


@cache
def rights_bodies() -> Mapping[str, RightsBody]:
    """By code. Raises RightsBodyError."""
    return parse_bodies(RIGHTS_BODIES.read_text(encoding="utf-8"))
