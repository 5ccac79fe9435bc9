"""The part of the vault that moves its values from one key to the next."""

from collections import Counter
from collections.abc import Sequence

from django.db import models, transaction
from django.db.models import BinaryField, Count
from django.db.models.functions import Substr

from responses.models.contacts import Contact, ContactBefore, UploadPart
from responses.vault import contacts, encryption

BATCH = 500
Place = tuple[type[models.Model], str]

RESEALED: Sequence[Place] = (
    (Contact, "mobile"),
    (Contact, "email"),
    (ContactBefore, "mobile"),
    (ContactBefore, "email"),
)
SEALED: Sequence[Place] = (*RESEALED, (UploadPart, "sealed"))
"""A part of an uploaded file is gone within a day: it is not moved, only waited for."""


def reseal() -> int:
    """Move every value to the key that encrypts now. Returns how many were moved. A value that
    somebody replaces meanwhile is left as they wrote it."""
    return sum(_reseal_field(model, name) for model, name in RESEALED)


def held_under() -> Counter[int]:
    """How many values stand under each key, by its id."""
    held: Counter[int] = Counter()
    for model, name in SEALED:
        rows = _with_key(model, name).values("key").annotate(count=Count("pk"))
        for key, count in rows.values_list("key", "count"):
            held[bytes(key)[0]] += count
    return held


def _reseal_field(model: type[models.Model], name: str) -> int:
    ring, moved = contacts.keyring(), 0
    old = _with_key(model, name).exclude(key=bytes([ring.current]))
    ids = list(old.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            rows = model._default_manager.filter(pk__in=ids[start : start + BATCH])
            for pk, case_id, sealed in rows.values_list("pk", "case_id", name):
                place = contacts.place(name, case_id)
                text = encryption.decrypt(sealed, place=place, keyring=ring)
                anew = encryption.encrypt(text, place=place, keyring=ring)
                held = model._default_manager.filter(pk=pk, **{name: sealed})
                moved += held.update(**{name: anew})
    return moved


def _with_key(model: type[models.Model], name: str) -> models.QuerySet:
    """The rows that hold a value, each with the first byte of it: the id of its key."""
    held: models.QuerySet[models.Model] = model._default_manager.filter(
        **{f"{name}__isnull": False}
    )
    with_key: models.QuerySet = held.annotate(key=Substr(name, 1, 1, output_field=BinaryField()))
    return with_key
