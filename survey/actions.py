"""Publishing and retiring versions of instruments. Nothing here, or anywhere, changes the wording
of a published row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from survey import catalogues, completeness, selectors, sources, standing, stored_form
from survey.definition import Instrument
from survey.models import InstrumentVersion
from survey.parsing import parse_definition


class UnableToPublishError(Exception):
    """The publish gate is shut. `faults` says everything that is in the way."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UnableToRetireError(Exception):
    """The version is retired already."""


def publish_shipped_instruments(*, by: Actor, at: datetime) -> list[InstrumentVersion]:
    """Publish what ships, each instrument in every language it offers. What is published already
    stays as it is. Returns the row of each instrument's newest version last."""
    standings = standing.read_standings()
    locale = settings.LOCALE_PATHS[0]
    return [
        publish_version(
            raw=source.expand(
                catalogues.translations_for(source, locale=locale), standings=standings
            ),
            by=by,
            at=at,
        )
        for source in sources.shipped_sources()
    ]


@transaction.atomic
def publish_version(*, raw: Mapping[str, Any], by: Actor, at: datetime) -> InstrumentVersion:
    """Freeze a definition as a row, wording of every language included. The same content again
    is the same row; a mended translation is the next revision of its version.

    Raises DefinitionError, or UnableToPublishError for a definition that is sound but not fit,
    or whose questions differ from those published under the same version."""
    instrument = parse_definition(raw)
    newest = selectors.newest_revision(instrument.code, instrument.version)
    if newest and newest.content_hash == stored_form.content_hash(instrument):
        return newest
    if faults := completeness.faults_in(
        instrument, published=selectors.asked_besides(instrument.code, instrument.version)
    ):
        raise UnableToPublishError(faults)
    if newest:
        _refuse_other_questions(instrument, selectors.instrument(newest))
    return _publish(instrument, revision=newest.revision + 1 if newest else 1, by=by, at=at)


def _refuse_other_questions(instrument: Instrument, published: Instrument) -> None:
    if stored_form.question_hash(instrument) != stored_form.question_hash(published):
        fault = (
            f"{instrument.code} version {instrument.version} is published with other questions "
            "or another English wording: give the changed instrument the next version number"
        )
        raise UnableToPublishError([fault])


def _publish(
    instrument: Instrument, *, revision: int, by: Actor, at: datetime
) -> InstrumentVersion:
    version = InstrumentVersion.objects.create(
        code=instrument.code,
        version=instrument.version,
        revision=revision,
        definition={**stored_form.serialise(instrument), "revision": revision},
        languages=list(instrument.languages),
        content_hash=stored_form.content_hash(instrument),
        published_at=at,
        published_by=by.name,
        effective_from=timezone.localdate(at),
    )
    audit.record(
        AuditKind.INSTRUMENT_PUBLISHED,
        target=version,
        by=by,
        at=at,
        version=str(version),
        content_hash=version.content_hash,
    )
    return version


@transaction.atomic
def retire_version(*, version: InstrumentVersion, by: Actor, at: datetime) -> None:
    """Take a version out of use; the answers given to it stand, and so does its row.

    Raises UnableToRetireError."""
    retired = InstrumentVersion.objects.filter(pk=version.pk, retired_at__isnull=True).update(
        retired_at=at, retired_by=by.name
    )
    if not retired:
        message = f"{version} is retired already."
        raise UnableToRetireError(message)
    audit.record(AuditKind.INSTRUMENT_RETIRED, target=version, by=by, at=at, version=str(version))
