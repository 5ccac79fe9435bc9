from typing import ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.approval.views import DecisionView
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.models import Trial
from responses.trials import actions, presenters, selectors
from responses.trials.forms import CloseForm, TrialForm

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@permission_required(Permission.VIEW_TRIALS)
def trials(request: HttpRequest) -> HttpResponse:
    rows = presenters.trial_rows(selectors.trials(), today=timezone.localdate())
    context = {"rows": rows, "may_run": viewer_of(request).may(Permission.RUN_TRIALS)}
    return render(request, "responses/staff/trials.html", context)


@require_safe
@permission_required(Permission.VIEW_TRIALS)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    found = _trial(pk)
    context = {
        "page": presenters.trial_page(found, today=timezone.localdate()),
        "may_run": viewer_of(request).may(Permission.RUN_TRIALS),
        "is_own": found.proposed_by_id == actor_of(request).user_id,
        "form": CloseForm(),
    }
    return render(request, "responses/staff/trial.html", context)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.RUN_TRIALS)
def propose(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    form = TrialForm(
        request.POST or None,
        today=localdate(at),
        has_shorter_text=selectors.can_send_shorter_text(),
        has_new_wordings=selectors.wordings_to_compare(today=localdate(at)) is not None,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        kind, arms = given["compares"]
        try:
            made = actions.propose(
                kind=kind,
                arms=arms,
                outcome=given["outcome"],
                why=given["why"],
                planned_each=given["planned_each"],
                first_day=given["first_day"],
                last_day=given["last_day"],
                by=actor_of(request),
                at=at,
            )
        except actions.OtherTrialError:
            form.add_error("first_day", _("Another trial of this kind has some of these days"))
        else:
            messages.success(request, _("The trial waits for a second person."))
            return redirect("responses:trial", made.pk)
    return render(request, "responses/staff/trial_form.html", {"form": form})


class TrialDecision(DecisionView):
    permission = Permission.RUN_TRIALS
    subject = "trial_id"
    refusals: ClassVar = {
        OwnRequestError: gettext_lazy("You proposed this, so another person confirms it."),
        RequestDecidedError: gettext_lazy("Somebody was faster: look at it again."),
    }

    def find(self, pk: int) -> int:
        return pk

    def go_back(self) -> HttpResponse:
        return redirect("responses:trial", self.kwargs["pk"])


confirm = TrialDecision.as_view(
    act=actions.confirm,
    done=gettext_lazy("Confirmed. People are placed from its first day on."),
)


@require_POST
@permission_required(Permission.RUN_TRIALS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _trial(pk), CloseForm(request.POST)
    if not form.is_valid():
        context = {
            "page": presenters.trial_page(found, today=timezone.localdate()),
            "may_run": True,
            "is_own": found.proposed_by_id == actor_of(request).user_id,
            "form": form,
        }
        return render(request, "responses/staff/trial.html", context)
    because = form.cleaned_data["because"]
    try:
        actions.close(trial_id=pk, because=because, by=actor_of(request), at=timezone.now())
    except RequestDecidedError:
        messages.error(request, _("Somebody was faster: look at it again."))
    else:
        messages.success(request, _("Nobody is placed any more."))
    return redirect("responses:trial", pk)


def _trial(pk: int) -> Trial:
    found = selectors.trial(pk)
    if found is None:
        raise Http404
    return found
