"""The message provider's callbacks."""

import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from access.actor import Actor
from access.web.guards import public
from responses.invitations.actions import receipts

ACTOR = Actor.system("GOV.UK Notify")


@public
@csrf_exempt
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    if not is_from_provider(request, token=settings.NOTIFY_CALLBACK_TOKEN):
        return HttpResponse(status=403)
    try:
        receipt = json.loads(request.body)
        fields = {name: str(receipt[name] or "") for name in ("id", "reference", "status")}
    except (ValueError, KeyError, TypeError, RecursionError):
        return HttpResponse(status=400)
    receipts.store_receipt(
        reference=fields["reference"],
        provider_id=fields["id"],
        status=fields["status"],
        by=ACTOR,
        at=timezone.now(),
    )
    return HttpResponse(status=204)


def is_from_provider(request: HttpRequest, *, token: str) -> bool:
    """Compared in constant time."""
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
