from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from access.administration import presenters, selectors
from access.administration.actions import accounts, roles
from access.administration.actions.roles import UnableToDoItError
from access.approval.views import REFUSALS, DecisionView
from access.models import AccountMail, RoleRequest
from access.permissions import Permission
from access.web.guards import permission_required, viewer_of


@require_safe
@permission_required(Permission.KEEP_PEOPLE)
def decisions(request: HttpRequest) -> HttpResponse:
    viewer, at = viewer_of(request), timezone.now()
    asked = selectors.waiting_requests(viewer).select_related(
        "user", "force", "organisation", "asked_by", "replaces__force", "replaces__organisation"
    )
    links = selectors.waiting_links(viewer).select_related("user", "asked_by")
    context = {
        "requests": [presenters.request_row(each, reader=viewer.user_id) for each in asked],
        "links": [presenters.link_row(each, reader=viewer.user_id, at=at) for each in links],
    }
    return render(request, "access/administration/decisions.html", context)


class AdministratorDecision(DecisionView):
    permission = Permission.KEEP_PEOPLE
    refusals: ClassVar = {
        **REFUSALS,
        UnableToDoItError: lambda unable: presenters.WHY_NOT[unable.why],
    }
    back = "access:decisions"


class RoleDecision(AdministratorDecision):
    def find(self, pk: int) -> RoleRequest:
        return selectors.request_for(self.viewer, pk)


class LinkDecision(AdministratorDecision):
    subject = "mail"

    def find(self, pk: int) -> AccountMail:
        return selectors.link_for(self.viewer, pk)


give_role = RoleDecision.as_view(
    act=roles.give, done=gettext_lazy("The role is given, and the person is told by mail.")
)
set_role_aside = RoleDecision.as_view(
    act=roles.set_aside, done=gettext_lazy("The role is not given.")
)
allow_link = LinkDecision.as_view(
    act=accounts.allow_link,
    done=gettext_lazy("The link is sent to the person’s e-mail address."),
)
refuse_link = LinkDecision.as_view(
    act=accounts.refuse_link, done=gettext_lazy("The link is not sent.")
)
