"""An administrator asks for a person's number, a data protection officer answers."""

import json
import secrets
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.approval import decisions
from access.audit import AuditKind
from responses.data_protection import access_file
from responses.data_protection.access_paper import access_paper
from responses.data_protection.selectors import subject_access
from responses.data_protection.selectors.subject_access import ShownPerson
from responses.models import DeskRequest

Kind = DeskRequest.DeskKind


class OtherNumberError(Exception):
    pass


@transaction.atomic
def ask(
    *, mobile: str, proof: str, language: str, by: Actor, at: datetime
) -> tuple[DeskRequest, str]:
    salt = secrets.token_hex(16)
    request = decisions.request_approval(
        DeskRequest, None, by=by, at=at, kind=Kind.ACCESS, number_hash=_hash(mobile, salt),
        salt=salt, proof=proof, language=language,
    )  # fmt: skip
    audit.record(AuditKind.SUBJECT_ACCESS_ASKED, target=request, by=by, at=at, proof=proof)
    return request, access_file.words_of(request, language=language)


@transaction.atomic
def answer(
    *, request: DeskRequest, mobile: str, birth_year: int, word: str, by: Actor, at: datetime
) -> bytes:
    """It is never stored, and does not show whether the number had other cases. Raises
    ApprovalError or OtherNumberError."""
    waits = decisions.lock_for_second(request, by=by, at=at, kind=Kind.ACCESS)
    if not constant_time_compare(waits.number_hash, _hash(mobile, waits.salt)):
        raise OtherNumberError
    person = ShownPerson(
        birth_year=birth_year,
        word=word,
        is_vouched_for=waits.proof == DeskRequest.DeskProof.SUPPORTER,
    )
    held = subject_access.held_about(mobile, by=person)
    words = access_file.words_of(waits, language=waits.language)
    with translation.override(waits.language):
        paper = access_paper(
            held, language=waits.language, at=at, is_simulated=access_selectors.is_simulated()
        )
        as_json = json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        file = access_file.written(paper, held_as_json=as_json, words=words)
    # Without counts: the trail's readers learn neither what nor whether anything is held.
    decisions.record_approval(waits, AuditKind.SUBJECT_ACCESS_GIVEN, by=by, at=at)
    return file


@transaction.atomic
def refuse(*, request: DeskRequest, by: Actor, at: datetime) -> None:
    """Raises RequestDecidedError."""
    waits = decisions.lock_request(request, at=at, kind=Kind.ACCESS)
    decisions.record_decision(waits, AuditKind.SUBJECT_ACCESS_REFUSED, waits.REFUSED, by=by, at=at)


def _hash(mobile: str, salt: str) -> str:
    return salted_hmac(f"access request {salt}", mobile, algorithm="sha256").hexdigest()
