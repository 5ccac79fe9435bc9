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
    """Returns the seed of the six words that take them out."""
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
            if access_selectors.data_origin() is None:
                access_actions.set_data_origin(origin=DataOrigin.Origin.REAL, by=by, at=at)
            audit.record(AuditKind.OPEN_ANSWERS_SENT_IN, by=by, at=at)
            holding.note(EntryKind.COMPLETED, at=at)
    except IntegrityError:
        return seed
    return sent


def _create(seed: str, **fields: object) -> str:
    while withdrawals.is_taken_by_invited(_hash_of(seed)):
        seed = hashlib.sha256(seed.encode()).hexdigest()
    OpenAnswers.objects.create(withdrawal_hash=_hash_of(seed), **fields)
    return seed


def _hash_of(seed: str) -> str:
    return withdrawals.hash_of(withdrawals.code_of(seed))
