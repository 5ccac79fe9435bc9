"""Each loads what it needs and makes one call."""

from django.conf import settings
from django.utils import timezone

from access import selectors as access_selectors
from access.actor import Actor
from access.background import task_queue
from access.continuity import holding
from access.destruction import clocks
from access.digests import carriers
from responses.answering.actions import withdrawals
from responses.break_off import actions as break_off
from responses.casework.actions import offers, safe_contact
from responses.continuity import upkeep
from responses.data_protection.actions import retention
from responses.eligibility.actions import decisions
from responses.follow_up import actions as follow_up
from responses.imports.actions import undo, upload_tasks, uploads
from responses.imports.presenters import faults as presenters
from responses.imports.progress import UploadProgress
from responses.imports.selectors import imports
from responses.imports.selectors import uploads as uploads_selectors
from responses.interviewing.actions import opening
from responses.invitations import providers
from responses.invitations.actions import look_up, queue, receipts, undo_opt_outs
from responses.replies.actions import answering, notifying
from responses.service_desk import actions as service_desk
from responses.sms.provider import Provider
from responses.themes.actions import redacting
from responses.triage.actions import escalating, notices, sorting
from responses.triage.danger import actions as danger
from responses.triage.danger import mails as danger_mails
from responses.trials import actions as trials

ACTOR = Actor.system("worker")


@task_queue.task
def read_receipts() -> None:
    receipts.process_receipts(by=ACTOR, at=timezone.now())


@task_queue.task
def keep_journal() -> None:
    upkeep.keep_journal(at=timezone.now())


@task_queue.task
def note_unconfirmed_danger() -> None:
    danger.note_unconfirmed(by=ACTOR, at=timezone.now())


@task_queue.task
def ring_receiving_unit(notice_id: int, turn: int, place: int) -> None:
    now = timezone.now()
    holding.refuse_while_held(at=now)
    danger_mails.ring(
        notice_id=notice_id, turn=turn, place=place, carrier=carriers.chosen_carrier(), at=now
    )


@task_queue.task
def look_up_messages() -> None:
    for provider in _providers():
        look_up.reconcile(provider=provider, by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def ask_who_is_due() -> None:
    now, transport = timezone.now(), settings.SMS_TRANSPORT
    decisions.decide_events(force_code=None, by=ACTOR, at=now)
    opening.open_calls(by=ACTOR, at=now)
    queue.queue_invitations(
        transport=transport, spread=providers.SPREAD[transport], by=ACTOR, at=now
    )


@task_queue.task
@holding.not_while_held
def recount_marks() -> None:
    retention.recount_marks(by=ACTOR, at=timezone.now())


@task_queue.task
def remind_who_did_not_open() -> None:
    transport = settings.SMS_TRANSPORT
    queue.queue_reminders(
        transport=transport, spread=providers.SPREAD[transport], by=ACTOR, at=timezone.now()
    )


@task_queue.task
def note_renewals() -> None:
    safe_contact.note_renewals(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def offer_cases() -> None:
    offers.offer_cases(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def apply_retention() -> None:
    now = timezone.now()
    retention.apply_retention_unless_stopped(
        by=ACTOR,
        at=now,
        database_at=clocks.database_clock(machine_at=now),
        uptime=clocks.uptime(),
    )


@task_queue.task
def check_upload(upload_id: int) -> None:
    with UploadProgress(upload_id, clock=timezone.now) as progress:
        upload_tasks.check_upload(
            upload_id=upload_id,
            on_rows=progress.add,
            say=presenters.fault_message,
            by=uploads_selectors.requester(upload_id),
            at=timezone.now(),
        )


@task_queue.task
def load_upload(upload_id: int) -> None:
    with UploadProgress(upload_id, clock=timezone.now) as progress:
        upload_tasks.import_upload(
            upload_id=upload_id,
            on_rows=progress.add,
            by=uploads_selectors.requester(upload_id),
            at=timezone.now(),
        )


@task_queue.task
def undo_upload(upload_id: int) -> None:
    upload_tasks.undo_upload(
        upload_id=upload_id, by=uploads_selectors.requester(upload_id), at=timezone.now()
    )


@task_queue.task
def undo_load(import_id: int) -> None:
    if by := imports.requester(import_id):
        undo.undo_requested_import(import_id=import_id, by=by, at=timezone.now())


@task_queue.task
@holding.not_while_held
def destroy_withdrawn_answers() -> None:
    """Uses the earlier of two clocks, so that a fast clock shortens no one's seven days."""
    now = timezone.now()
    at = min(now, clocks.database_clock(machine_at=now))
    withdrawals.destroy_withdrawn_answers(by=ACTOR, at=at)


@task_queue.task
@holding.not_while_held
def forget_old_uploads() -> None:
    uploads.forget_old_uploads(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def watch_trials() -> None:
    trials.watch(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def forget_stop_presses() -> None:
    now = timezone.now()
    undo_opt_outs.forget_presses(by=ACTOR, at=now)
    service_desk.forget_old(by=ACTOR, at=now)


@task_queue.task
@holding.not_while_held
def count_break_off() -> None:
    break_off.count_break_off(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def sort_texts() -> None:
    sorting.sort_texts(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def escalate_texts() -> None:
    escalating.see_to_texts(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def send_desk_notices() -> None:
    notices.send_notices(carrier=carriers.chosen_carrier(), by=ACTOR, now=timezone.now)


@task_queue.task
@holding.not_while_held
def escalate_wishes() -> None:
    follow_up.see_to_wishes(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def tell_of_danger_replies() -> None:
    notifying.tell_desk(carrier=carriers.chosen_carrier(), by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def answer_reply(invitation_id: int) -> None:
    answering.answer(
        invitation_id=invitation_id, provider=_providers()[0], by=ACTOR, now=timezone.now
    )


@task_queue.task
@holding.not_while_held
def redact_texts() -> None:
    redacting.redact_texts(by=ACTOR, at=timezone.now())


def _providers() -> list[Provider]:
    return providers.chosen_providers(
        is_simulated=access_selectors.is_simulated(), now=timezone.now
    )
