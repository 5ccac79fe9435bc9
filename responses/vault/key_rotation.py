"""The part of the vault that encrypts its values anew after a change of key."""

from collections import Counter
from collections.abc import Sequence

from django.db import models, transaction
from django.db.models import BinaryField, Count
from django.db.models.functions import Substr

from responses.models.contacts import Contact, ContactBefore, UploadPart
from responses.vault import contacts, encryption

BATCH = 500
VaultField = tuple[type[models.Model], str]

REENCRYPTED_FIELDS: Sequence[VaultField] = (
    (Contact, "mobile"),
    (Contact, "email"),
    (ContactBefore, "mobile"),
    (ContactBefore, "email"),
)
ENCRYPTED_FIELDS: Sequence[VaultField] = (*REENCRYPTED_FIELDS, (UploadPart, "sealed"))
"""Parts of uploaded files are not encrypted anew, because they are destroyed within a day."""


def reencrypt() -> int:
    """Encrypt every value with the current key. Returns how many values were changed. A value that
    is replaced meanwhile is not overwritten."""
    return sum(_reencrypt_field(model, name) for model, name in REENCRYPTED_FIELDS)


def count_by_key() -> Counter[int]:
    """Key id to number of values encrypted with that key."""
    counts: Counter[int] = Counter()
    for model, name in ENCRYPTED_FIELDS:
        rows = _with_key(model, name).values("key").annotate(count=Count("pk"))
        for key, count in rows.values_list("key", "count"):
            counts[bytes(key)[0]] += count
    return counts


def _reencrypt_field(model: type[models.Model], name: str) -> int:
    ring, moved = contacts.keyring(), 0
    old = _with_key(model, name).exclude(key=bytes([ring.current]))
    ids = list(old.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            rows = model._default_manager.filter(pk__in=ids[start : start + BATCH])
            for pk, case_id, sealed in rows.values_list("pk", "case_id", name):
                place = contacts.place(name, case_id)
                text = encryption.decrypt(sealed, place=place, keyring=ring)
                reencrypted = encryption.encrypt(text, place=place, keyring=ring)
                unchanged = model._default_manager.filter(pk=pk, **{name: sealed})
                moved += unchanged.update(**{name: reencrypted})
    return moved


def _with_key(model: type[models.Model], name: str) -> models.QuerySet:
    """The rows that have a value, each with the value's first byte, the id of its key."""
    rows: models.QuerySet[models.Model] = model._default_manager.filter(
        **{f"{name}__isnull": False}
    )
    with_key: models.QuerySet = rows.annotate(key=Substr(name, 1, 1, output_field=BinaryField()))
    return with_key
