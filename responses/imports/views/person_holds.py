from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.imports.actions import hold_answers as actions
from responses.imports.presenters import person_holds as presenters
from responses.imports.selectors import person_holds as selectors


@require_safe
@permission_required(Permission.ANSWER_HOLDS)
def held_people(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    found = selectors.open_holds(viewer)
    context = {
        "count": found.count(),
        "groups": presenters.hold_groups(
            list(found[: selectors.MOST_SHOWN]), user_id=viewer.user_id
        ),
        "answered": presenters.answered_rows(
            list(selectors.answered_holds(viewer)[: selectors.MOST_ANSWERS_SHOWN])
        ),
        "most": selectors.MOST_SHOWN,
    }
    return render(request, "responses/staff/held_people.html", context)


@require_POST
@permission_required(Permission.ANSWER_HOLDS)
def release(request: HttpRequest) -> HttpResponse:
    return _answer(request, actions.release, presenters.released_message)


@require_POST
@permission_required(Permission.ANSWER_HOLDS)
def stop(request: HttpRequest) -> HttpResponse:
    return _answer(request, actions.stop, presenters.stopped_message)


def _answer(
    request: HttpRequest, action: Callable[..., int], message: Callable[[int], str]
) -> HttpResponse:
    """Answer the holds that the page showed."""
    try:
        wanted = {int(pk) for pk in request.POST.getlist("hold")[: selectors.MOST_SHOWN]}
    except ValueError:
        raise Http404 from None
    ids = list(
        selectors.open_holds(viewer_of(request)).filter(pk__in=wanted).values_list("pk", flat=True)
    )
    if not ids:
        raise Http404
    try:
        count = action(hold_ids=ids, by=actor_of(request), at=timezone.now())
    except actions.OwnHoldError:
        messages.error(
            request, _("You brought this file. Another person must say that they may be contacted.")
        )
    except actions.NoSuchHoldError:
        messages.error(request, _("Another person has answered. Check the list again."))
    else:
        messages.success(request, message(count))
    return redirect("responses:held-people")
