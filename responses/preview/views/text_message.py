from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.permissions import Permission
from access.web.guards import permission_required
from responses.invitations import tokens
from responses.preview import presenters


@permission_required(Permission.VIEW_INSTRUMENTS)
@require_GET
def text(request: HttpRequest) -> HttpResponse:
    link = f"{settings.PUBLIC_BASE_URL.rstrip('/')}/{'x' * tokens.LENGTH}"
    return render(request, "responses/staff/text.html", {"rows": presenters.text_rows(link)})
