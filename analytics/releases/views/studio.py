from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.actor import Actor
from access.approval.decisions import OwnRequestError
from access.approval.views import DecisionView
from access.permissions import Permission
from access.web.guards import actor_of, permission_required, signed_in, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.models import ReleaseDraft
from analytics.releases.actions import early_readers
from analytics.releases.actions import studio as actions
from analytics.releases.actions.studio import UnableToChangeError
from analytics.releases.draft import ReleaseKind
from analytics.releases.forms import (
    AnnounceForm,
    CalendarReasonForm,
    EarlyReaderForm,
    MoveForm,
    WordsForm,
)
from analytics.releases.presenters import pages, studio
from analytics.releases.selectors import studio as selectors
from analytics.releases.serving import served

DO: Mapping[str, Callable[..., None]] = {
    "make": actions.request_files,
    "propose": actions.propose,
    "approve": actions.approve,
    "hold-back": actions.withdraw_approval,
}
AGREEING = frozenset({"propose", "approve"})


@permission_required(Permission.MAKE_RELEASES)
def announce(request: HttpRequest) -> HttpResponse:
    periods = [
        (period, _("%(period)s (published)") % {"period": words.period_name(period)}
         if kind is ReleaseKind.CORRECTION else words.period_name(period))
        for period, kind in selectors.periods_to_release()
    ]  # fmt: skip
    form = AnnounceForm(request.POST or None, periods=periods)
    if form.is_valid():
        given = form.cleaned_data
        try:
            draft = actions.announce(
                period=given["period"], kind=ReleaseKind(given["kind"]), day=given["day"],
                by=actor_of(request), at=timezone.now(),
            )  # fmt: skip
        except UnableToChangeError as unable:
            form.add_error("day" if unable.code == "notice" else "kind", _fault(unable))
        else:
            messages.success(request, _("It stands in the calendar."))
            return redirect("analytics:release_draft", draft.pk)
    return _form(request, form, title=_("Announce a release"), draft=None)


@permission_required(Permission.MAKE_RELEASES)
@out_of_reach_is_absent
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    asked = request.GET.get("question", "")
    page = selectors.studio_page_for(viewer, pk, language=get_language() or "en", question=asked)
    if page.draft.release_id is not None:
        return redirect("analytics:release", page.draft.period, page.draft.version)
    context = {
        "draft": page.draft,
        "page": pages.release_page(page.release, asked=asked) if page.release else None,
        "state": studio.state_words(page.draft),
        "publishes": studio.moment(page.draft.publish_at),
        "early_from": studio.early_from(page.draft),
        "moves": studio.moves_of(page.draft),
        "cancelled": studio.cancelled_of(page.draft),
        "missing": studio.missing_words(page.draft),
        "steps": studio.step_rows(page.draft) if page.is_being_made else [],
        "refusal": studio.refusal_words(page.draft),
        "is_given_up": page.is_given_up,
        "readers": page.readers,
        "files": pages.file_rows(page.files),
        "is_reader_first": page.draft.proposed_by_id == viewer.user_id,
    }
    return render(request, "analytics/release_draft.html", context)


@permission_required(Permission.MAKE_RELEASES)
@out_of_reach_is_absent
def draft_words(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.draft_for(viewer_of(request), pk)
    form = WordsForm(request.POST or None, draft=found)
    if form.is_valid():
        given = form.cleaned_data
        return _save(
            request, found, form, title=_("What people write of it"),
            do=lambda: actions.write(
                number=found.pk, words=form.words(), contact_email=given["contact_email"],
                next_on=given["next_on"], by=actor_of(request), at=timezone.now(),
            ),
        )  # fmt: skip
    return _form(request, form, title=_("What people write of it"), draft=found)


@permission_required(Permission.MAKE_RELEASES)
@out_of_reach_is_absent
def draft_day(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.draft_for(viewer_of(request), pk)
    form = MoveForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        return _save(
            request, found, form, title=_("Choose another day"),
            do=lambda: actions.move(
                number=found.pk, day=given["day"], why=form.reason(), by=actor_of(request),
                at=timezone.now(),
            ),
        )  # fmt: skip
    return _form(request, form, title=_("Choose another day"), draft=found)


@permission_required(Permission.MAKE_RELEASES)
@out_of_reach_is_absent
def draft_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.draft_for(viewer_of(request), pk)
    form = CalendarReasonForm(request.POST or None)
    if form.is_valid():
        try:
            actions.cancel(
                number=found.pk, why=form.reason(), by=actor_of(request),
                at=timezone.now(),
            )  # fmt: skip
        except UnableToChangeError as unable:
            form.add_error("why", _fault(unable))
        else:
            messages.success(request, _("It is out of the calendar, with the reason."))
            return redirect("analytics:releases")
    return _form(request, form, title=_("Take it out of the calendar"), draft=found)


@permission_required(Permission.MAKE_RELEASES)
@out_of_reach_is_absent
def draft_readers(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.draft_for(viewer_of(request), pk)
    form = EarlyReaderForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        user = access_selectors.user_by_email(given["email"])
        if user is None:
            form.add_error("email", studio.fault_words("nobody"))
        else:
            return _save(
                request, found, form, title=_("Name an early reader"),
                do=lambda: early_readers.add_reader(
                    number=found.pk, user_id=user.pk, office=given["office"],
                    reason=given["reason"], by=actor_of(request), at=timezone.now(),
                ),
            )  # fmt: skip
    return _form(request, form, title=_("Name an early reader"), draft=found)


class ReleaseAction(DecisionView):
    permission = Permission.MAKE_RELEASES
    subject = "draft"
    refusals: ClassVar = {
        UnableToChangeError: lambda unable: studio.fault_words(unable.code),
        OwnRequestError: lambda _own: studio.fault_words("same"),
    }

    def find(self, pk: int, **_address: object) -> ReleaseDraft:
        return selectors.draft_for(self.viewer, pk)

    def go_back(self) -> HttpResponse:
        return redirect("analytics:release_draft", self.kwargs["pk"])


class RemoveReader(ReleaseAction):
    done = gettext_lazy("They are off the list.")

    def act(self, *, draft: ReleaseDraft, by: Actor, at: datetime) -> None:
        reader = self.kwargs["reader"]
        early_readers.remove_reader(number=draft.pk, reader=reader, by=by, at=at)


class DraftAction(ReleaseAction):
    done = gettext_lazy("It is done.")

    def find(self, pk: int, **address: object) -> ReleaseDraft:
        if address["act"] not in DO:
            raise Http404
        return super().find(pk)

    def act(self, *, draft: ReleaseDraft, by: Actor, at: datetime) -> None:
        act, seen = self.kwargs["act"], self.request.POST.get("content_hash", "")
        read = {"content_hash": seen} if act in AGREEING else {}
        DO[act](number=draft.pk, by=by, at=at, **read)


draft_reader_remove = RemoveReader.as_view()
draft_act = DraftAction.as_view()


@permission_required(Permission.MAKE_RELEASES)
@out_of_reach_is_absent
def draft_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    viewer = viewer_of(request)
    found = selectors.draft_for(viewer, pk)
    file = selectors.file_of_draft(found, name)
    early_readers.note_reading(
        draft=found, viewer=viewer, file=file.name, by=actor_of(request), at=timezone.now()
    )
    return served(file, named=f"{found.period}-v{found.version}-not-published-{file.name}")


def _save(
    request: HttpRequest,
    found: ReleaseDraft,
    form: forms.Form,
    *,
    title: str,
    do: Callable[[], object],
) -> HttpResponse:
    try:
        do()
    except UnableToChangeError as unable:
        form.add_error(next(iter(form.fields)), _fault(unable))
        return _form(request, form, title=title, draft=found)
    messages.success(request, _("It is kept."))
    return redirect("analytics:release_draft", found.pk)


def _form(
    request: HttpRequest, form: forms.Form, *, title: str, draft: ReleaseDraft | None
) -> HttpResponse:
    context = {"form": form, "title": title, "draft": draft}
    return render(request, "analytics/release_form.html", context)


def _fault(unable: UnableToChangeError) -> str:
    return studio.fault_words(unable.code)


@signed_in
def early_list(request: HttpRequest) -> HttpResponse:
    drafts = selectors.early_drafts_of(viewer_of(request), at=timezone.now())
    context = {"drafts": [(draft, studio.moment(draft.publish_at)) for draft in drafts]}
    return render(request, "analytics/early_releases.html", context)


@signed_in
@out_of_reach_is_absent
def early_release(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    found = selectors.early_draft_of(viewer, pk, at=now)
    asked = request.GET.get("question", "")
    content = selectors.content_of_draft(found, get_language() or "en", question=asked)
    if content is None:
        raise found.DoesNotExist
    early_readers.note_reading(draft=found, viewer=viewer, file="", by=actor_of(request), at=now)
    context = {
        "draft": found,
        "page": pages.release_page(content, asked=asked),
        "files": pages.file_rows(selectors.files_of(found)),
        "publishes": studio.moment(found.publish_at),
    }
    return render(request, "analytics/early_release.html", context)


@signed_in
@out_of_reach_is_absent
def early_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    found = selectors.early_draft_of(viewer, pk, at=now)
    file = selectors.file_of_draft(found, name)
    early_readers.note_reading(
        draft=found, viewer=viewer, file=file.name, by=actor_of(request), at=now
    )
    return served(file, named=f"{found.period}-v{found.version}-not-published-{file.name}")
