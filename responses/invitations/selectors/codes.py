"""Reads for which case an advocate may hand over a code. No read here tells whether a code was
used."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q

from responses.case_files.columns import ADVOCATE_ROUTES
from responses.eligibility.rules import BY_CODE, Decision
from responses.invitations import tokens
from responses.models import Case, StageEvent

MODE = "web_code"
ROLES: Sequence[str] = ADVOCATE_ROUTES


def event_for_code(case: Case) -> StageEvent | None:
    """The latest stage event of the case that only an advocate may ask about, because nobody may be
    texted about it or no word is agreed, or for which a code was drawn before; None where the case
    is asked about by text or not at all."""
    return (
        StageEvent.objects.select_related("case")
        .filter(case=case)
        .filter(Q(decision__in=BY_CODE) | Q(decision=Decision.INVITE, invitation__mode=MODE))
        .order_by("-on", "-pk")
        .first()
    )


def hash_of(code: str) -> str:
    """The hash under which a code is stored."""
    return tokens.hash_code(code, key=settings.TOKEN_KEY.encode())
