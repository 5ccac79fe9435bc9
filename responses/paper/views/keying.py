from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.models import PaperForm
from responses.paper import selectors
from responses.paper.actions import keying
from responses.paper.actions.keying import NotNowError
from responses.paper.forms import MARKS, FindFormForm, KeyingForm
from responses.paper.presenters import keying as keying_words
from responses.paper.selectors import FormStep


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEY_PAPER)
def find_form(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    form = FindFormForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = selectors.form_by_code(viewer, form.cleaned_data["code"])
        if found is not None:
            return redirect("responses:paper-form", pk=found.pk)
        form.refuse()
    shown = {
        "form": form,
        "waiting": keying_words.waiting_words(selectors.waiting_for(viewer)),
        "quality": keying_words.quality_words(selectors.quality()),
    }
    return render(request, "responses/staff/paper.html", shown)


def with_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        found = selectors.form_by_id(viewer_of(request), pk)
        return view(request, form=found, at=timezone.now())

    return page


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEY_PAPER)
@with_form
def paper_form(request: HttpRequest, *, form: PaperForm, at: datetime) -> HttpResponse:
    """One page for all steps."""
    step = selectors.step_of(form, user_id=viewer_of(request).user_id, at=at)
    if step not in {FormStep.KEY, FormStep.SETTLE}:
        return _told(request, form, step)
    lines = keying_words.lines(form, step)
    keyed = KeyingForm(request.POST or None, **lines)
    if request.method == "POST" and keyed.is_valid():
        try:
            step = _store(request, form, step, keyed, at=at)
        except NotNowError as error:
            return _told(request, form, error.step)
        messages.success(request, str(keying_words.STORED[step]))
        return redirect("responses:paper")
    shown = {
        "paper": form, "form": keyed, "marks": MARKS.values(),
        "is_settled": step is FormStep.SETTLE,
    }  # fmt: skip
    return render(request, "responses/staff/paper_keying.html", shown)


def _store(
    request: HttpRequest, form: PaperForm, step: FormStep, keyed: KeyingForm, *, at: datetime
) -> FormStep:
    by = actor_of(request)
    if step is FormStep.SETTLE:
        keying.settle_form(form=form, settled=keyed.reading, by=by, at=at)
        return FormStep.OVER
    words = keyed.cleaned_data.get("words", "")
    return keying.key_form(form=form, reading=keyed.reading, words=words, by=by, at=at)


def _told(request: HttpRequest, form: PaperForm, step: FormStep) -> HttpResponse:
    shown = {"paper": form, "is_over": step is FormStep.OVER}
    return render(request, "responses/staff/paper_told.html", shown)


@require_POST
@permission_required(Permission.KEY_PAPER)
@with_form
def declare_conflict(request: HttpRequest, *, form: PaperForm, at: datetime) -> HttpResponse:
    keying.declare_conflict(form=form, by=actor_of(request), at=at)
    messages.success(request, _("Thank you. Give the form to somebody else: you will not find it."))
    return redirect("responses:paper")
