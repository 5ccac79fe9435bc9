from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from access.actor import Actor
from access.digests import actions, carriers, presenters, selectors
from access.digests.cadences import HowOften
from access.digests.carriers import chosen_carrier
from access.digests.forms import DigestForm
from access.digests.topics import topics_for
from access.web.guards import actor_of, public, signed_in, viewer_of

WHOEVER_HAS_IT = Actor.system("stop_link")
"""No account is signed in; the audit row is about the account."""


# No CSRF check: mail programs have no cookie; the token is enough.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@public
def stop(request: HttpRequest, token: str) -> HttpResponse:
    at = timezone.now()
    user_id = carriers.user_of(token, on=timezone.localdate(at))
    if request.method == "POST" and user_id is not None:
        actions.stop(user_id=user_id, by=WHOEVER_HAS_IT, at=at)
    return render(request, "access/stop_mails.html", {"is_pressed": request.method == "POST"})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def digests(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    known = topics_for(viewer)
    choice = selectors.choice_of(viewer)
    initial = {
        "how_often": choice.how_often if choice else HowOften.NEVER,
        "topics": choice.topics if choice else [topic.name for topic in known],
        "language": choice.language if choice else (get_language() or "en").split("-")[0],
    }
    form = DigestForm(request.POST or None, topics=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose(
            how_often=HowOften(form.cleaned_data["how_often"]),
            topics=form.cleaned_data["topics"],
            language=form.cleaned_data["language"],
            by=actor_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("It is kept, and holds from now on."))
        return redirect("access:digests")
    shown = {
        "form": form,
        "has_topics": bool(known),
        "is_delivered": chosen_carrier().delivers,
        "mails": presenters.mail_rows(selectors.mails_of(viewer)),
    }
    return render(request, "access/digests.html", shown)
