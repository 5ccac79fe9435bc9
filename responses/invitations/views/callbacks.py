"""The message provider's callbacks. Of a receipt: check, store, answer; nothing is looked up
before the answer, and a message that we do not know is answered like one that we do (notify.md
4.4). Of a text that somebody sent back: STOP is done, and nothing of it is stored."""

import hmac
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from access.actor import RESPONDENT, Actor
from access.web.guards import public
from responses.case_files import columns
from responses.case_files.faults import CellError
from responses.invitations.actions import opt_outs, receipts
from responses.sms import stop_words

ACTOR = Actor.system("GOV.UK Notify")


@public
@csrf_exempt
@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    if not _is_from_provider(request, token=settings.NOTIFY_CALLBACK_TOKEN):
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


@public
@csrf_exempt
@require_POST
def received_text(request: HttpRequest) -> HttpResponse:
    """A text to our number. Where it fails here the provider sends it again; doing it twice does
    no harm."""
    if not _is_from_provider(request, token=settings.NOTIFY_RECEIVED_TOKEN):
        return HttpResponse(status=403)
    try:
        text = json.loads(request.body)
        message, sender = str(text["message"]), str(text["source_number"])
        mobile = columns.mobile(f"+{sender.removeprefix('+')}")
    except (ValueError, KeyError, TypeError, RecursionError, CellError):
        return HttpResponse(status=204)
    if stop_words.asks_to_stop(message):
        opt_outs.opt_out_number(mobile=mobile, channel="text", by=RESPONDENT, at=timezone.now())
    return HttpResponse(status=204)


def _is_from_provider(request: HttpRequest, *, token: str) -> bool:
    """Compared in constant time; without a token of ours nobody is the provider."""
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
