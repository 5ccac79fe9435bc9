"""Staff pages: what only people can do before anybody real is asked, and who signed it. It belongs
to no force: everybody with the permission sees it, and national people sign."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from access.actor import Actor
from access.permissions import Permission
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required
from responses.readiness import actions, presenters
from responses.readiness.actions import OwnSignatureError, SignatureChangedError
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
    except SignatureChangedError:
        messages.error(request, _("A signature of it waits already. Confirm it or take it back."))
    else:
        messages.success(request, _("Signed. It counts when a second person has confirmed it."))
    return redirect("responses:readiness")


@require_POST
@permission_required(Permission.SIGN_DUTIES)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    return _rule(request, pk, actions.confirm_signature, _("Confirmed. It counts from now on."))


@require_POST
@permission_required(Permission.SIGN_DUTIES)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _rule(request, pk, actions.take_back, _("Taken back. It does not count any more."))


def _rule(request: HttpRequest, pk: int, action: Callable[..., None], said: str) -> HttpResponse:
    by, at = _signer(request)
    try:
        action(pk=pk, by=by, at=at)
    except OwnSignatureError:
        messages.error(request, _("You signed this yourself: another person confirms it."))
    except SignatureChangedError:
        messages.error(request, _("The signature has changed since you saw it. Look again."))
    else:
        messages.success(request, said)
    return redirect("responses:readiness")


def _is_signer(request: HttpRequest) -> bool:
    return viewer_of(request).with_permission(Permission.SIGN_DUTIES).is_national


def _signer(request: HttpRequest) -> tuple[Actor, datetime]:
    """Who acts, and when. Raises Http404 unless they are national."""
    if not _is_signer(request):
        raise Http404
    return actor_of(request), timezone.now()
