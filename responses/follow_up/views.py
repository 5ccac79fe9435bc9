"""SAF-15."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.sign_in.reauthentication import ask, confirmed_lately, has_confirmed
from access.web.guards import actor_of, permission_required, viewer_of
from responses.follow_up import actions, presenters, selectors
from responses.follow_up.actions import EndedError, TooFewTriesError
from responses.follow_up.endings import FollowUpEnd
from responses.follow_up.forms import EndWishForm
from responses.models import FollowUp
from responses.triage import letters
from responses.triage.actions import reading
from responses.triage.actions.reading import TakenError
from responses.triage.forms import ReaderForm
from responses.triage.selectors import desks
from responses.triage.views.queue import ALREADY_CLOSED, holder_shown


@require_safe
@permission_required(Permission.READ_TEXTS)
def wishes(request: HttpRequest) -> HttpResponse:
    """Without how each person may be reached."""
    viewer, at = viewer_of(request), timezone.now()
    today = localdate(at)
    rows = [presenters.wish_row(each, today=today) for each in selectors.open_wishes(viewer)]
    actions.record_list_read(rows=len(rows), by=actor_of(request), at=at)
    kept = presenters.promise_words(selectors.kept_promises(viewer, at=at))
    return render(request, "responses/staff/follow_ups.html", {"rows": rows, "kept": kept})


def with_wish(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        viewer, at = viewer_of(request), timezone.now()
        found = selectors.wish_of(viewer, pk)
        if desks.must_confirm(found):
            row = presenters.wish_row(found, today=localdate(at))
            shown = {
                "title": _("Request %(pk)s") % {"pk": found.pk},
                "back": reverse("responses:follow-ups"),
                "facts": [(_("Due"), row.due), (_("Force"), row.force)],
                "confirm": reverse("responses:follow-up-confirm", args=[found.pk]),
                "conflict": reverse("responses:follow-up-conflict", args=[found.pk]),
            }
            return render(request, "responses/staff/confirm_reading.html", shown)
        return view(request, wish=found, at=at)

    return page


@require_POST
@permission_required(Permission.READ_TEXTS)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.wish_of(viewer_of(request), pk)
    reading.confirm(response_ids=[found.response_id], by=actor_of(request), at=timezone.now())
    return redirect("responses:follow-up", pk=pk)


@require_safe
@permission_required(Permission.READ_TEXTS)
@confirmed_lately
@with_wish
def wish(request: HttpRequest, *, wish: FollowUp, at: datetime) -> HttpResponse:
    return _page(request, wish, at=at)


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_wish
def take(request: HttpRequest, *, wish: FollowUp, at: datetime) -> HttpResponse:
    before = holder_shown(request)
    return _done(
        request,
        wish,
        lambda: actions.take(wish=wish, by=actor_of(request), at=at, instead_of=before),
    )


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_wish
def hand_over(request: HttpRequest, *, wish: FollowUp, at: datetime) -> HttpResponse:
    form = ReaderForm(request.POST, people=selectors.colleagues(wish, viewer_of(request)))
    if not form.is_valid():
        return _page(request, wish, at=at, person_form=form)
    return _done(
        request,
        wish,
        lambda: actions.hand_over(wish=wish, to=form.named(), by=actor_of(request), at=at),
    )


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_wish
def note_try(request: HttpRequest, *, wish: FollowUp, at: datetime) -> HttpResponse:
    return _done(request, wish, lambda: actions.note_try(wish=wish, by=actor_of(request), at=at))


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_wish
def end(request: HttpRequest, *, wish: FollowUp, at: datetime) -> HttpResponse:
    form = EndWishForm(request.POST)
    if not form.is_valid():
        return _page(request, wish, at=at, end_form=form)
    outcome = FollowUpEnd(form.cleaned_data["outcome"])
    try:
        actions.end(wish=wish, outcome=outcome, by=actor_of(request), at=at)
    except TooFewTriesError:
        form.add_error("outcome", _("Try 3 times, at safe hours, and record each try"))
        return _page(request, wish, at=at, end_form=form)
    except EndedError:
        messages.error(request, ALREADY_CLOSED)
    else:
        messages.success(request, _("Closed"))
    return redirect("responses:follow-ups")


@require_POST
@permission_required(Permission.READ_TEXTS)
def declare_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """SAF-13."""
    wish = selectors.wish_of(viewer_of(request), pk)
    reading.declare(response_id=wish.response_id, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Thank you. You will not see that case again."))
    return redirect("responses:follow-ups")


def _done(request: HttpRequest, wish: FollowUp, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except EndedError:
        messages.error(request, ALREADY_CLOSED)
        return redirect("responses:follow-ups")
    except TakenError:
        messages.error(request, _("Already assigned to another reader"))
    else:
        messages.success(request, _("Saved"))
    return redirect("responses:follow-up", pk=wish.pk)


def _page(
    request: HttpRequest,
    wish: FollowUp,
    *,
    at: datetime,
    person_form: ReaderForm | None = None,
    end_form: EndWishForm | None = None,
) -> HttpResponse:
    viewer, today = viewer_of(request), localdate(at)
    if not has_confirmed(request, at=at):
        return ask(request, back=reverse("responses:follow-up", args=[wish.pk]))
    is_mine = wish.held_by_id == viewer.user_id
    people = selectors.colleagues(wish, viewer) if is_mine else []
    safe_way = actions.read(wish=wish, by=actor_of(request), at=at)
    is_open = wish.state == FollowUp.WishState.OPEN
    on_file = (
        selectors.number_on_file(wish, viewer, way=safe_way.way, on=today)
        if safe_way and is_open
        else selectors.NumberOnFile()
    )
    shown = {
        "wish": presenters.wish_row(wish, today=today),
        "safe_way": safe_way,
        "is_unreadable": safe_way is None and wish.unreadable_at is not None,
        "duty_phone": letters.duty_phone_line(),
        "on_file": presenters.number_words(on_file),
        "person_form": person_form or ReaderForm(people=people),
        "end_form": end_form or EndWishForm(),
        "form": person_form or end_form,
        "holder": wish.held_by_id or "",
        "is_mine": is_mine,
    }
    return render(request, "responses/staff/follow_up.html", shown)
