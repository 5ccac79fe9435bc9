"""The page of background tasks that failed, and the button that runs one again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.background import failures, presenters, task_queue
from access.permissions import Permission
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required


@require_safe
@permission_required(Permission.VIEW_OPERATIONS)
def background_work(request: HttpRequest) -> HttpResponse:
    found = failures.list_failed_tasks(viewer_of(request))
    return render(request, "access/background_work.html", {"page": presenters.work_words(found)})


@require_POST
@permission_required(Permission.VIEW_OPERATIONS)
def do_again(request: HttpRequest, number: int) -> HttpResponse:
    viewer = viewer_of(request)
    if not viewer.is_national:
        raise Http404
    by = actor_of(request)
    try:
        task_queue.enqueue_again(number=number, by=by, at=timezone.now())
    except task_queue.NotGivenUpError:
        messages.error(request, _("This task does not wait any more. Look again."))
    else:
        messages.success(request, _("The task is done again within a minute."))
    return redirect("access:background-work")
