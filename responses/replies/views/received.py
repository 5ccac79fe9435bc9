import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from access.actor import RESPONDENT
from access.web.guards import public
from responses.case_files.cells import contacts
from responses.case_files.faults import CellError
from responses.invitations.views.callbacks import is_from_provider
from responses.replies.actions import receiving

LONGEST_ID = 64


@public
@csrf_exempt
@require_POST
def received_text(request: HttpRequest) -> HttpResponse:
    if not is_from_provider(request, token=settings.NOTIFY_RECEIVED_TOKEN):
        return HttpResponse(status=403)
    try:
        text = json.loads(request.body)
        sender = str(text["source_number"])
        message = str(text["message"] or "").replace("\0", "")
        provider_id = str(text.get("id") or "").replace("\0", "")[:LONGEST_ID]
        mobile = contacts.mobile(f"+{sender.removeprefix('+')}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, CellError):
        return HttpResponse(status=204)
    receiving.receive(
        provider_id=provider_id, mobile=mobile, message=message, by=RESPONDENT, at=timezone.now()
    )
    return HttpResponse(status=204)
