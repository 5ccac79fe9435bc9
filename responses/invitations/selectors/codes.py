"""Reads for which case a code may be handed over. No read here tells whether a code was
used."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from responses.case_files.columns import ADVOCATE_ROUTES
from responses.cases import selectors as cases_selectors
from responses.eligibility.rules import BY_CODE, Decision
from responses.invitations import tokens
from responses.models import Case, CodeAttempt, StageEvent
from survey.bank.pathways import PROXY_AND_BEREAVED_ROLES

MODE = "web_code"
ADVISER_ROLES: Sequence[str] = (*ADVOCATE_ROUTES, "SUPPORT", "WITNESS")
"""In which an adviser may hand a code over."""
OFFICER_ROLES: Sequence[str] = ("FLO", "VLO", "WITNESS", "OFFICER")
"""In which somebody of a force may who is no adviser."""
BY_THE_VICTIM = Q(responses__isnull=False) & (
    Q(responses__attempt__isnull=True) | Q(responses__attempt__is_for_another=False)
)
"""Of invitations: what was begun by a link, or by a code that was not drawn for somebody else."""
ASKED_LATELY = timedelta(days=28)
"""For so long after a text, as its link lives, a code may be handed over beside it."""


def event_for_code(case: Case, *, at: datetime) -> StageEvent | None:
    """The latest stage event of the case that may be asked about by a code: nobody may be texted
    about it, no text would arrive, or somebody was chosen to be asked about it, not longer ago than
    a link lives. None where there is none: out of scope, not drawn, or not yet time. What became of
    a link plays no part, so that this tells nothing of it (decision 14)."""
    lately = Q(invitation__invited_at__gt=at - ASKED_LATELY)
    has_time = Q(invitation__isnull=True) | lately
    is_invited = Q(decision=Decision.INVITE) & (Q(invitation__mode=MODE) | has_time)
    return (
        StageEvent.objects.select_related("case")
        .filter(case=case)
        .filter(Q(decision__in=BY_CODE) | is_invited)
        .order_by("-on", "-pk")
        .first()
    )


def may_be_for_another(case: Case, *, is_officer: bool) -> bool:
    """Whether a code may be drawn with which somebody answers in the victim's place (SAF-10). In a
    sensitive case who is beside the victim may be who did it: there an adviser judges that, and no
    officer. Where the case file says that a relative or a parent answers, nothing is to be said."""
    if case.victim_role in PROXY_AND_BEREAVED_ROLES:
        return False
    return not (is_officer and cases_selectors.is_sensitive(case))


def hash_of(code: str) -> str:
    """The hash under which a code is stored."""
    return tokens.hash_code(code, key=settings.TOKEN_KEY.encode())


def attempt_drawn_by(code: str, *, case: Case, user_id: int) -> CodeAttempt | None:
    """The attempt of a code that this person drew for this case, whatever became of it."""
    drawn = CodeAttempt.objects.filter(token_hash=hash_of(code), drawn_by_id=user_id)
    return drawn.filter(invitation__stage_event__case=case).first()
