from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access.limits.attempts import Trying
from access.limits.table import Kind, Tier
from access.web.guards import actor_of, viewer_of
from responses.cases import visible_cases
from responses.casework.actions import safe_contact
from responses.casework.forms.cases import FindCaseForm
from responses.models import Case


def find_by_key(request: HttpRequest, form: FindCaseForm, *, at: datetime) -> Case | None:
    """None where the form got an error. Searches are recorded and wrong keys limited (SAF-15)."""
    viewer, by, force = viewer_of(request), actor_of(request), form.force_code
    searcher = {Tier.ACCOUNT: str(viewer.user_id), Tier.FORCE: force}
    with Trying(Kind.CASE_KEY, searcher, at=at, by=by, force=force) as attempt:
        if attempt.is_refused:
            form.refuse_for_a_while(attempt)
            return None
        key = form.cleaned_data["case_key"]
        case = visible_cases.case_by_key(viewer, force_code=force, case_key=key)
        safe_contact.record_found(case=case, force_code=force, by=by, at=at)
        if case is not None:
            attempt.release()
            return case
    form.refuse()
    return None


def page(
    request: HttpRequest, template: str, form: FindCaseForm, shown: Mapping[str, object]
) -> HttpResponse:
    response = render(request, template, {**shown, "form": form})
    if form.retry_after:
        response.status_code = 429
        response["Retry-After"] = form.retry_after
    return response
