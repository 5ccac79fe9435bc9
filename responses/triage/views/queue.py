from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.models import WrittenText
from responses.triage import letters, presenters
from responses.triage.actions import reading
from responses.triage.actions.reading import (
    ClosedError,
    DismissedAloneError,
    NoActionRecordedError,
    NotDrawnError,
    NoticeWaitsError,
    RiskLeftError,
    TakenError,
)
from responses.triage.danger import selectors as danger
from responses.triage.danger.action_card import action_card
from responses.triage.forms import CloseTextForm, JudgeForm, ReaderForm
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory
from responses.triage.selectors import desks, duty, texts

ALREADY_CLOSED = gettext_lazy("Another reader has already closed it")
LATELY = timedelta(days=7)
LONGEST_ID = 18


@require_safe
@permission_required(Permission.READ_TEXTS)
def queue(request: HttpRequest) -> HttpResponse:
    """List texts without their words."""
    viewer, at = viewer_of(request), timezone.now()
    found = texts.waiting(viewer, at=at)
    own = desks.reads_at(viewer)
    duties = duty.duties_at({*own, desks.NATIONAL}, at=at)
    names = duty.names_of(duties.values())
    nation = presenters.nation_words(duties[desks.NATIONAL], names)
    rows = [
        presenters.text_row(text, at=at, notice=danger.notice_of(text), nation=nation)
        for text in found
    ]
    reading.record_queue_read(rows=len(rows), by=actor_of(request), at=at)
    shown = {
        "rows": rows,
        "lead": presenters.lead(rows),
        "twice": [each.pk for each in texts.to_read_twice(viewer)],
        "closed": presenters.closed_rows(texts.closed_lately(viewer, since=at - LATELY)),
        "staffed": [presenters.staffed(duties[desk], names) for desk in own],
    }
    return render(request, "responses/staff/triage.html", shown)


def with_text(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def page(request: HttpRequest, pk: int) -> HttpResponse:
        viewer, at = viewer_of(request), timezone.now()
        found = texts.text_of(viewer, pk)
        if desks.must_confirm(found):
            return _confirm_page(request, found, at=at)
        return view(request, text=found, at=at)

    return page


def _confirm_page(request: HttpRequest, text: WrittenText, *, at: datetime) -> HttpResponse:
    row = presenters.text_row(text, at=at)
    shown = {
        "title": _("Text %(number)s") % {"number": text.pk},
        "back": reverse("responses:triage"),
        "facts": [
            (_("Type of concern"), row.category),
            (_("Read within"), f"{row.clock}: {row.left}"),
            (_("Force"), row.force),
        ],
        "confirm": reverse("responses:triage-confirm", args=[text.pk]),
        "conflict": reverse("responses:triage-conflict", args=[text.pk]),
    }
    return render(request, "responses/staff/confirm_reading.html", shown)


@require_POST
@permission_required(Permission.READ_TEXTS)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = texts.text_of(viewer_of(request), pk)
    reading.confirm(response_ids=[found.response_id], by=actor_of(request), at=timezone.now())
    return redirect("responses:triage-text", pk=pk)


@require_safe
@permission_required(Permission.READ_TEXTS)
@with_text
def text(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    return text_page(request, text, at=at)


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def take(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    before = holder_shown(request)
    return _done(
        request,
        text,
        lambda: reading.take(text=text, by=actor_of(request), at=at, instead_of=before),
    )


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def hand_over(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    form = ReaderForm(request.POST, people=texts.colleagues(text, viewer_of(request)))
    if not form.is_valid():
        return text_page(request, text, at=at, person_form=form)
    return _done(
        request,
        text,
        lambda: reading.hand_over(text=text, to=form.named(), by=actor_of(request), at=at),
    )


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def judge(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return text_page(request, text, at=at, judge_form=form)
    category = RiskCategory(form.cleaned_data["category"])
    return _done(
        request,
        text,
        lambda: reading.judge(text=text, category=category, by=actor_of(request), at=at),
    )


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def close(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    form = CloseTextForm(request.POST)
    if not form.is_valid():
        return text_page(request, text, at=at, close_form=form)
    outcome, told = TextOutcome(form.cleaned_data["outcome"]), form.cleaned_data["told"]
    try:
        reading.close(text=text, outcome=outcome, told=told, by=actor_of(request), at=at)
    except RiskLeftError:
        form.add_error(
            "outcome",
            _(
                "This message is marked as dangerous. Change the type of concern first, or select "
                "what was done."
            ),
        )
        return text_page(request, text, at=at, close_form=form)
    except NoActionRecordedError:
        form.add_error("outcome", _("Record what was done"))
        return text_page(request, text, at=at, close_form=form)
    except DismissedAloneError:
        form.add_error(
            "outcome",
            _("You changed this message from danger to no danger. Another reader must close it."),
        )  # fmt: skip
        return text_page(request, text, at=at, close_form=form)
    except NoticeWaitsError:
        form.add_error(
            "outcome",
            _("The control room has not confirmed. Ring it, or open the details yourself."),
        )
        return text_page(request, text, at=at, close_form=form)
    except ClosedError:
        messages.error(request, ALREADY_CLOSED)
    else:
        messages.success(request, _("Closed"))
    return redirect("responses:triage")


@require_POST
@permission_required(Permission.READ_TEXTS)
@with_text
def read_twice(request: HttpRequest, *, text: WrittenText, at: datetime) -> HttpResponse:
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return text_page(request, text, at=at, judge_form=form)
    category = RiskCategory(form.cleaned_data["category"])
    try:
        reading.read_twice(text=text, category=category, by=actor_of(request), at=at)
    except NotDrawnError:
        messages.error(request, _("Another reader has already read it"))
    else:
        messages.success(request, _("Saved"))
    return redirect("responses:triage")


@require_POST
@permission_required(Permission.READ_TEXTS)
def declare_conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """The reader worked on the case or knows someone in it (SAF-13)."""
    text = texts.text_of(viewer_of(request), pk)
    reading.declare(response_id=text.response_id, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Thank you. You will not see that case again."))
    return redirect("responses:triage")


def _done(request: HttpRequest, text: WrittenText, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except ClosedError:
        messages.error(request, ALREADY_CLOSED)
        return redirect("responses:triage")
    except TakenError:
        messages.error(request, _("Already assigned to another reader"))
    else:
        messages.success(request, _("Saved"))
    return redirect("responses:triage-text", pk=text.pk)


def holder_shown(request: HttpRequest) -> int | None:
    given = request.POST.get("holder", "")
    is_number = given.isascii() and given.isdecimal() and len(given) <= LONGEST_ID
    return int(given) if is_number else None


def text_page(
    request: HttpRequest, text: WrittenText, *, at: datetime, **forms: Any
) -> HttpResponse:
    """Words are read from the vault for this page alone; nothing stores it."""
    viewer = viewer_of(request)
    is_mine = text.held_by_id == viewer.user_id
    faulty = next((form for form in forms.values() if form.errors), None)
    notice = danger.notice_of(text)
    nation = ""
    if duty.is_at_nation(text) and not viewer.is_national:
        on_duty = duty.duty_at(desks.NATIONAL, at=at)
        nation = presenters.nation_words(on_duty, duty.names_of([on_duty]))
    shown = {
        "text": presenters.text_page(text, at=at, notice=notice, nation=nation),
        "card": action_card(text, notice, viewer=viewer, forms=forms, at=at),
        "words": reading.read(text=text, by=actor_of(request), at=at),
        "emails": presenters.notice_rows(duty.notices_of(text)),
        "duty_phone": letters.duty_phone_line(),
        "judge_form": forms.get("judge_form") or JudgeForm(initial={"category": text.category}),
        "close_form": forms.get("close_form") or CloseTextForm(),
        "person_form": forms.get("person_form")
        or ReaderForm(people=texts.colleagues(text, viewer) if is_mine else []),
        "form": faulty,
        "holder": text.held_by_id or "",
        "is_mine": is_mine,
    }
    is_second = texts.is_to_be_read_twice_by(text, viewer)
    if is_second:
        shown["judge_form"] = forms.get("judge_form") or JudgeForm()
    name = "triage_second" if is_second else "triage_text"
    return render(request, f"responses/staff/{name}.html", shown)
