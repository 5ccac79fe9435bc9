from collections.abc import Collection

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.case_files.case import LiftKind
from responses.imports.actions import held_changes as actions
from responses.imports.presenters import held_changes as presenters
from responses.imports.selectors import held_changes as selectors


@require_safe
@permission_required(Permission.CONFIRM_HELD_CHANGE)
def held_changes(request: HttpRequest) -> HttpResponse:
    rows = presenters.group_rows(selectors.waiting_groups(viewer_of(request)))
    return render(request, "responses/staff/held_changes.html", {"rows": rows})


@require_safe
@permission_required(Permission.CONFIRM_HELD_CHANGE)
def held_group(request: HttpRequest, import_id: int, kind: str) -> HttpResponse:
    viewer, found = viewer_of(request), _kind(kind)
    waiting = selectors.waiting_of(viewer, import_id=import_id, kind=found)
    rows = presenters.change_rows(list(waiting[: selectors.MOST_SHOWN]), user_id=viewer.user_id)
    if not rows:
        raise Http404
    ids = list(waiting.values_list("pk", flat=True))
    shown = {
        "rows": rows,
        "import_id": import_id,
        "kind": kind,
        "heading": str(presenters.KINDS[found]),
        "count": len(ids),
        "judged": min(len(ids), actions.MOST_AT_ONCE),
        "seen": selectors.fingerprint(ids),
        "may_rule": not any(row.is_own for row in rows),
    }
    return render(request, "responses/staff/held_group.html", shown)


@require_POST
@permission_required(Permission.CONFIRM_HELD_CHANGE)
def confirm_group(request: HttpRequest, import_id: int, kind: str) -> HttpResponse:
    return _rule_on_group(request, import_id, kind, is_confirmed=True)


@require_POST
@permission_required(Permission.CONFIRM_HELD_CHANGE)
def refuse_group(request: HttpRequest, import_id: int, kind: str) -> HttpResponse:
    return _rule_on_group(request, import_id, kind, is_confirmed=False)


@require_POST
@permission_required(Permission.CONFIRM_HELD_CHANGE)
def confirm_change(request: HttpRequest, pk: int) -> HttpResponse:
    return _rule(request, _ids_of_change(request, pk), is_confirmed=True)


@require_POST
@permission_required(Permission.CONFIRM_HELD_CHANGE)
def refuse_change(request: HttpRequest, pk: int) -> HttpResponse:
    return _rule(request, _ids_of_change(request, pk), is_confirmed=False)


def _kind(kind: str) -> LiftKind:
    try:
        return LiftKind(kind)
    except ValueError as unknown:
        raise Http404 from unknown


def _rule_on_group(
    request: HttpRequest, import_id: int, kind: str, *, is_confirmed: bool
) -> HttpResponse:
    waiting = selectors.waiting_of(viewer_of(request), import_id=import_id, kind=_kind(kind))
    ids = list(waiting.values_list("pk", flat=True))
    if ids and request.POST.get("seen") != selectors.fingerprint(ids):
        messages.error(
            request, _("The changes that wait are others than you saw. Look at them again.")
        )
        return redirect("responses:held-group", import_id, kind)
    return _rule(request, ids[: actions.MOST_AT_ONCE], is_confirmed=is_confirmed)


def _ids_of_change(request: HttpRequest, pk: int) -> Collection[int]:
    waiting = selectors.waiting_for(viewer_of(request)).filter(pk=pk)
    return list(waiting.values_list("pk", flat=True))


def _rule(request: HttpRequest, change_ids: Collection[int], *, is_confirmed: bool) -> HttpResponse:
    """A change out of reach or decided gives 404."""
    if not change_ids:
        raise Http404
    action = actions.confirm_changes if is_confirmed else actions.refuse_changes
    try:
        done = action(change_ids=change_ids, by=actor_of(request), at=timezone.now())
    except actions.OwnChangeError:
        messages.error(
            request, _("You brought or loaded this file yourself: another person judges it.")
        )
    except actions.NoSuchChangeError:
        messages.error(request, _("The change has changed since you saw it. Look again."))
    else:
        messages.success(request, presenters.done_message(confirmed=is_confirmed, done=done))
    return redirect("responses:held-changes")
