from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from access.actor import Actor
from access.approval.decisions import NotOwnRequestError, OwnRequestError, RequestDecidedError
from access.approval.views import DecisionView
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from survey.reading import actions, presenters, selectors
from survey.reading.forms import QuestionForm, RemarkAnswerForm, WordingProposalForm
from survey.reading.selectors import NoSuchTextError
from survey.reading.texts import ReadableText
from survey.reading.views.desk import render_text


@permission_required(Permission.SIGN_WORDINGS)
@require_POST
@out_of_reach_is_absent
def sign(request: HttpRequest, code: str, key: str) -> HttpResponse:
    text = _text_to_sign(request, code, key)
    seen = request.POST.get("words", "")
    try:
        actions.sign(language=code, text=text, seen=seen, by=actor_of(request), at=timezone.now())
    except actions.WordingChangedError:
        return _refused(request, code, key, _changed())
    except actions.ProposalWaitsError:
        return _refused(request, code, key, _waits())
    following = presenters.next_unsigned(selectors.desk_for(viewer_of(request), code), key)
    messages.success(request, _("Signed. This is the next one.") if following else _("Signed."))
    return _to_text(code, following) if following else redirect("survey:language", code)


@permission_required(Permission.SIGN_WORDINGS)
@require_POST
@out_of_reach_is_absent
def unsign(request: HttpRequest, code: str, key: str) -> HttpResponse:
    text = _text_to_sign(request, code, key)
    actions.unsign(language=code, text=text, by=actor_of(request), at=timezone.now())
    messages.success(request, _("The signature is taken back."))
    return _to_text(code, key)


@permission_required(Permission.SIGN_WORDINGS)
@require_POST
@out_of_reach_is_absent
def propose(request: HttpRequest, code: str, key: str) -> HttpResponse:
    text = _text_to_sign(request, code, key)
    form = WordingProposalForm(request.POST)
    if not form.is_valid():
        return render_text(request, code, key, failed=form)
    try:
        actions.propose(
            language=code,
            text=text,
            seen=request.POST.get("words", ""),
            proposed=form.written("wording"),
            comment=form.written("comment"),
            by=actor_of(request),
            at=timezone.now(),
        )
    except actions.UnfitWordingError as error:
        for fault in presenters.faults_in_words(error.findings, error.faults):
            form.add_error("wording", fault)
        return render_text(request, code, key, failed=form)
    except actions.WordingChangedError:
        return _refused(request, code, key, _changed())
    except actions.ProposalWaitsError:
        return _refused(request, code, key, _waits())
    messages.success(request, _("Your words wait for another reader, or whoever owns the words."))
    return _to_text(code, key)


@permission_required(Permission.SIGN_WORDINGS)
@require_POST
@out_of_reach_is_absent
def ask(request: HttpRequest, code: str, key: str) -> HttpResponse:
    text = _text_to_sign(request, code, key)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return render_text(request, code, key, failed=form)
    actions.ask(
        language=code,
        text=text,
        comment=form.written("comment"),
        by=actor_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Your question waits for an answer."))
    return _to_text(code, key)


class RemarkDecision(DecisionView):
    permission = Permission.VIEW_LANGUAGES
    subject = "remark_id"
    own = gettext_lazy("It takes two: who proposed words cannot agree to them.")
    refusals: ClassVar = {
        RequestDecidedError: gettext_lazy("Somebody was faster: see below."),
        OwnRequestError: own,
        NotOwnRequestError: own,
        actions.WordingChangedError: lambda _error: _changed(),
        actions.UnfitWordingError: lambda error: "; ".join(error.faults),
    }

    def find(self, code: str, pk: int) -> int:
        self.remark = selectors.remark_for(self.viewer, code, pk)
        return pk

    def go_back(self) -> HttpResponse:
        return _to_text(self.kwargs["code"], self.remark.text)


class RemarkAnswer(RemarkDecision):
    """`say` is the action that takes it."""

    say: ClassVar[Callable[..., None]]

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        pk = self.find(**address)
        self.form = RemarkAnswerForm.for_remark(pk, request.POST)
        if not self.form.is_valid():
            return render_text(request, address["code"], self.remark.text, failed=self.form)
        return super().post(request, **address)

    def act(self, *, remark_id: int, by: Actor, at: datetime) -> None:
        type(self).say(remark_id=remark_id, answer=self.form.written("answer"), by=by, at=at)


class RefusedProposal(RemarkAnswer):
    say = staticmethod(actions.refuse)


class AnsweredQuestion(RemarkAnswer):
    say = staticmethod(actions.answer_question)


agree = RemarkDecision.as_view(
    act=actions.agree, done=gettext_lazy("Agreed. The text is signed in these words.")
)
take_back = RemarkDecision.as_view(act=actions.take_back, done=gettext_lazy("It is taken back."))
refuse = RefusedProposal.as_view(done=gettext_lazy("The words stay as they are."))
answer = AnsweredQuestion.as_view(done=gettext_lazy("Your answer is there."))


def _text_to_sign(request: HttpRequest, code: str, key: str) -> ReadableText:
    """Raises NoSuchTextError."""
    if not selectors.may_sign(viewer_of(request), code):
        raise NoSuchTextError
    return selectors.text_in_place(code, key)


def _refused(request: HttpRequest, code: str, key: str, why: str) -> HttpResponse:
    messages.error(request, why)
    return _to_text(code, key)


def _changed() -> str:
    return _("The words have changed since you saw them. Read them again below.")


def _waits() -> str:
    return _("Somebody proposed other words for this text. They must be decided on first.")


def _to_text(code: str, key: str) -> HttpResponse:
    response = redirect("survey:text", code, key)
    response["Location"] += "#words"
    return response
