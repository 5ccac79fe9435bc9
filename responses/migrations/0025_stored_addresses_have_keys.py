"""Gives stored contacts, and snapshots of them, the key of their address (decision 42), and remembers
which number came with which address. It decrypts addresses with the keys of VAULT_KEYS; one that
cannot be read keeps no key, and its contact stays known by its number alone."""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import migrations

from responses.vault import encryption

BATCH = 1_000


def fill(apps: Any, _schema_editor: object) -> None:
    contact, snapshot = (apps.get_model("responses", name) for name in ("Contact", "ContactBefore"))
    pair = apps.get_model("responses", "KeyPair")
    for rows in _batches(contact.objects.filter(email__isnull=False).select_related("case")):
        for row in rows:
            row.address_key = _address_key(row)
        contact.objects.bulk_update(rows, ["address_key"])
        pair.objects.bulk_create(
            [
                pair(
                    number_key=row.person_key,
                    address_key=row.address_key,
                    birth_year=row.case.birth_year or 0,
                )
                for row in rows
                if row.address_key not in {"", row.person_key}
            ],
            ignore_conflicts=True,
        )
    for rows in _batches(snapshot.objects.all()):
        for row in rows:
            row.columns = {**row.columns, "address_key": _address_key(row)}
        snapshot.objects.bulk_update(rows, ["columns"])


def _batches(rows: Any) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _address_key(row: Any) -> str:
    if row.email is None:
        return ""
    try:
        email = encryption.decrypt(
            row.email,
            place=f"responses.Contact.email:{row.case_id}",
            keyring=encryption.parse_keyring(tuple(settings.VAULT_KEYS)),
        )
    except encryption.UnreadableError:
        return ""
    written = email.strip().casefold().encode()
    return hmac.new(settings.PERSON_KEY.encode(), written, hashlib.sha256).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("responses", "0024_people_are_known_by_number_and_address")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
