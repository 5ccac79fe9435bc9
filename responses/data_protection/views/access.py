from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.approval.views import REFUSALS, DecisionView
from access.permissions import Permission
from access.sign_in.reauthentication import confirmed_lately
from access.web.guards import actor_of, national_viewer, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from responses.data_protection import presenters
from responses.data_protection.actions import access_requests
from responses.data_protection.actions.access_requests import OtherNumberError
from responses.data_protection.forms import AccessAnswerForm, AccessForm
from responses.data_protection.selectors import access_requests as selectors
from responses.models import DeskRequest

FORM_METHODS = ["GET", "HEAD", "POST"]
FILE_NAME = "what-is-held.pdf"
"""The same name for everyone, so that a downloads folder reveals nothing."""


@require_http_methods(FORM_METHODS)
@permission_required(Permission.SERVE_CALLERS)
def ask_for_access(request: HttpRequest) -> HttpResponse:
    """The answer to the post shows the words, once."""
    national_viewer(request)
    form = AccessForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "responses/staff/access_ask.html", {"form": form})
    given = form.cleaned_data
    _request, words = access_requests.ask(
        mobile=given["mobile"],
        proof=given["proof"],
        language=given["language"],
        by=actor_of(request),
        at=timezone.now(),
    )
    return render(request, "responses/staff/access_words.html", {"words": words})


@require_safe
@permission_required(Permission.GIVE_ACCESS)
def access_requests_page(request: HttpRequest) -> HttpResponse:
    viewer = national_viewer(request)
    rows = [
        presenters.access_row(each, reader=viewer.user_id)
        for each in selectors.waiting_for(viewer, at=timezone.now())
    ]
    return render(request, "responses/staff/access_list.html", {"rows": rows})


@require_http_methods(FORM_METHODS)
@permission_required(Permission.GIVE_ACCESS)
@out_of_reach_is_absent
@confirmed_lately
def answer_access(request: HttpRequest, pk: int) -> HttpResponse:
    at = timezone.now()
    found = selectors.request_for(national_viewer(request), pk, at=at)
    form = AccessAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = access_requests.answer(
                request=found,
                mobile=form.cleaned_data["mobile"],
                birth_year=form.cleaned_data["birth_year"],
                word=form.cleaned_data["word"],
                by=actor_of(request),
                at=at,
            )
        except OtherNumberError:
            form.add_error("mobile", _("That is not the number for which it was asked"))
        except (OwnRequestError, RequestDecidedError) as unable:
            messages.error(request, str(REFUSALS[type(unable)]))
            return redirect("responses:access-requests")
        else:
            return _file(file)
    row = presenters.access_row(found, reader=viewer_of(request).user_id)
    return render(request, "responses/staff/access_answer.html", {"form": form, "row": row})


class RefuseAccess(DecisionView):
    permission = Permission.GIVE_ACCESS
    back = "responses:access-requests"
    done = gettext_lazy("It is refused, and nothing was made.")

    def find(self, pk: int) -> DeskRequest:
        return selectors.request_for(national_viewer(self.request), pk, at=timezone.now())


refuse_access = RefuseAccess.as_view(act=access_requests.refuse)


def _file(file: bytes) -> HttpResponse:
    return HttpResponse(
        file,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{FILE_NAME}"',
            "Cache-Control": "no-store",
        },
    )
