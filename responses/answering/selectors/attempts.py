from datetime import datetime

from django.db.models import Q, QuerySet

from responses.answering.gate import MAX_TRIES, Gate
from responses.invitations.selectors import codes
from responses.models import Case, CodeAttempt, PaperForm, Response
from responses.vault import subject_access


def attempt_by_code(code: str, *, at: datetime) -> CodeAttempt | None:
    return _live_attempts(at).filter(token_hash=codes.hash_of(code)).first()


def attempt_of_visit(attempt_id: int, *, at: datetime) -> CodeAttempt | None:
    return _live_attempts(at).filter(pk=attempt_id).first()


def _live_attempts(at: datetime) -> QuerySet[CodeAttempt]:
    may_open = Q(opened_at__isnull=True) | ~Q(own_word_hash="")
    return CodeAttempt.objects.select_related("invitation__stage_event__case").filter(
        may_open,
        expires_at__gt=at,
        gate_tries__lt=MAX_TRIES,
        invitation__opted_out_at=None,
    )


def gate_of(attempt: CodeAttempt) -> Gate | None:
    """The agreed word first, if set by somebody other than the drawer of the code; once opened, the
    respondent's own word."""
    case = Case.objects.filter(stage_events__invitation=attempt.invitation_id)
    agreed = subject_access.word_of(case)
    if attempt.opened_at is not None:
        return _gate(attempt.own_word_hash, costs_as=agreed.costs_as)
    is_own = attempt.drawn_by_id is not None and agreed.set_by_id == attempt.drawn_by_id
    if is_own and agreed.replaced_anothers:
        return _gate("", costs_as=agreed.costs_as)
    if not agreed.word_hash or is_own:
        return None
    return _gate(agreed.word_hash, costs_as=agreed.costs_as)


def opens_alone(attempt_id: int) -> bool:
    return gate_of(CodeAttempt.objects.get(pk=attempt_id)) is None


def is_finished(attempt_id: int) -> bool:
    finished = Q(completed_at__isnull=False) | Q(withdrawn_at__isnull=False)
    return Response.objects.filter(finished, attempt=attempt_id).exists()


def has_own_word(attempt_id: int) -> bool:
    return CodeAttempt.objects.filter(pk=attempt_id).exclude(own_word_hash="").exists()


def locked_form(attempt_id: int) -> PaperForm:
    CodeAttempt.objects.select_for_update().get(pk=attempt_id)
    forms = PaperForm.objects.select_related("attempt__invitation__stage_event__case")
    return forms.get(attempt=attempt_id)


def _gate(word_hash: str, *, costs_as: str) -> Gate:
    return Gate(birth_year=None, word_hash=word_hash, cost_reference_hash=costs_as)
