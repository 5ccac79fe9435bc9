"""What readers press: sign, take a signature back, propose, ask, decide on what others said."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required
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


# --- decisions on remarks -----------------------------------------------------------------------


@permission_required(Permission.VIEW_LANGUAGES)
@require_POST
@out_of_reach_is_absent
def agree(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _decide(
        request,
        code,
        pk,
        lambda: actions.agree(remark_id=pk, by=actor_of(request), at=timezone.now()),
        _("Agreed. The text is signed in these words."),
    )


@permission_required(Permission.VIEW_LANGUAGES)
@require_POST
@out_of_reach_is_absent
def take_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _decide(
        request,
        code,
        pk,
        lambda: actions.take_back(remark_id=pk, by=actor_of(request), at=timezone.now()),
        _("It is taken back."),
    )


@permission_required(Permission.VIEW_LANGUAGES)
@require_POST
@out_of_reach_is_absent
def refuse(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _answer(request, code, pk, actions.refuse, _("The words stay as they are."))


@permission_required(Permission.VIEW_LANGUAGES)
@require_POST
@out_of_reach_is_absent
def answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _answer(request, code, pk, actions.answer_question, _("Your answer is there."))


def _answer(
    request: HttpRequest, code: str, pk: int, act: Callable[..., None], said: str
) -> HttpResponse:
    remark = selectors.remark_for(viewer_of(request), code, pk)
    form = RemarkAnswerForm.for_remark(pk, request.POST)
    if not form.is_valid():
        return render_text(request, code, remark.text, failed=form)
    return _decide(
        request,
        code,
        pk,
        lambda: act(
            remark_id=pk, answer=form.written("answer"), by=actor_of(request), at=timezone.now()
        ),
        said,
    )


def _decide(
    request: HttpRequest, code: str, pk: int, act: Callable[[], object], said: str
) -> HttpResponse:
    remark = selectors.remark_for(viewer_of(request), code, pk)
    try:
        act()
    except actions.RemarkEndedError:
        return _refused(request, code, remark.text, _("Somebody was faster: see below."))
    except actions.OwnRemarkError:
        message = _("It takes two: who proposed words cannot agree to them.")
        return _refused(request, code, remark.text, message)
    except actions.WordingChangedError:
        return _refused(request, code, remark.text, _changed())
    except actions.UnfitWordingError as error:
        return _refused(request, code, remark.text, "; ".join(error.faults))
    messages.success(request, said)
    return _to_text(code, remark.text)


# --- what they share ----------------------------------------------------------------------------


def _text_to_sign(request: HttpRequest, code: str, key: str) -> ReadableText:
    """Raises NoSuchTextError, also where the viewer does not read the language."""
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
    """To the words themselves, so that the next press of the Tab key is on what can be done."""
    response = redirect("survey:text", code, key)
    response["Location"] += "#words"
    return response
