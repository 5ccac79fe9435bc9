"""For the days in which they can be brought back."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from responses.models.contacts import WithdrawnAnswers
from responses.vault import contacts, encryption

Answers = Mapping[str, list[str]]


def seal(answers: Answers, *, response_id: int, at: datetime) -> None:
    """Hold the answers of a response, encrypted."""
    text = json.dumps(answers, ensure_ascii=False)
    sealed = encryption.encrypt(text, place=place(response_id), keyring=contacts.keyring())
    WithdrawnAnswers.objects.create(response_id=response_id, sealed=sealed, sealed_at=at)


def held(response_ids: Collection[int]) -> Mapping[int, Answers]:
    rows = WithdrawnAnswers.objects.filter(response__in=response_ids)
    return {
        response_id: json.loads(
            encryption.decrypt(sealed, place=place(response_id), keyring=contacts.keyring())
        )
        for response_id, sealed in rows.values_list("response_id", "sealed")
    }


def sealed_at(response_id: int) -> datetime | None:
    times = WithdrawnAnswers.objects.filter(response=response_id)
    return times.values_list("sealed_at", flat=True).first()


def forget(response_id: int) -> None:
    WithdrawnAnswers.objects.filter(response=response_id).delete()


def older(*, before: datetime) -> Collection[int]:
    rows = WithdrawnAnswers.objects.filter(sealed_at__lte=before)
    return list(rows.values_list("response_id", flat=True))


def forget_older(*, before: datetime) -> int:
    """Returns of how many responses."""
    return WithdrawnAnswers.objects.filter(sealed_at__lte=before).delete()[0]


def count_older(*, before: datetime) -> int:
    return WithdrawnAnswers.objects.filter(sealed_at__lte=before).count()


def place(response_id: int) -> str:
    return f"responses.WithdrawnAnswers.sealed:{response_id}"
