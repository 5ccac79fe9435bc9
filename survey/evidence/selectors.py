"""Reads of evidence on wordings."""

from collections.abc import Collection

from survey.evidence.records import Evidence, EvidenceKind, read_evidence
from survey.models import WordingEvidence


def evidence_on(codes: Collection[str]) -> list[Evidence]:
    shipped = [each for each in read_evidence().entries if each.question in codes]
    return sorted([*shipped, *entered_on(codes)], key=lambda each: each.on, reverse=True)


def entered_on(codes: Collection[str]) -> list[Evidence]:
    return [_entered(row) for row in WordingEvidence.objects.filter(question__in=codes)]


def _entered(row: WordingEvidence) -> Evidence:
    return Evidence(
        question=row.question,
        words=row.words,
        kind=EvidenceKind(row.kind),
        people=row.people,
        on=row.on,
        languages=tuple(row.languages),
        found=row.found,
        changed=row.changed,
        recorded_by=row.recorded_by,
        pk=row.pk,
    )
