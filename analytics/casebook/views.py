from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics.alerts import presenters as alert_words
from analytics.alerts import selectors as alerts_selectors
from analytics.alerts.quality import presenters as quality_words
from analytics.alerts.quality import selectors as quality_selectors
from analytics.casebook import evidence as evidence_parts
from analytics.casebook import pdf, pictures, presenters, vocabulary
from analytics.casebook.actions import notices, steps
from analytics.casebook.forms import FORMS, DuplicateForm, NoticeForm
from analytics.casebook.selectors import cases
from analytics.casebook.selectors.cases import CasePage
from analytics.casebook.states import Act

DO: Mapping[Act, Callable[..., object]] = {
    Act.TAKE: steps.take,
    Act.GIVE: steps.give,
    Act.SNOOZE: steps.snooze,
    Act.WAKE: steps.wake,
    Act.EXPLAIN: steps.explain,
    Act.BEGIN: steps.begin,
    Act.CLOSE: steps.close,
    Act.DUPLICATE: steps.mark_duplicate,
    Act.REOPEN: steps.reopen,
}


@permission_required(Permission.VIEW_ALERTS)
def alert_list(request: HttpRequest) -> HttpResponse:
    viewer, on = viewer_of(request), timezone.localdate()
    found = list(alerts_selectors.alerts_for(viewer))
    cards = presenters.cards(found, on=on)
    alerts = [card for card in cards if not card.alert.explained]
    open_ones = list(filter(alerts_selectors.is_open, found))
    own = [each for each in open_ones if cases.is_their_own(viewer, each)]
    context = {
        "headline": alert_words.newest_headline(own or open_ones, on=on),
        "open": [card for card in alerts if card.is_open],
        "explained": [card for card in cards if card.alert.explained],
        "quality": quality_words.finding_words(quality_selectors.lately_for(viewer, on=on)),
        "watched": [
            alert_words.watched_words(each) for each in alerts_selectors.watched_for(viewer)
        ],
        "closed": [card for card in alerts if not card.is_open],
        "precisions": presenters.precision_rows(cases.precisions()),
    }
    return render(request, "analytics/alerts.html", context)


@permission_required(Permission.VIEW_ALERTS)
@out_of_reach_is_absent
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    page = cases.case_page_for(viewer_of(request), pk, on=timezone.localdate())
    return render(request, "analytics/alert.html", _context(page, viewer_of(request).user_id))


def _context(page: CasePage, reader: int) -> dict[str, object]:
    on = timezone.localdate()
    stamp = _("SIMULATED") if access_selectors.is_simulated() else ""
    return {
        "alert": alert_words.alert_words(page.alert),
        "headline": alert_words.headline(page.alert, on=on),
        "picture": pictures.picture(page, stamp=stamp),
        "evidence": alert_words.evidence(page.alert),
        "case_rows": presenters.case_rows(page.case, on=on),
        "acts": [(act.value, vocabulary.ACTS[act]) for act in page.acts],
        "may_answer": page.may_answer,
        "is_nations": page.alert.force_id is None,
        "actions": presenters.action_rows(page.actions, reader=reader),
        "steps": presenters.step_rows(page.steps),
        "parent": page.parent and alert_words.alert_words(page.parent),
        "children": [alert_words.alert_words(one) for one in page.children],
        "is_slice": alerts_selectors.is_slice(page.alert),
        "is_theme": alerts_selectors.is_theme(page.alert),
        "within": alert_words.level_names_within(page.levels),
        "quality": presenters.quality_rows(page),
        "method": alert_words.method(page.alert),
        "figures_url": alert_words.figures_url(page.alert) if page.has_figures else "",
    }


@permission_required(Permission.VIEW_ALERTS)
@out_of_reach_is_absent
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    on = timezone.localdate()
    page = cases.case_page_for(viewer_of(request), pk, on=on)
    is_simulated = access_selectors.is_simulated()
    written = pdf.render(evidence_parts.evidence_of(page, on=on, is_simulated=is_simulated))
    return HttpResponse(
        written,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="alert-{pk}.pdf"'},
    )


@permission_required(Permission.ANSWER_ALERT)
@out_of_reach_is_absent
def answer(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = alerts_selectors.alert_for(viewer, pk)
    if not cases.may_answer(viewer, found):
        raise PermissionDenied
    if act not in FORMS:
        raise Http404
    chosen = Act(act)
    kwargs: dict[str, Any] = {"alert": found, "today": timezone.localdate()}
    kind = FORMS[chosen]
    if issubclass(kind, DuplicateForm):
        kwargs["others"] = cases.others_for(viewer_of(request), found)
    form = kind(request.POST if request.method == "POST" else None, **kwargs)
    if form.is_valid():
        try:
            DO[chosen](alert=found, by=actor_of(request), at=timezone.now(), **form.cleaned_data)
        except steps.RefusedError as refused:
            messages.info(request, str(vocabulary.REFUSALS[refused.refusal]))
        else:
            messages.success(request, str(vocabulary.DONE[chosen]))
        return redirect("analytics:alert", pk=found.pk)
    context = {
        "form": form,
        "alert": alert_words.alert_words(found),
        "act": vocabulary.ACTS[chosen],
    }
    return render(request, "analytics/alert_answer.html", context)


@permission_required(Permission.VIEW_ALERTS)
def actions_of_others(request: HttpRequest) -> HttpResponse:
    kinds = cases.kinds_of_action()
    context = {"kinds": presenters.kind_rows(kinds)}
    return render(request, "analytics/what_others_did.html", context)


@permission_required(Permission.ANSWER_ALERT)
@out_of_reach_is_absent
def write_notice(request: HttpRequest, pk: int) -> HttpResponse:
    action = cases.action_for(viewer_of(request), pk)
    stands = cases.notice_of(action)
    initial = {"text": stands.text, "text_cy": stands.text_cy} if stands else {}
    form = NoticeForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            notices.write(
                action=action, by=actor_of(request), at=timezone.now(), **form.cleaned_data
            )
        except notices.AlreadyPublicError:
            messages.info(request, _("Everybody may read it: it has to be taken back first."))
        else:
            messages.success(request, _("It waits for a second person."))
        return redirect("analytics:alert", pk=action.case.alert_id)
    context = {
        "form": form,
        "alert": alert_words.alert_words(action.case.alert),
        "act": _("What victims said, and what was done"),
    }
    return render(request, "analytics/alert_answer.html", context)


@require_POST
@permission_required(Permission.ANSWER_ALERT)
@out_of_reach_is_absent
def approve_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """`written_at` identifies the notice on the page."""
    return _act_on_read_notice(
        request,
        pk,
        notices.approve,
        done=_("It may be read by everybody."),
        refused=_("Somebody else than who wrote it has to approve it, once."),
    )


@require_POST
@permission_required(Permission.ANSWER_ALERT)
@out_of_reach_is_absent
def withdraw_notice(request: HttpRequest, pk: int) -> HttpResponse:
    stands = cases.notice_of(cases.action_for(viewer_of(request), pk))
    is_asked = stands is not None and stands.unwanted_at is not None
    return _act_on_read_notice(
        request,
        pk,
        notices.withdraw if is_asked else notices.request_withdrawal,
        done=_("Nobody may read it any more.") if is_asked else _("It waits for a second person."),
        refused=_("Somebody else than who asked has to agree, once."),
    )


def _act_on_read_notice(
    request: HttpRequest, pk: int, act: Callable[..., None], *, done: str, refused: str
) -> HttpResponse:
    action = cases.action_for(viewer_of(request), pk)
    stands = cases.notice_of(action)
    if stands is None:
        raise Http404
    if request.POST.get("written_at") != stands.written_at.isoformat():
        messages.info(request, _("The words changed since you read them. Please read them again."))
        return redirect("analytics:alert", pk=action.case.alert_id)
    try:
        act(told=stands, by=actor_of(request), at=timezone.now())
    except (notices.UnableToApproveError, notices.UnableToWithdrawError):
        messages.info(request, refused)
    else:
        messages.success(request, done)
    return redirect("analytics:alert", pk=action.case.alert_id)
