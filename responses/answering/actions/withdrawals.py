from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.answering import answer_files
from responses.answering.actions import paper_withdrawals
from responses.answering.selectors import withdrawals as selectors
from responses.answering.selectors.withdrawals import SEALED_FOR, Withdrawal, WithdrawalState
from responses.answering.withdrawal_words import Code
from responses.follow_up import withdrawn_wishes
from responses.models import Response
from responses.themes import coded_texts
from responses.triage import withdrawn_texts
from responses.vault import contacts
from responses.vault.sealed import wishes, withdrawn_answers


@transaction.atomic
def withdraw_by_words(*, given: str, by: Actor, at: datetime) -> Withdrawal | None:
    """Returns what became of the answers, also by an earlier call; None alike for unknown, expired
    and mistyped words, of which the trail says only that there were some."""
    code = selectors.words().read(given)
    response = _locked(code, at=at) if code is not None else None
    if response is None and code is not None and _withdraw_elsewhere(code, by=by, at=at):
        return Withdrawal(WithdrawalState.ERASED)
    if response is None:
        audit.record(AuditKind.WITHDRAWAL_REFUSED, by=by, at=at)
        return None
    if response.withdrawn_at is None:
        _withdraw(response, by=by, at=at)
        return Withdrawal(WithdrawalState.WITHDRAWN)
    if _may_be_brought_back(response, at=at):
        ticket = selectors.ticket_of(response, at=at)
        return Withdrawal(WithdrawalState.SEALED, ticket=ticket)
    # The page says that they are destroyed, so destroy them before the task does.
    withdrawn_answers.forget(response.pk)
    _forget_words([response.pk])
    return Withdrawal(WithdrawalState.DESTROYED)


@transaction.atomic
def bring_back(*, ticket: str, by: Actor, at: datetime) -> bool:
    """Returns whether the answers are there again, also by an earlier call; False for a ticket that
    is too old or not ours, or once the answers are destroyed."""
    code = selectors.code_of_ticket(ticket, at=at)
    response = _locked(code, at=at) if code is not None else None
    if response is None:
        return False
    if response.withdrawn_at is None:
        return True
    if not _may_be_brought_back(response, at=at):
        return False
    response.answers = withdrawn_answers.held([response.pk])[response.pk]
    response.withdrawn_at, response.withdrawn_by = None, ""
    response.save(update_fields=["answers", "withdrawn_at", "withdrawn_by"])
    withdrawn_answers.forget(response.pk)
    withdrawn_wishes.bring_back(response.pk)
    answer_files.make_anew(response, at=at)
    audit.record(AuditKind.RESPONSE_BROUGHT_BACK, by=by, at=at)
    holding.note(EntryKind.BROUGHT_BACK, at=at, response=response.pk)
    return True


@transaction.atomic
def withdraw_by_number(*, mobile: str, by: Actor, at: datetime) -> int:
    """For a caller without the six words: withdraw all answers of the number's cases, with paper
    forms not yet keyed. Returns how many responses and forms."""
    case_ids = contacts.cases_of_number(mobile)
    forms = paper_withdrawals.take_back_of_cases(case_ids=case_ids, by=by, at=at)
    found = Response.objects.select_for_update(of=("self",)).filter(
        invitation__stage_event__case__in=case_ids,
        withdrawn_at__isnull=True,
    )
    responses = list(found.order_by("pk"))
    for response in responses:
        _withdraw(response, by=by, at=at)
    return len(responses) + forms


@transaction.atomic
def destroy_withdrawn_answers(*, by: Actor, at: datetime) -> int:
    """Destroy withdrawn answers, and the words withdrawn with them, after seven days. Returns of
    how many responses."""
    before = at - SEALED_FOR
    _forget_words(withdrawn_answers.older(before=before))
    count = withdrawn_answers.forget_older(before=before)
    if count:
        audit.record(AuditKind.WITHDRAWN_ANSWERS_DESTROYED, by=by, at=at, responses=count)
    return count


@transaction.atomic
def withdraw_again(*, response_id: int, by: Actor, at: datetime) -> bool:
    """For a restored database. Returns whether it held them."""
    held = Response.objects.select_for_update().filter(
        pk=response_id, withdrawn_at=None, started_at__lte=at
    )
    response = held.first()
    if response is not None:
        _withdraw(response, by=by, at=at)
    return response is not None


def _withdraw_elsewhere(code: Code, *, by: Actor, at: datetime) -> bool:
    if paper_withdrawals.withdraw(code=code, by=by, at=at):
        return True
    form = paper_withdrawals.take_back(code=code, by=by, at=at)
    begun = Response.objects.select_for_update().filter(
        attempt=form.attempt_id if form else None, attempt__isnull=False, withdrawn_at=None
    )
    for response in begun:
        response.withdrawal_hash = None
        response.save(update_fields=["withdrawal_hash"])
        _withdraw(response, by=by, at=at)
    return form is not None


def _forget_words(response_ids: Collection[int]) -> None:
    withdrawn_texts.destroy(response_ids)
    coded_texts.forget(response_ids)
    wishes.forget(response_ids)


def _locked(code: Code, *, at: datetime) -> Response | None:
    return selectors.responses_of_code(code, at=at).select_for_update().first()


def _may_be_brought_back(response: Response, *, at: datetime) -> bool:
    sealed_at = withdrawn_answers.sealed_at(response.pk)
    return sealed_at is not None and at < sealed_at + SEALED_FOR


def _withdraw(response: Response, *, by: Actor, at: datetime) -> None:
    """Take the answers out of the response."""
    if response.withdrawal_hash:
        withdrawn_answers.seal(response.answers, response_id=response.pk, at=at)
    is_final = not response.withdrawal_hash
    withdrawn_wishes.take_back(response.pk)
    if is_final:
        _forget_words([response.pk])
    response.answers = {}
    response.withdrawn_at = max(at, response.completed_at or response.started_at)
    response.withdrawn_by = by.name
    response.save(update_fields=["answers", "withdrawn_at", "withdrawn_by"])
    answer_files.make_anew(response, at=at)
    audit.record(AuditKind.RESPONSE_WITHDRAWN, by=by, at=at)
    holding.note(EntryKind.WITHDRAWN, at=at, response=response.pk)
