from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access import selectors as access_selectors
from access.background import failures
from access.background.presenters import given_up_words
from access.destruction import selectors as destruction
from access.destruction.presenters import stopped_words
from access.limits import selectors as limits
from access.limits.presenters import brake_words
from access.permissions import Permission
from access.presenters import force_name
from access.viewer import Viewer
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from responses.eligibility.actions import exclusions as actions
from responses.eligibility.actions.exclusions import (
    AnotherExclusionWaitsError,
    NoSuchExclusionError,
    NotOwnExclusionError,
    OwnExclusionError,
)
from responses.eligibility.selectors import exclusions as exclusions_selectors
from responses.operations import answered_twice, presenters, selectors
from responses.operations.presenters import AnsweredTwiceWords
from responses.readiness import asking_stop


@require_safe
@permission_required(Permission.VIEW_OPERATIONS)
def operations(request: HttpRequest) -> HttpResponse:
    """A viewer with one force is redirected to its page."""
    viewer, language = viewer_of(request), get_language() or "en"
    forces = [
        (force.code, force_name(force, language))
        for force in selectors.forces(viewer, on=timezone.localdate())
    ]
    if len(forces) == 1:
        return redirect("responses:operations-of", forces[0][0])
    shown = {
        "forces": forces,
        "given_up": given_up_words(failures.count_given_up(viewer)),
        "stopped": stopped_words(destruction.count_stopped(viewer)),
        "refusal": asking_stop.why_not_to_ask(at=timezone.now()),
        "brakes": brake_words(limits.brakes_lately(at=timezone.now())),
        "twice": _answered_twice(viewer) if viewer.is_national else None,
    }
    return render(request, "responses/staff/forces.html", shown)


def _answered_twice(viewer: Viewer) -> AnsweredTwiceWords:
    today = timezone.localdate()
    return presenters.answered_twice_words(
        answered_twice.count_answered_twice(viewer, today=today),
        quarter=answered_twice.last_quarter(today),
    )


@require_safe
@permission_required(Permission.VIEW_OPERATIONS)
@out_of_reach_is_absent
def operations_of(request: HttpRequest, force_code: str) -> HttpResponse:
    at = timezone.now()
    found = selectors.operations_for(
        viewer_of(request),
        force_code=force_code,
        at=at,
        today=localdate(at),
    )
    shown = {
        "page": presenters.operations_words(found),
        "brakes": brake_words(limits.brakes_lately(at=at)),
    }
    return render(request, "responses/staff/operations.html", shown)


@require_safe
@permission_required(Permission.CONFIRM_EXCLUSION)
def exclusions(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    own_names = access_selectors.names_of_user(viewer.user_id)
    shown = {
        "rows": presenters.exclusion_rows(
            exclusions_selectors.list_unconfirmed_cases(viewer), own_names=own_names
        ),
        "held": presenters.exclusion_rows(
            exclusions_selectors.rejected_but_in_force(viewer), own_names=own_names
        ),
    }
    return render(request, "responses/staff/exclusions.html", shown)


@require_POST
@permission_required(Permission.CONFIRM_EXCLUSION)
def confirm_exclusion(request: HttpRequest, case_id: int) -> HttpResponse:
    return _rule(request, case_id, actions.confirm_exclusion, _("The exclusion is confirmed."))


@require_POST
@permission_required(Permission.CONFIRM_EXCLUSION)
def refuse_exclusion(request: HttpRequest, case_id: int) -> HttpResponse:
    return _rule(request, case_id, actions.refuse_exclusion, _("The exclusion is refused."))


@require_POST
@permission_required(Permission.CONFIRM_EXCLUSION)
def withdraw_exclusion(request: HttpRequest, case_id: int) -> HttpResponse:
    return _rule(request, case_id, actions.withdraw_exclusion, _("Your exclusion is taken back."))


def _rule(
    request: HttpRequest, case_id: int, action: Callable[..., None], said: str
) -> HttpResponse:
    viewer = viewer_of(request)
    case = exclusions_selectors.unconfirmed_case(viewer, case_id)
    if case is None:
        raise Http404
    by = actor_of(request)
    try:
        action(case=case, code=request.POST.get("code", ""), by=by, at=timezone.now())
    except OwnExclusionError:
        messages.error(request, _("You made this exclusion yourself: another person judges it."))
    except NotOwnExclusionError:
        messages.error(request, _("Only who made an exclusion can take it back."))
    except NoSuchExclusionError:
        messages.error(request, _("The exclusion has changed since you saw it. Look again."))
    except AnotherExclusionWaitsError:
        messages.error(
            request,
            _(
                "A case file has another exclusion of this case, which waits under “Changes that "
                "wait”. Judge that one first."
            ),
        )
    else:
        messages.success(request, said)
    return redirect("responses:exclusions")
