"""Files as a data loader brings them, and the work on them done at once."""

import io

from access.actor import Actor
from access.models import Force
from responses import tasks
from responses.imports.actions import uploads
from responses.models import MappingProfile, Upload
from responses.vault import upload_parts
from responses.vault.upload_parts import PartKind
from tests.conftest import NOW
from tests.responses.case_files.examples import csv_text, record

GOOD = csv_text([record(case_key=f"K{n}") for n in range(1, 4)])
MIXED = csv_text([record(), record(case_key="K2", stage="NOWHERE"), record(case_key="K3")])


def loader(user) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def bring(
    content: str | bytes = GOOD,
    *,
    by: Actor,
    name: str = "extract.csv",
    force: str = "city-of-london",
    profile: MappingProfile | None = None,
    takes_hidden: bool = False,
    language: str = "en",
    at=NOW,
    is_example: bool = False,
) -> Upload:
    data = content.encode() if isinstance(content, str) else content
    return uploads.receive_upload(
        force=Force.objects.get(code=force),
        profile=profile,
        takes_hidden=takes_hidden,
        file=io.BytesIO(data),
        file_name=name,
        language=language,
        by=by,
        at=at,
        is_example=is_example,
    )


def checked(content: str | bytes = GOOD, **given) -> Upload:
    upload = bring(content, **given)
    tasks.check_upload.call(upload.pk)
    upload.refresh_from_db()
    return upload


def loaded(content: str | bytes = GOOD, *, by: Actor, **given) -> Upload:
    upload = checked(content, by=by, **given)
    uploads.request_import(upload_id=upload.pk, is_certain=False, by=by, at=NOW)
    tasks.load_upload.call(upload.pk)
    upload.refresh_from_db()
    return upload


def held(upload: Upload, kind: str = PartKind.FILE) -> bytes:
    return b"".join(upload_parts.pieces(upload.pk, kind=kind))
