from datetime import datetime
from typing import ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from access.actor import Actor
from access.approval.decisions import ApprovalError
from access.approval.views import DecisionView
from access.background import actions, failures, presenters, task_queue
from access.continuity import holding
from access.destruction import clocks
from access.destruction import selectors as destruction
from access.permissions import Permission
from access.web.guards import permission_required, viewer_of


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


class BackgroundAction(DecisionView):
    """Background work belongs to no force: national people only."""

    permission = Permission.VIEW_OPERATIONS
    refusals: ClassVar = {
        task_queue.NotGivenUpError: gettext_lazy("This task does not wait any more. Look again."),
        ApprovalError: gettext_lazy("This has changed since. Look again."),
    }
    subject = "number"
    back = "access:background-work"

    def find(self, number: int) -> int:
        if not self.viewer.is_national:
            raise Http404
        return number


def _confirm_release(*, number: int, by: Actor, at: datetime) -> None:
    clock = clocks.database_clock(machine_at=at)
    actions.confirm_release(number=number, by=by, at=at, database_at=clock)


do_again = BackgroundAction.as_view(
    act=task_queue.enqueue_again, done=gettext_lazy("The task is done again within a minute.")
)
ask_release = BackgroundAction.as_view(
    act=actions.ask_release,
    done=gettext_lazy("A second person can now let it go on, on this page."),
)
confirm_release = BackgroundAction.as_view(
    act=_confirm_release,
    done=gettext_lazy("It goes on within a minute, for these numbers only."),
)
