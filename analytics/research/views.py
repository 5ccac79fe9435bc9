from typing import ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.approval.views import DecisionView
from access.permissions import Permission
from access.sign_in.reauthentication import confirmed_lately
from access.web.guards import actor_of, national_viewer, permission_required
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.models import ResearchProject
from analytics.research import actions, presenters, selectors
from analytics.research.forms import ProjectForm

State = ResearchProject.ProjectState


@require_safe
@permission_required(Permission.KEEP_RESEARCH)
def research(request: HttpRequest) -> HttpResponse:
    rows = presenters.project_rows(list(selectors.projects_for(national_viewer(request))[:100]))
    return render(request, "analytics/research.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_RESEARCH)
def ask(request: HttpRequest) -> HttpResponse:
    national_viewer(request)
    at = timezone.now()
    form = ProjectForm(
        request.POST or None,
        years=[(year, words.period_name(year)) for year in selectors.years_to_give(at=at)],
        variables=presenters.choices(),
        today=timezone.localdate(at),
    )
    if request.method == "POST" and form.is_valid():
        made = actions.ask(plan=form.plan(), by=actor_of(request), at=at)
        messages.success(request, _("The file is being made. Then two others check it."))
        return redirect("analytics:research_project", made.pk)
    return render(request, "analytics/research_new.html", {"form": form})


@require_safe
@permission_required(Permission.KEEP_RESEARCH)
@out_of_reach_is_absent
def project(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = national_viewer(request)
    found = selectors.project_for(viewer, pk)
    is_another = viewer.user_id not in {found.asked_by_id, found.first_by_id}
    context = {
        "row": presenters.project_row(found),
        "purpose": found.purpose,
        "researchers": found.researchers,
        "variables": presenters.variable_names(found),
        "report": presenters.report_lines(found),
        "first": str(found.first_by or ""),
        "may_check": found.state == State.CHECKING and is_another,
        "may_take": found.state == State.READY
        or (found.state == State.CHECKING and viewer.user_id != found.asked_by_id),
        "stands": found.state not in {State.REFUSED, State.ENDED},
    }
    return render(request, "analytics/research_project.html", context)


class ProjectDecision(DecisionView):
    permission = Permission.KEEP_RESEARCH
    subject = "project"
    refusals: ClassVar = {
        OwnRequestError: gettext_lazy("Two people check it, and neither of them asked for it"),
        RequestDecidedError: gettext_lazy("There is nothing to check: look at it again"),
    }

    def find(self, pk: int) -> ResearchProject:
        return selectors.project_for(national_viewer(self.request), pk)

    def go_back(self) -> HttpResponse:
        return redirect("analytics:research_project", self.kwargs["pk"])


class EndProject(ProjectDecision):
    refusals: ClassVar = {RequestDecidedError: gettext_lazy("It is over already")}


check = ProjectDecision.as_view(
    act=actions.check, done=gettext_lazy("It is kept that you checked it.")
)
end = EndProject.as_view(act=actions.end, done=gettext_lazy("The file is destroyed."))


@require_safe
@permission_required(Permission.KEEP_RESEARCH)
@out_of_reach_is_absent
@confirmed_lately
def research_file(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, at = national_viewer(request), timezone.now()
    found = selectors.project_for(viewer, pk)
    file = selectors.file_of(found, reader=viewer.user_id, today=timezone.localdate(at))
    if not file:
        raise ResearchProject.DoesNotExist
    actions.record_taken(project=found, by=actor_of(request), at=at)
    return HttpResponse(
        file,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="research-{found.pk}.zip"',
            "Cache-Control": "no-store",
        },
    )
