"""The message provider's callback: check, store, answer. Nothing is looked up before the
answer, and a message that we do not know is answered like one that we do (notify.md 4.4)."""

import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from access.actor import Actor
from access.guards import public
from responses.actions import receipts

ACTOR = Actor.system("GOV.UK Notify")


@public
@csrf_exempt
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    if not _is_from_provider(request):
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


def _is_from_provider(request: HttpRequest) -> bool:
    """Compared in constant time; without a token of ours nobody is the provider."""
    expected = settings.NOTIFY_CALLBACK_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(expected) and hmac.compare_digest(given.encode(), f"Bearer {expected}".encode())
