"""Each form posts `seen`, the draft's hash: an action is refused where it changed since."""

from datetime import datetime
from typing import ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from access.actor import Actor
from access.approval.decisions import NotAPersonError, OwnRequestError, RequestDecidedError
from access.approval.views import DecisionView
from access.permissions import Permission
from access.web.guards import actor_of, permission_required
from survey import selectors
from survey.designer.forms import ProposalForm
from survey.designer.views.instruments import absent_is_404, render_instrument
from survey.models import InstrumentDraft
from survey.publishing import actions as publishing_actions
from survey.publishing.actions import UnableToPublishInstrumentError
from survey.selectors import InstrumentState

TWO_PEOPLE = gettext_lazy("Publishing takes two people: another person has to confirm it.")


class DraftDecision(DecisionView):
    permission = Permission.PROPOSE_INSTRUMENT
    subject = "draft"
    refusals: ClassVar = {
        UnableToPublishInstrumentError: gettext_lazy(
            "It cannot be published yet: see what stands in the way."
        ),
        OwnRequestError: TWO_PEOPLE,
        NotAPersonError: TWO_PEOPLE,
        RequestDecidedError: gettext_lazy("The draft changed meanwhile. Look at it again."),
    }

    def find(self, code: str, version: int) -> InstrumentDraft:
        try:
            draft = selectors.draft(code, version)
        except selectors.NoSuchInstrumentError as error:
            raise Http404 from error
        draft.content_hash = self.request.POST.get("seen", "")
        return draft

    def go_back(self) -> HttpResponse:
        """To the draft, the version it became, or the list."""
        for state in (InstrumentState.DRAFT, InstrumentState.PUBLISHED):
            if selectors.exists(state, **self.kwargs):
                page: HttpResponse = redirect("survey:instrument", state=state, **self.kwargs)
                return page
        return redirect("survey:instruments")


class ProposeDraft(DraftDecision):
    done = gettext_lazy("The version is proposed. Another person can confirm it now.")

    def post(self, request: HttpRequest, *, code: str, version: int) -> HttpResponse:
        self.form = ProposalForm(request.POST, today=timezone.localdate())
        self.find(code, version)
        if not self.form.is_valid():
            found = selectors.find(InstrumentState.DRAFT, code, version)
            return render_instrument(request, found, self.form)
        return super().post(request, code=code, version=version)

    def act(self, *, draft: InstrumentDraft, by: Actor, at: datetime) -> None:
        day = self.form.cleaned_data["day"]
        publishing_actions.propose_draft(draft=draft, effective_from=day, by=by, at=at)


class ConfirmDraft(DraftDecision):
    permission = Permission.PUBLISH_INSTRUMENT


propose = ProposeDraft.as_view()
withdraw = DraftDecision.as_view(
    act=publishing_actions.withdraw_proposal, done=gettext_lazy("The proposal is withdrawn.")
)
discard = DraftDecision.as_view(
    act=publishing_actions.discard_draft, done=gettext_lazy("The draft is discarded.")
)
confirm = ConfirmDraft.as_view(
    act=publishing_actions.confirm_draft, done=gettext_lazy("The version is published.")
)


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
