"""Data kept long enough (decision 10)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.destruction import bulk_delete
from access.destruction.actions import Destroyer, destroy_unless_stopped
from access.destruction.rules import Uptime
from access.partitions import upkeep as partitions
from responses.answering.actions.withdrawals import destroy_withdrawn_answers
from responses.answering.selectors import withdrawals
from responses.data_protection.selectors import over_contacts, retention
from responses.eligibility import marks
from responses.eligibility.marks import forget_old_opportunities
from responses.follow_up.endings import destroyed_before
from responses.helplines.selectors import checks_past_retention
from responses.imports import snapshots
from responses.imports.actions.held_changes import forget_old_changes
from responses.imports.actions.person_holds import forget_old_holds
from responses.imports.actions.uploads import forget_old_uploads
from responses.imports.selectors.undo import UNDO_PERIOD
from responses.interviewing.actions import team as interviews
from responses.models import Case
from responses.replies import selectors as replies
from responses.themes import coded_texts
from responses.triage.retention import WORDS_KEPT_FOR, models_destroyed_before
from responses.vault import contacts as vault_contacts
from responses.vault import day_notes
from responses.vault.sealed import danger_details, risk_models, wishes, written_texts

TASK = "responses.tasks.apply_retention"
CASE_BATCH = 200
"""Cases in one transaction: each takes its events, invitations and answers along."""
NOTED_AT_ONCE = 50_000
"""Contacts in one writing of the days on which they can be due: one statement a day."""


@dataclass(frozen=True)
class RetentionSummary:
    contacts: int
    receipts: int
    messages: int
    codes: int
    sessions: int
    cases: int
    open_answers: int
    imports: int
    helpline_checks: int
    opportunities: int
    texts: int
    redacted_texts: int
    wishes: int
    danger_details: int
    risk_models: int
    keying: int


def apply_retention_unless_stopped(
    *, by: Actor, at: datetime, database_at: datetime, uptime: Uptime | None = None
) -> RetentionSummary | None:
    """None where the brake did (access.destruction)."""
    done: list[RetentionSummary] = []
    destroyer = Destroyer(
        task=TASK,
        count_due=lambda due_at, known_since: retention.count_due(due_at, known_since=known_since),
        destroy=lambda actor, due_at: done.append(apply_retention(by=actor, at=due_at)),
    )
    destroy_unless_stopped(
        destroyer=destroyer, by=by, at=at, database_at=database_at, uptime=uptime
    )
    return done[0] if done else None


def apply_retention(*, by: Actor, at: datetime) -> RetentionSummary:
    """Contacts, messages and receipts 90 days after their wave closed, withdrawal codes after six
    months, codes unused in seven days, cases and open answers after seven years. Each batch commits
    separately."""
    forget_old_uploads(by=by, at=at)
    forget_old_changes(by=by, at=at)
    forget_old_holds(by=by, at=at)
    destroy_withdrawn_answers(by=by, at=at)
    snapshots.forget(before=at - UNDO_PERIOD)
    # Expired unopened codes and passphrases. Not counted: that could reveal who used a code
    # (SAF-9).
    bulk_delete.update_in_batches(retention.expired_own_words(at), own_word_hash="")
    bulk_delete.delete_in_batches(retention.dead_codes(at))
    bulk_delete.delete_in_batches(retention.readings_past_retention(at))
    bulk_delete.delete_in_batches(replies.words_past_retention(at))
    bulk_delete.delete_in_batches(replies.danger_past_retention(at))
    bulk_delete.delete_in_batches(replies.past_retention(at))
    bulk_delete.update_in_batches(withdrawals.expired_open_codes(at), withdrawal_hash=None)
    summary = RetentionSummary(
        contacts=_destroy_contacts(at),
        receipts=_destroy_receipts(at),
        messages=bulk_delete.delete_in_batches(retention.messages_to_destroy(at)),
        codes=bulk_delete.update_in_batches(withdrawals.expired_codes(at), withdrawal_hash=None),
        sessions=bulk_delete.delete_in_batches(retention.sessions_to_destroy(at)),
        cases=bulk_delete.delete_in_batches(retention.cases_past_retention(at), size=CASE_BATCH),
        open_answers=bulk_delete.delete_in_batches(retention.open_answers_past_retention(at)),
        imports=_destroy_imports(at),
        helpline_checks=bulk_delete.delete_in_batches(checks_past_retention(at)),
        opportunities=forget_old_opportunities(at),
        texts=written_texts.forget_older(before=at - WORDS_KEPT_FOR),
        redacted_texts=coded_texts.forget_older(before=at - WORDS_KEPT_FOR),
        wishes=wishes.forget_older(before=destroyed_before(at)),
        danger_details=danger_details.forget_older(before=at - danger_details.KEPT_FOR),
        risk_models=risk_models.forget_older(before=models_destroyed_before(at)),
        keying=interviews.forget_keying(by=by, at=at),
    )
    audit.record(AuditKind.CONTACTS_DESTROYED, by=by, at=at, **asdict(summary))
    return summary


def _destroy_receipts(at: datetime) -> int:
    return partitions.destroy(
        retention.receipts_to_destroy(at),
        before=retention.receipts_kept_from(at),
        column="received_at",
        kept=Q(processed_at__isnull=True),
    )


def _destroy_contacts(at: datetime) -> int:
    destroyed, noted = 0, dict[int, date]()
    last = over_contacts.last_sendings(at)
    for page, expired in over_contacts.expired_pages(at):
        case_ids = sorted(expired)
        for start in range(0, len(case_ids), CASE_BATCH):
            destroyed += _destroy_batch(case_ids[start : start + CASE_BATCH], at=at)
        noted |= over_contacts.first_days_due(set(page) - expired, last=last, at=at)
        if len(noted) > NOTED_AT_ONCE:
            day_notes.look_again(noted)
            noted = {}
    day_notes.look_again(noted)
    return destroyed


@transaction.atomic
def _destroy_batch(case_ids: Sequence[int], *, at: datetime) -> int:
    """The lock keeps imports, events and safe-contact records away while the condition is read
    again."""
    free = bulk_delete.lock_free(Case.objects.filter(pk__in=case_ids))
    still = over_contacts.expired_contacts(at).filter(case_id__in=free)
    return vault_contacts.destroy(list(still.values_list("case_id", flat=True)))


def _destroy_imports(at: datetime) -> int:
    bulk_delete.delete_in_batches(retention.uploads_past_retention(at))
    return bulk_delete.delete_in_batches(retention.imports_past_retention(at))


# Counts each night what the marks missed (ADR 110).
def recount_marks(*, by: Actor, at: datetime) -> int:
    """Reads everything and mends what a mark missed. Returns how many; none is right."""
    found, late = marks.recount(), _contacts_noted_too_late(at)
    with transaction.atomic():
        day_notes.look_at_once(late)
        audit.record(AuditKind.MARKS_RECOUNTED, by=by, at=at, **found._asdict(), contacts=len(late))
    return sum(found) + len(late)


def _contacts_noted_too_late(at: datetime) -> list[int]:
    noted_later = day_notes.noted_after(over_contacts.expired_contacts(at), localdate(at))
    return list(noted_later.values_list("case_id", flat=True))
