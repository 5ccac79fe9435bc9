from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import audit, process_cache
from access.actor import Actor
from access.approval import decisions
from access.audit import AuditKind
from survey import selectors
from survey.definition import serialising
from survey.definition.parsing import parse_definition
from survey.definition.types import Instrument
from survey.models import InstrumentDraft, InstrumentVersion
from survey.publishing import checks, shipped


class UnableToPublishInstrumentError(Exception):
    """The instrument may not be published."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UnableToRetireError(Exception):
    """The version is retired already."""


NOT_PROPOSED = {"proposed_at": None, "proposed_by": None, "effective_from": None}

# --- drafts -------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(*, raw: Mapping[str, Any], by: Actor, at: datetime) -> InstrumentDraft:
    """Also a draft that may not be published yet. Raises DefinitionError."""
    instrument = parse_definition(raw)
    draft, _ = InstrumentDraft.objects.update_or_create(
        code=instrument.code,
        version=instrument.version,
        defaults={
            "definition": serialising.serialise(instrument),
            "content_hash": serialising.content_hash(instrument),
            "saved_at": at,
            "saved_by": by.name,
            **NOT_PROPOSED,
        },
    )
    _record(AuditKind.INSTRUMENT_DRAFT_SAVED, draft, by=by, at=at)
    return draft


@transaction.atomic
def discard_draft(*, draft: InstrumentDraft, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError for a proposed draft."""
    discarded, _ = InstrumentDraft.objects.filter(pk=draft.pk, proposed_at__isnull=True).delete()
    if not discarded:
        raise decisions.RequestDecidedError
    _record(AuditKind.INSTRUMENT_DRAFT_DISCARDED, draft, by=by, at=at)


@transaction.atomic
def propose_draft(*, draft: InstrumentDraft, effective_from: date, by: Actor, at: datetime) -> None:
    """From `effective_from`. Raises NotAPersonError, UnableToPublishInstrumentError, or
    RequestDecidedError when it was proposed or saved again."""
    decisions.require_person(by)
    instrument = selectors.draft_instrument(draft)
    faults = [*checks.faults_in(instrument), *checks.faults_around(instrument.languages)]
    if faults:
        raise UnableToPublishInstrumentError(faults)
    unchanged = InstrumentDraft.objects.filter(
        pk=draft.pk, content_hash=draft.content_hash, proposed_at__isnull=True
    )
    held = unchanged.select_for_update().first()
    if held is None:
        raise decisions.RequestDecidedError
    decisions.sign_request(
        held, AuditKind.INSTRUMENT_PROPOSED, by=by, at=at, effective_from=effective_from
    )


@transaction.atomic
def withdraw_proposal(*, draft: InstrumentDraft, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError when it is not proposed."""
    decisions.lock_request(draft, at=at)
    InstrumentDraft.objects.filter(pk=draft.pk).update(**NOT_PROPOSED)
    _record(AuditKind.INSTRUMENT_PROPOSAL_WITHDRAWN, draft, by=by, at=at)


@transaction.atomic
def confirm_draft(*, draft: InstrumentDraft, by: Actor, at: datetime) -> InstrumentVersion:
    """Raises ApprovalError or UnableToPublishInstrumentError."""
    proposed = decisions.lock_for_second(draft, by=by, at=at, content_hash=draft.content_hash)
    version = publish_version(
        raw=proposed.definition,
        effective_from=proposed.effective_from,
        proposed_by=proposed.proposed_by_id,
        by=by,
        at=at,
    )
    decisions.record_approval(proposed, None, by=by, at=at)
    return version


def _record(kind: AuditKind, draft: InstrumentDraft, *, by: Actor, at: datetime) -> None:
    audit.record(kind, target=draft.audit_target(), by=by, at=at, **draft.audit_details())


# --- publishing ---------------------------------------------------------------------------------


def publish_shipped_instruments(
    *, by: Actor, at: datetime, later_versions_at: Mapping[int, datetime] | None = None
) -> list[InstrumentVersion]:
    """In every language, at `at` or as `later_versions_at` says. Returns rows by code and
    version."""
    moments = later_versions_at or {}
    return [
        publish_version(raw=raw, by=by, at=moments.get(raw["version"], at))
        for raw in shipped.definitions()
    ]


@transaction.atomic
def publish_version(
    *,
    raw: Mapping[str, Any],
    by: Actor,
    at: datetime,
    proposed_by: int | None = None,
    effective_from: date | None = None,
) -> InstrumentVersion:
    """To be asked from `effective_from`, or the day of `at`. Raises DefinitionError,
    OwnRequestError for one person alone, or UnableToPublishInstrumentError for faults or changed
    questions under the same version."""
    is_by_jobs = by.user_id is None and proposed_by is None
    if not is_by_jobs and (by.user_id is None or proposed_by in {None, by.user_id}):
        raise decisions.OwnRequestError
    instrument = parse_definition(raw)
    newest = selectors.newest_revision(instrument.code, instrument.version)
    if newest and newest.content_hash == serialising.content_hash(instrument):
        return newest
    if faults := checks.faults_in(instrument):
        raise UnableToPublishInstrumentError(faults)
    if newest:
        published = selectors.instrument(newest)
        if serialising.question_hash(instrument) != serialising.question_hash(published):
            fault = (
                f"{instrument.code} version {instrument.version} is published with other questions "
                "or another English wording: give the changed instrument the next version number"
            )
            raise UnableToPublishInstrumentError([fault])
        _refuse_lost_languages(instrument, selectors.instrument(newest))
    return _publish(
        instrument,
        revision=newest.revision + 1 if newest else 1,
        effective_from=max(effective_from or timezone.localdate(at), timezone.localdate(at)),
        proposed_by=proposed_by,
        by=by,
        at=at,
    )


def _refuse_lost_languages(instrument: Instrument, published: Instrument) -> None:
    is_reworded = serialising.english_words(instrument) != serialising.english_words(published)
    lost = sorted(published.reviewed - instrument.reviewed)
    if is_reworded and lost:
        fault = (
            f"{instrument.code} version {instrument.version} is asked in {', '.join(lost)}, and "
            "this revision has no reviewed text in it: have the new words reviewed first"
        )
        raise UnableToPublishInstrumentError([fault])


def _publish(
    instrument: Instrument,
    *,
    revision: int,
    effective_from: date,
    proposed_by: int | None,
    by: Actor,
    at: datetime,
) -> InstrumentVersion:
    version = InstrumentVersion.objects.create(
        code=instrument.code,
        version=instrument.version,
        revision=revision,
        definition={**serialising.serialise(instrument), "revision": revision},
        languages=list(instrument.languages),
        content_hash=serialising.content_hash(instrument),
        published_at=at,
        published_by=by.name,
        proposed_by_id=proposed_by,
        confirmed_by_id=by.user_id,
        effective_from=effective_from,
    )
    process_cache.clear()
    audit.record(
        AuditKind.INSTRUMENT_PUBLISHED,
        target=version,
        by=by,
        at=at,
        version=str(version),
        content_hash=version.content_hash,
        proposed_by=version.proposed_by_id,
    )
    return version


@transaction.atomic
def retire_version(*, version: InstrumentVersion, by: Actor, at: datetime) -> None:
    """Its row and answers stay. Raises UnableToRetireError."""
    retired = InstrumentVersion.objects.filter(pk=version.pk, retired_at__isnull=True).update(
        retired_at=at, retired_by=by.name
    )
    if not retired:
        message = f"{version} is retired already."
        raise UnableToRetireError(message)
    process_cache.clear()
    audit.record(AuditKind.INSTRUMENT_RETIRED, target=version, by=by, at=at, version=str(version))
