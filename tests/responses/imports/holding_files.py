"""Files about people who are stored and whose text waits to be sent."""

from collections.abc import Mapping
from datetime import timedelta

from access.actor import Actor
from responses import tasks
from responses.imports.actions import uploads
from responses.imports.selectors import uploads as upload_selectors
from responses.models import Case, OutboxMessage, Upload
from tests.conftest import NOW
from tests.responses.asked import PLAIN, decide, load, queue, row, send
from tests.responses.imports.uploading import checked
from tests.responses.scripted import Scripted

NUMBER = "07700900321"
E164 = "+447700900321"
FLAGS = {f"flag_{name}": "no" for name in PLAIN.flags}


def cells(**changes: str) -> dict[str, str]:
    return {
        "case_key": "R-1",
        "force": "city-of-london",
        "offence_code": "28E",
        "reported_on": PLAIN.reported_on.isoformat(),
        "stage": "REPORT",
        "stage_on": PLAIN.stage_on.isoformat(),
        "sex": "female",
        "birth_year": "1980",
        **FLAGS,
        "contact_mobile": NUMBER,
        **changes,
    }


def stored(**changes: object) -> Case:
    [case] = load(row(**{"case_key": "R-1", "contact_mobile": E164, "sex": "female"} | changes))
    decide()
    queue()
    return case


def bring_and_load(content: str | bytes, *, by: Actor, **given) -> Upload:
    upload = checked(content, by=by, **given)
    if upload_selectors.may_load(upload):
        uploads.request_import(
            upload_id=upload.pk,
            is_certain=True,
            answered=upload_selectors.notes_to_answer(upload),
            by=by,
            at=NOW,
        )
        tasks.load_upload.call(upload.pk)
        upload.refresh_from_db()
    return upload


def texted() -> set[str]:
    provider = Scripted()
    for at in (NOW, NOW + timedelta(days=1, hours=1)):
        decide(at=at)
        queue(at=at)
        OutboxMessage.objects.filter(state="due").update(due_at=at)
        while send(provider=provider, at=at).handled:
            pass
    return {text.to for text in provider.texts}


def without(record: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: cell for name, cell in record.items() if name not in names}
