"""The buttons by which designers propose, confirm, withdraw, discard and retire a version. Each
form posts `seen`, the content hash of the draft that was on the page: the action is refused where
the draft has changed since."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.web.current import actor_of
from access.web.guards import permission_required
from survey import selectors
from survey.designer.forms import ProposalForm
from survey.designer.views.instruments import absent_is_404, render_instrument
from survey.models import InstrumentDraft
from survey.publishing import actions as publishing_actions
from survey.selectors import InstrumentState


@require_POST
@permission_required(Permission.PROPOSE_INSTRUMENT)
@absent_is_404
def propose(request: HttpRequest, *, code: str, version: int) -> HttpResponse:
    found = selectors.find(InstrumentState.DRAFT, code, version)
    form = ProposalForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return render_instrument(request, found, form)

    def action(draft: InstrumentDraft) -> None:
        publishing_actions.propose_draft(
            draft=draft,
            effective_from=form.cleaned_data["day"],
            by=actor_of(request),
            at=timezone.now(),
        )

    said = _("The version is proposed. Another person can confirm it now.")
    return _done(request, action, code=code, version=version, said=said)


@require_POST
@permission_required(Permission.PROPOSE_INSTRUMENT)
@absent_is_404
def withdraw(request: HttpRequest, *, code: str, version: int) -> HttpResponse:
    def action(draft: InstrumentDraft) -> None:
        publishing_actions.withdraw_proposal(draft=draft, by=actor_of(request), at=timezone.now())

    said = _("The proposal is withdrawn.")
    return _done(request, action, code=code, version=version, said=said)


@require_POST
@permission_required(Permission.PROPOSE_INSTRUMENT)
@absent_is_404
def discard(request: HttpRequest, *, code: str, version: int) -> HttpResponse:
    def action(draft: InstrumentDraft) -> None:
        publishing_actions.discard_draft(draft=draft, by=actor_of(request), at=timezone.now())

    return _done(request, action, code=code, version=version, said=_("The draft is discarded."))


@require_POST
@permission_required(Permission.PUBLISH_INSTRUMENT)
@absent_is_404
def confirm(request: HttpRequest, *, code: str, version: int) -> HttpResponse:
    def action(draft: InstrumentDraft) -> None:
        publishing_actions.confirm_draft(draft=draft, by=actor_of(request), at=timezone.now())

    return _done(request, action, code=code, version=version, said=_("The version is published."))


@require_POST
@permission_required(Permission.PUBLISH_INSTRUMENT)
@absent_is_404
def retire(request: HttpRequest, *, code: str, version: int) -> HttpResponse:
    row = selectors.published(code, version)
    try:
        publishing_actions.retire_version(version=row, by=actor_of(request), at=timezone.now())
    except publishing_actions.UnableToRetireError:
        messages.info(request, _("Somebody had retired this version already."))
    else:
        messages.success(request, _("The version is retired."))
    return redirect(
        "survey:instrument", state=InstrumentState.PUBLISHED, code=code, version=version
    )


def _done(
    request: HttpRequest,
    action: Callable[[InstrumentDraft], None],
    *,
    code: str,
    version: int,
    said: str,
) -> HttpResponse:
    draft = selectors.draft(code, version)
    draft.content_hash = request.POST.get("seen", "")
    try:
        action(draft)
    except publishing_actions.UnableToPublishInstrumentError:
        messages.error(request, _("It cannot be published yet: see what stands in the way."))
    except publishing_actions.OnePersonError:
        messages.error(request, _("Publishing takes two people: another person has to confirm it."))
    except publishing_actions.DraftChangedError:
        messages.error(request, _("The draft changed meanwhile. Look at it again."))
    else:
        messages.success(request, said)
    return _back(code, version)


def _back(code: str, version: int) -> HttpResponse:
    """Redirects to the draft, or else to the version it became, or else to the list."""
    for state in (InstrumentState.DRAFT, InstrumentState.PUBLISHED):
        if selectors.exists(state, code, version):
            return redirect("survey:instrument", state=state, code=code, version=version)
    return redirect("survey:instruments")
