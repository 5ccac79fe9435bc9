import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.selectors import respondents, withdrawals
from responses.answering.withdrawal_words import Code
from responses.invitations.actions import codes
from responses.models import Case, PaperForm

PERCENT = 100


@dataclass(frozen=True)
class Printed:
    form: PaperForm
    code: str
    words: Code


@transaction.atomic
def print_form(
    *,
    case: Case,
    role: str,
    layout: str,
    language: str,
    by: Actor,
    at: datetime,
    is_officer: bool = False,
    is_for_another: bool = False,
    service_id: int | None = None,
) -> Printed:
    """Draws the code, and whether two people will key it. Raises NoCodeError."""
    drawn = codes.draw(
        case=case, role=role, is_officer=is_officer, service_id=service_id, mode=codes.PAPER,
        is_for_another=is_for_another, by=by, at=at,
    )  # fmt: skip
    asked = respondents.instrument_for_case(case, on=localdate(at), is_for_another=is_for_another)
    words = withdrawals.code_of(withdrawals.seed_for_form(drawn.attempt.pk))
    form = PaperForm.objects.create(
        attempt=drawn.attempt,
        instrument=asked.version,
        modules=asked.modules,
        language=asked.language(language),
        layout=layout,
        withdrawal_hash=withdrawals.hash_of(words),
        is_keyed_twice=secrets.randbelow(PERCENT) < settings.PAPER_KEYED_TWICE,
    )
    audit.record(
        AuditKind.PAPER_PRINTED, target=case, by=by, at=at, layout=layout, language=form.language
    )
    return Printed(form, drawn.code, words)
