from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.db import models, transaction
from django.db.models import BinaryField, Count
from django.db.models.functions import Substr

from responses.models.contacts import (
    Contact,
    ContactBefore,
    HeldContact,
    SealedDanger,
    SealedRedaction,
    SealedReply,
    SealedRiskModel,
    SealedText,
    SealedWish,
    UploadPart,
    WithdrawnAnswers,
)
from responses.vault import contacts, encryption
from responses.vault.amendments import held_contacts
from responses.vault.sealed import (
    danger_details,
    redacted_texts,
    replies,
    risk_models,
    wishes,
    withdrawn_answers,
    written_texts,
)

BATCH = 500


@dataclass(frozen=True)
class VaultField:
    """An encrypted column."""

    model: type[models.Model]
    name: str
    owner: str
    place_of: Callable[[int], str]


REENCRYPTED_FIELDS: Sequence[VaultField] = (
    *(
        VaultField(model, name, owner="case_id", place_of=partial(contacts.place, name))
        for model in (Contact, ContactBefore)
        for name in ("mobile", "email")
    ),
    VaultField(HeldContact, "sealed", owner="held_change_id", place_of=held_contacts.place),
    VaultField(WithdrawnAnswers, "sealed", owner="response_id", place_of=withdrawn_answers.place),
    VaultField(SealedText, "sealed", owner="response_id", place_of=written_texts.place),
    VaultField(SealedRedaction, "sealed", owner="response_id", place_of=redacted_texts.place),
    VaultField(SealedReply, "sealed", owner="reply_id", place_of=replies.place),
    VaultField(SealedWish, "sealed", owner="response_id", place_of=wishes.place),
    VaultField(SealedDanger, "sealed", owner="notice_id", place_of=danger_details.place),
    VaultField(SealedRiskModel, "sealed", owner="id", place_of=risk_models.place),
)
ENCRYPTED_FIELDS: Sequence[tuple[type[models.Model], str]] = (
    *((field.model, field.name) for field in REENCRYPTED_FIELDS),
    (UploadPart, "sealed"),
)
"""Parts of uploaded files are not re-encrypted, because they are destroyed within a day."""


def reencrypt() -> int:
    """Returns how many were changed; leaves values that were replaced meanwhile."""
    return sum(map(_reencrypt_field, REENCRYPTED_FIELDS))


def count_by_key() -> Counter[int]:
    counts: Counter[int] = Counter()
    for model, name in ENCRYPTED_FIELDS:
        rows = _with_key(model, name).values("key").annotate(count=Count("pk"))
        for key, count in rows.values_list("key", "count"):
            counts[bytes(key)[0]] += count
    return counts


def _reencrypt_field(field: VaultField) -> int:
    ring, moved = contacts.keyring(), 0
    model, name = field.model, field.name
    old = _with_key(model, name).exclude(key=bytes([ring.current]))
    ids = list(old.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            rows = model._default_manager.filter(pk__in=ids[start : start + BATCH])
            for pk, owner_id, sealed in rows.values_list("pk", field.owner, name):
                place = field.place_of(owner_id)
                text = encryption.decrypt(sealed, place=place, keyring=ring)
                reencrypted = encryption.encrypt(text, place=place, keyring=ring)
                unchanged = model._default_manager.filter(pk=pk, **{name: sealed})
                moved += unchanged.update(**{name: reencrypted})
    return moved


def _with_key(model: type[models.Model], name: str) -> models.QuerySet:
    rows: models.QuerySet[models.Model] = model._default_manager.filter(
        **{f"{name}__isnull": False}
    )
    with_key: models.QuerySet = rows.annotate(key=Substr(name, 1, 1, output_field=BinaryField()))
    return with_key
