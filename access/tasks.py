from datetime import datetime

from django.utils import timezone

from access import actions, retention
from access.actor import Actor
from access.administration import mails as account_mails
from access.audit_chain import chaining as audit_chain
from access.background import queue_repair, task_queue
from access.continuity import holding
from access.destruction import clocks
from access.destruction.actions import Destroyer, destroy_unless_stopped
from access.digests import actions as digests
from access.digests import carriers, mails
from access.limits import counts
from access.partitions import upkeep as partitions
from access.sign_in import actions as sign_in_actions
from access.sign_in import used_codes
from access.systems import idempotency
from access.web import sessions
from access.webhooks import actions as webhooks
from access.webhooks import sending

ACTOR = Actor.system("worker")


def _destroy_old_traces(*, by: Actor, at: datetime) -> None:
    actions.destroy_old_traces(by=by, at=at)
    audit_chain.forget_salts(at=at)


OLD_TRACES = Destroyer(
    task="access.tasks.destroy_old_traces",
    count_due=lambda at, _known_since: retention.count_old_traces(at),
    destroy=lambda by, at: _destroy_old_traces(by=by, at=at),
)
IDLE_ACCOUNTS = Destroyer(
    task="access.tasks.end_idle_accounts",
    count_due=lambda at, _known_since: retention.count_idle_accounts(at),
    destroy=lambda by, at: sign_in_actions.end_idle_accounts(by=by, at=at),
)


@task_queue.task
def prune_background() -> None:
    now = timezone.now()
    queue_repair.delete_ended(at=now)
    mails.delete_old(at=now)
    webhooks.forget(by=ACTOR, at=now)
    idempotency.forget(at=now)


@task_queue.task
@holding.not_while_held
def send_digests() -> None:
    try:
        mails.make_mails(at=timezone.now())
    finally:
        digests.send_mails(carrier=carriers.chosen_carrier(), by=ACTOR, now=timezone.now)


@task_queue.task
def send_account_mail(number: int) -> None:
    now = timezone.now()
    holding.refuse_while_held(at=now)
    account_mails.send(pk=number, carrier=carriers.chosen_carrier(), at=now)


@task_queue.task
def forget_counts() -> None:
    now = timezone.now()
    counts.forget(at=now)
    used_codes.forget(at=now)
    sessions.forget_ended(at=now)


@task_queue.task
def chain_audit() -> None:
    audit_chain.keep(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def seal_audit() -> None:
    audit_chain.seal(by=ACTOR, at=timezone.now())


@task_queue.task
@holding.not_while_held
def deliver_webhooks() -> None:
    webhooks.deliver(sender=sending.send, by=ACTOR, now=timezone.now)


@task_queue.task
def make_partitions() -> None:
    partitions.make_ahead(at=timezone.now())


@task_queue.task
@holding.not_while_held
def destroy_old_traces() -> None:
    _destroy(OLD_TRACES)


@task_queue.task
@holding.not_while_held
def end_idle_accounts() -> None:
    _destroy(IDLE_ACCOUNTS)


def _destroy(destroyer: Destroyer) -> None:
    now = timezone.now()
    destroy_unless_stopped(
        destroyer=destroyer,
        by=ACTOR,
        at=now,
        database_at=clocks.database_clock(machine_at=now),
        uptime=clocks.uptime(),
    )
