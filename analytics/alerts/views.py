"""Alert pages: the list, one alert in words, and its acknowledgement."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import actor_of, viewer_of
from access.web.guards import permission_required
from analytics.alerts import actions, presenters, selectors
from analytics.alerts.forms import AcknowledgeForm
from analytics.models import Alert


@permission_required(Permission.VIEW_ALERTS)
def alert_list(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    worded = [presenters.alert_words(alert) for alert in selectors.alerts_for(viewer)]
    context = {
        "open": [alert for alert in worded if alert.is_open],
        "watched": [presenters.watched_words(each) for each in selectors.watched_for(viewer)],
        "closed": [alert for alert in worded if not alert.is_open],
    }
    return render(request, "analytics/alerts.html", context)


@permission_required(Permission.VIEW_ALERTS)
@out_of_reach_is_absent
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, selectors.alert_for(viewer_of(request), pk), AcknowledgeForm())


@require_POST
@permission_required(Permission.ACKNOWLEDGE_ALERT)
@out_of_reach_is_absent
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = selectors.alert_for(viewer, pk)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    try:
        actions.acknowledge_alert(
            alert=found,
            note=form.cleaned_data["note"],
            by=actor_of(request),
            at=timezone.now(),
        )
    except actions.UnableToAcknowledgeAlertError:
        messages.info(request, _("Somebody had acknowledged this alert already."))
    else:
        messages.success(request, _("The alert is acknowledged."))
    return redirect("analytics:alert", pk=pk)


def _page(request: HttpRequest, found: Alert, form: AcknowledgeForm) -> HttpResponse:
    context = {
        "alert": presenters.alert_words(found),
        "within": presenters.within(found),
        "evidence": presenters.evidence(found),
        "acknowledged": presenters.acknowledgement(found),
        "figures_url": presenters.figures_url(found),
        "form": form,
        "may_acknowledge": viewer_of(request).may(Permission.ACKNOWLEDGE_ALERT),
    }
    return render(request, "analytics/alert.html", context)
