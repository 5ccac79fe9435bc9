"""The page of background tasks that failed, with the button that runs one again, and of destroyers
that stopped, which two people together let go on."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.actor import Actor
from access.background import actions, failures, presenters, task_queue
from access.continuity import holding
from access.destruction import clocks
from access.destruction import selectors as destruction
from access.permissions import Permission
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required


@require_safe
@permission_required(Permission.VIEW_OPERATIONS)
def background_work(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    page = presenters.work_words(
        failures.list_failed_tasks(viewer),
        stopped=destruction.list_stopped(viewer),
        reader_id=viewer.user_id,
        journal_behind_since=holding.behind_since(),
    )
    return render(request, "access/background_work.html", {"page": page})


@require_POST
@permission_required(Permission.VIEW_OPERATIONS)
def do_again(request: HttpRequest, number: int) -> HttpResponse:
    by = _national_actor(request)
    try:
        task_queue.enqueue_again(number=number, by=by, at=timezone.now())
    except task_queue.NotGivenUpError:
        messages.error(request, _("This task does not wait any more. Look again."))
    else:
        messages.success(request, _("The task is done again within a minute."))
    return redirect("access:background-work")


@require_POST
@permission_required(Permission.VIEW_OPERATIONS)
def ask_release(request: HttpRequest, number: int) -> HttpResponse:
    by = _national_actor(request)
    try:
        actions.ask_release(number=number, by=by, at=timezone.now())
    except actions.UnableToResumeError:
        messages.error(request, _("This has changed since. Look again."))
    else:
        messages.success(request, _("A second person can now let it go on, on this page."))
    return redirect("access:background-work")


@require_POST
@permission_required(Permission.VIEW_OPERATIONS)
def confirm_release(request: HttpRequest, number: int) -> HttpResponse:
    by, now = _national_actor(request), timezone.now()
    try:
        actions.confirm_release(
            number=number, by=by, at=now, database_at=clocks.database_clock(machine_at=now)
        )
    except actions.UnableToResumeError:
        messages.error(request, _("This has changed since. Look again."))
    else:
        messages.success(request, _("It goes on within a minute, for these numbers only."))
    return redirect("access:background-work")


def _national_actor(request: HttpRequest) -> Actor:
    """Who acts. Raises Http404 unless they are national: background work belongs to no force."""
    if not viewer_of(request).is_national:
        raise Http404
    return actor_of(request)
