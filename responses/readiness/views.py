from datetime import datetime
from typing import ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from access.actor import Actor
from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.approval.views import DecisionView
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.readiness import actions, presenters
from responses.readiness.actions import SignatureWaitsError
from responses.readiness.duties import DUTIES, ReadinessDuty
from responses.readiness.duty_words import DUTY_WORDS
from responses.readiness.forms import SignForm


@require_safe
@permission_required(Permission.VIEW_READINESS)
def readiness(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    page = presenters.readiness_page(at=timezone.now(), reader_id=viewer.user_id)
    context = {"page": page, "is_signer": _is_signer(request)}
    return render(request, "responses/staff/readiness.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SIGN_DUTIES)
def sign(request: HttpRequest, duty: str) -> HttpResponse:
    by, at = _signer(request)
    if duty not in DUTIES:
        raise Http404
    form = SignForm(request.POST or None, duty=ReadinessDuty(duty), today=localdate(at))
    if request.method == "POST" and form.is_valid():
        return _sign(request, ReadinessDuty(duty), form, by=by, at=at)
    words = DUTY_WORDS[ReadinessDuty(duty)]
    return render(request, "responses/staff/duty_sign.html", {"form": form, "words": words})


def _sign(
    request: HttpRequest, duty: ReadinessDuty, form: SignForm, *, by: Actor, at: datetime
) -> HttpResponse:
    said = form.cleaned_data
    try:
        actions.sign_duty(
            duty=duty, done_on=said["day"], done_by=said["done_by"], document=said["document"],
            organisation=said.get("organisation", ""),
            by=by, at=at,
        )  # fmt: skip
    except SignatureWaitsError:
        messages.error(request, _("A signature of it waits already. Confirm it or take it back."))
    else:
        messages.success(request, _("Signed. It counts when a second person has confirmed it."))
    return redirect("responses:readiness")


class SignatureDecision(DecisionView):
    permission = Permission.SIGN_DUTIES
    refusals: ClassVar = {
        OwnRequestError: gettext_lazy("You signed this yourself: another person confirms it."),
        RequestDecidedError: gettext_lazy(
            "The signature has changed since you saw it. Look again."
        ),
    }
    subject = "pk"
    back = "responses:readiness"

    def find(self, pk: int) -> int:
        _signer(self.request)
        return pk


confirm = SignatureDecision.as_view(
    act=actions.confirm_signature, done=gettext_lazy("Confirmed. It counts from now on.")
)
take_back = SignatureDecision.as_view(
    act=actions.take_back, done=gettext_lazy("Taken back. It does not count any more.")
)


def _is_signer(request: HttpRequest) -> bool:
    return viewer_of(request).with_permission(Permission.SIGN_DUTIES).is_national


def _signer(request: HttpRequest) -> tuple[Actor, datetime]:
    """Raises Http404 unless national."""
    if not _is_signer(request):
        raise Http404
    return actor_of(request), timezone.now()
