from datetime import date, datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from survey.definition.types import Question
from survey.evidence.records import EvidenceKind, words_of
from survey.models import WordingEvidence


@transaction.atomic
def record_evidence(
    *,
    question: Question,
    kind: EvidenceKind,
    people: int,
    on: date,
    languages: list[str],
    found: str,
    changed: str,
    by: Actor,
    at: datetime,
) -> WordingEvidence:
    row = WordingEvidence.objects.create(
        question=question.code,
        words=words_of(question),
        kind=kind,
        people=people,
        on=on,
        languages=languages,
        found=found,
        changed=changed,
        recorded_by=by.name,
        recorded_at=at,
    )
    _record(AuditKind.EVIDENCE_RECORDED, row, by=by, at=at)
    return row


@transaction.atomic
def take_back_evidence(*, question: str, evidence_id: int, by: Actor, at: datetime) -> bool:
    """Returns whether it was still there."""
    row = WordingEvidence.objects.filter(pk=evidence_id, question=question).first()
    if row is None:
        return False
    _record(AuditKind.EVIDENCE_TAKEN_BACK, row, by=by, at=at)
    row.delete()
    return True


def _record(kind: AuditKind, row: WordingEvidence, *, by: Actor, at: datetime) -> None:
    audit.record(
        kind, target=row, by=by, at=at, question=row.question, words=row.words, people=row.people
    )
