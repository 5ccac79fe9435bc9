"""Changes of an instrument's versions: a draft is saved, proposed by one person and confirmed by
another; a published version is retired. Nothing changes the wording of a published row."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import audit, process_cache
from access.actor import Actor
from access.audit import AuditKind
from survey import selectors
from survey.definition import serialising
from survey.definition.parsing import parse_definition
from survey.definition.types import Instrument
from survey.models import InstrumentDraft, InstrumentVersion
from survey.publishing import checks, shipped


class UnableToPublishInstrumentError(Exception):
    """The instrument may not be published. `faults` says everything that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UnableToRetireError(Exception):
    """The version is retired already."""


class DraftChangedError(Exception):
    """The draft was proposed, saved again, published or discarded since the person looked at it."""


class OnePersonError(Exception):
    """Publishing takes two people: the one who confirms may not be the one who proposed."""


NOT_PROPOSED = {"proposed_at": None, "proposed_by": None, "effective_from": None}

# --- drafts -------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(*, raw: Mapping[str, Any], by: Actor, at: datetime) -> InstrumentDraft:
    """Save a definition that is being written, whether or not it may be published. Saving again
    withdraws a proposal, since the content is no longer what was proposed.

    Raises DefinitionError."""
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
    """Raises DraftChangedError for a proposed draft: its proposal has to be withdrawn first."""
    discarded, _ = InstrumentDraft.objects.filter(pk=draft.pk, proposed_at__isnull=True).delete()
    if not discarded:
        raise DraftChangedError
    _record(AuditKind.INSTRUMENT_DRAFT_DISCARDED, draft, by=by, at=at)


@transaction.atomic
def propose_draft(*, draft: InstrumentDraft, effective_from: date, by: Actor, at: datetime) -> None:
    """Propose that the draft is asked from `effective_from` on. It has to pass the publish gate
    now, so that the second person judges the questions and not their spelling.

    Raises OnePersonError for a system job, UnableToPublishInstrumentError, or DraftChangedError
    when it was proposed or saved again."""
    if by.user_id is None:
        raise OnePersonError
    instrument = selectors.draft_instrument(draft)
    faults = [*checks.faults_in(instrument), *checks.faults_around(instrument.languages)]
    if faults:
        raise UnableToPublishInstrumentError(faults)
    proposed = InstrumentDraft.objects.filter(
        pk=draft.pk, content_hash=draft.content_hash, proposed_at__isnull=True
    ).update(proposed_at=at, proposed_by_id=by.user_id, effective_from=effective_from)
    if not proposed:
        raise DraftChangedError
    _record(AuditKind.INSTRUMENT_PROPOSED, draft, by=by, at=at)


@transaction.atomic
def withdraw_proposal(*, draft: InstrumentDraft, by: Actor, at: datetime) -> None:
    """Raises DraftChangedError when it is not proposed."""
    withdrawn = InstrumentDraft.objects.filter(pk=draft.pk, proposed_at__isnull=False).update(
        **NOT_PROPOSED
    )
    if not withdrawn:
        raise DraftChangedError
    _record(AuditKind.INSTRUMENT_PROPOSAL_WITHDRAWN, draft, by=by, at=at)


@transaction.atomic
def confirm_draft(*, draft: InstrumentDraft, by: Actor, at: datetime) -> InstrumentVersion:
    """Publish what another person proposed. `draft` is the row as the confirming person saw it.

    Raises OnePersonError, UnableToPublishInstrumentError, or DraftChangedError."""
    unchanged = InstrumentDraft.objects.select_for_update().filter(
        pk=draft.pk, content_hash=draft.content_hash, proposed_at__isnull=False
    )
    proposed = unchanged.first()
    if proposed is None:
        raise DraftChangedError
    version = publish_version(
        raw=proposed.definition,
        effective_from=proposed.effective_from,
        proposed_by=proposed.proposed_by_id,
        by=by,
        at=at,
    )
    InstrumentDraft.objects.filter(pk=proposed.pk).delete()
    return version


def _record(kind: AuditKind, draft: InstrumentDraft, *, by: Actor, at: datetime) -> None:
    audit.record(kind, target=f"draft {draft}", by=by, at=at, content_hash=draft.content_hash)


# --- publishing ---------------------------------------------------------------------------------


def publish_shipped_instruments(
    *, by: Actor, at: datetime, later_versions_at: Mapping[int, datetime] | None = None
) -> list[InstrumentVersion]:
    """Publish every shipped instrument in every language it offers, at `at`, or at the moment that
    `later_versions_at` has for the number of its version. What is published already stays as it
    is. Returns the rows in order of code and version."""
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
    """Store a definition as a published row, with its wording in every language, to be asked from
    `effective_from` on (the day of `at` where none is given). The same content again returns the
    same row; a corrected translation becomes the next revision of its version. A person can only
    confirm what another proposed; system jobs publish what ships, which was reviewed in the source.

    Raises DefinitionError, OnePersonError, or UnableToPublishInstrumentError where the publish gate
    finds faults or the questions differ from those published under the same version."""
    is_by_jobs = by.user_id is None and proposed_by is None
    if not is_by_jobs and (by.user_id is None or proposed_by in {None, by.user_id}):
        raise OnePersonError
    instrument = parse_definition(raw)
    newest = selectors.newest_revision(instrument.code, instrument.version)
    if newest and newest.content_hash == serialising.content_hash(instrument):
        return newest
    if faults := checks.faults_in(instrument):
        raise UnableToPublishInstrumentError(faults)
    if newest:
        _refuse_other_questions(instrument, selectors.instrument(newest))
        _refuse_lost_languages(instrument, selectors.instrument(newest))
    return _publish(
        instrument,
        revision=newest.revision + 1 if newest else 1,
        effective_from=max(effective_from or timezone.localdate(at), timezone.localdate(at)),
        proposed_by=proposed_by,
        by=by,
        at=at,
    )


def _refuse_other_questions(instrument: Instrument, published: Instrument) -> None:
    if serialising.question_hash(instrument) != serialising.question_hash(published):
        fault = (
            f"{instrument.code} version {instrument.version} is published with other questions "
            "or another English wording: give the changed instrument the next version number"
        )
        raise UnableToPublishInstrumentError([fault])


def _refuse_lost_languages(instrument: Instrument, published: Instrument) -> None:
    """Refuse mended English that would switch off a language in which real people are asked: it
    waits for its Welsh."""
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
    _audit_published(version, by=by, at=at)
    return version


def _audit_published(version: InstrumentVersion, *, by: Actor, at: datetime) -> None:
    audit.record(
        AuditKind.INSTRUMENT_PUBLISHED,
        target=version,
        by=by,
        at=at,
        version=str(version),
        content_hash=version.content_hash,
        proposed_by=version.proposed_by_id,
    )


@transaction.atomic
def retire_version(*, version: InstrumentVersion, by: Actor, at: datetime) -> None:
    """Stop asking a version; its row and the answers to it stay. One person is enough, since a
    question that does harm has to stop at once.

    Raises UnableToRetireError."""
    retired = InstrumentVersion.objects.filter(pk=version.pk, retired_at__isnull=True).update(
        retired_at=at, retired_by=by.name
    )
    if not retired:
        message = f"{version} is retired already."
        raise UnableToRetireError(message)
    process_cache.clear()
    audit.record(AuditKind.INSTRUMENT_RETIRED, target=version, by=by, at=at, version=str(version))
