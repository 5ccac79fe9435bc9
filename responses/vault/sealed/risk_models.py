"""Learned from judged texts: it is made of parts of their words."""

from datetime import datetime

from django.db import transaction

from responses.models.contacts import SealedRiskModel
from responses.vault import contacts, encryption


@transaction.atomic
def seal(model: str, *, at: datetime) -> None:
    """Hold this one instead of any other."""
    SealedRiskModel.objects.all().delete()
    row = SealedRiskModel.objects.create(sealed=b"", trained_at=at)
    row.sealed = encryption.encrypt(model, place=place(row.pk), keyring=contacts.keyring())
    row.save(update_fields=["sealed"])


def held(*, since: datetime) -> str | None:
    """None if there is none after `since`."""
    row = SealedRiskModel.objects.filter(trained_at__gt=since).order_by("-trained_at").first()
    if row is None:
        return None
    return encryption.decrypt(row.sealed, place=place(row.pk), keyring=contacts.keyring())


def forget_older(*, before: datetime) -> int:
    """Returns how many."""
    return SealedRiskModel.objects.filter(trained_at__lte=before).delete()[0]


def count_older(*, before: datetime) -> int:
    return SealedRiskModel.objects.filter(trained_at__lte=before).count()


def place(row_id: int) -> str:
    return f"responses.SealedRiskModel.sealed:{row_id}"
