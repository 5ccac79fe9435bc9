from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.case_files.case import NumberSafe
from responses.eligibility.rules import WAITS_FOR_SAFE_CONTACT, Decision
from responses.models import Case, StageEvent
from responses.vault import safe_contact
from responses.vault.safe_contact import SafeContactAgreement


class NothingToConfirmError(LookupError):
    pass


class NothingToRenewError(LookupError):
    pass


@transaction.atomic
def record_found(*, case: Case | None, force_code: str, by: Actor, at: datetime) -> None:
    """Every request is recorded, even if no case has the key: a key tells whose case it is
    (SAF-15)."""
    audit.record(AuditKind.CASE_FOUND, target=case or "", by=by, at=at, force=force_code)


@transaction.atomic
def confirm_safe_contact(
    *, case: Case, agreed: SafeContactAgreement, by: Actor, at: datetime
) -> bool:
    """Decide again the events that waited. Returns False where the number is marked unsafe and this
    is the first to say otherwise: a second person must say the same within a week. Raises
    NothingToConfirmError."""
    today = localdate(at)
    Case.objects.select_for_update().get(pk=case.pk)
    record = safe_contact.read(case.pk)
    if record is None:
        raise NothingToConfirmError
    is_override = record.number_safe == NumberSafe.NO and agreed.is_number_safe
    is_seconded = record.is_override_waiting(today) and record.override_asked_by_id != by.user_id
    if is_override and not is_seconded and by.user_id is not None:
        safe_contact.ask_override(case.pk, user_id=by.user_id, on=today)
        audit.record(AuditKind.SAFE_CONTACT_OVERRIDE_ASKED, target=case, by=by, at=at)
        return False
    safe_contact.write(case.pk, agreed, by=by.name, user_id=by.user_id, on=today)
    _make_pending(case, agreed, has_word=bool(agreed.word_hash) or record.has_word, at=at)
    audit.record(
        AuditKind.SAFE_CONTACT_CONFIRMED,
        target=case,
        by=by,
        at=at,
        is_number_safe=agreed.is_number_safe,
        is_word_new=bool(agreed.word_hash),
        is_override=is_override,
    )
    return True


@transaction.atomic
def renew_safe_contact(*, case: Case, by: Actor, at: datetime) -> None:
    """With the word, for 90 days. Raises NothingToRenewError."""
    today = localdate(at)
    Case.objects.select_for_update().get(pk=case.pk)
    record = safe_contact.read(case.pk)
    if record is None or not record.may_be_renewed(today):
        raise NothingToRenewError
    safe_contact.renew(case.pk, by=by.name, on=today)
    audit.record(AuditKind.SAFE_CONTACT_RENEWED, target=case, by=by, at=at)


@transaction.atomic
def note_renewals(*, by: Actor, at: datetime) -> int:
    to_ask = StageEvent.objects.filter(decision=Decision.PENDING).values("case")
    noted = safe_contact.note_renewals(Case.objects.filter(pk__in=to_ask), today=localdate(at))
    if noted:
        audit.record(AuditKind.SAFE_CONTACT_RENEWALS_NOTED, by=by, at=at, records=noted)
    return noted


@transaction.atomic
def record_list_read(*, force_code: str, rows: int, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.WORK_LIST_READ, by=by, at=at, force=force_code, rows=rows)


@transaction.atomic
def record_card(*, case: Case, language: str, has_code: bool, by: Actor, at: datetime) -> None:
    audit.record(
        AuditKind.CARD_PRINTED, target=case, by=by, at=at, language=language, has_code=has_code
    )


def _make_pending(
    case: Case, agreed: SafeContactAgreement, *, has_word: bool, at: datetime
) -> None:
    events = StageEvent.objects.filter(case=case, invitation__isnull=True)
    events.filter(decision__in=WAITS_FOR_SAFE_CONTACT).update(
        decision=Decision.PENDING, decided_at=at
    )
    if has_word and agreed.is_number_safe and agreed.channel:
        events.exclude(decision=Decision.ROUTE).update(waits_for_staff_until=None)
