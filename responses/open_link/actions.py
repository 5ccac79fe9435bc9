"""Writes open answers, once, when they are sent in."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from access import actions as access_actions
from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from access.models import DataOrigin
from responses.answering.selectors import withdrawals
from responses.models import OpenAnswers

Answers = Mapping[str, Sequence[str]]


def send_in(
    *,
    seed: str,
    who: str,
    force: str,
    stage: str,
    version_id: int,
    language: str,
    answers: Answers,
    by: Actor,
    at: datetime,
) -> str:
    """Store the answers. Returns the seed of the six words that take them out. What is sent again
    with the same seed, be it at the same moment, is stored once."""
    try:
        with transaction.atomic():
            sent = _create(
                seed,
                who=who,
                force_id=force or None,
                stage=stage,
                instrument_id=version_id,
                language=language,
                answers={code: list(picked) for code, picked in answers.items()},
                completed_at=at,
            )
            _stamp_as_real(by=by, at=at)
            audit.record(AuditKind.OPEN_ANSWERS_SENT_IN, by=by, at=at)
            holding.note(EntryKind.COMPLETED, at=at)
    except IntegrityError:
        return seed
    return sent


def _create(seed: str, **fields: object) -> str:
    """The seed that was used: the next one where an invited person has the words of the first."""
    while withdrawals.is_taken_by_invited(_hash_of(seed)):
        seed = hashlib.sha256(seed.encode()).hexdigest()
    OpenAnswers.objects.create(withdrawal_hash=_hash_of(seed), **fields)
    return seed


def _hash_of(seed: str) -> str:
    return withdrawals.hash_of(withdrawals.code_of(seed))


def _stamp_as_real(*, by: Actor, at: datetime) -> None:
    """The first answers make an empty database a real one: no simulated people come beside them."""
    if access_selectors.data_origin() is None:
        access_actions.set_data_origin(origin=DataOrigin.Origin.REAL, by=by, at=at)
