from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from responses.case_files.cells.codes import ADVOCATE_ROUTES
from responses.cases import selectors as cases_selectors
from responses.eligibility.rules import BY_CODE, Decision
from responses.invitations import tokens
from responses.models import Case, CaseTie, CodeAttempt, StageEvent
from survey.bank.pathways import PROXY_AND_BEREAVED_ROLES

MODE = "web_code"
PAPER = "paper"
HANDED_OVER = (MODE, PAPER)
"""The modes of invitations of which nothing was sent."""
ADVISER_ROLES: Sequence[str] = (*ADVOCATE_ROUTES, "SUPPORT", "WITNESS")
"""In which an adviser may hand a code over."""
OFFICER_ROLES: Sequence[str] = ("FLO", "VLO", "WITNESS", "OFFICER")
"""Roles in which a member of a force who is not an adviser may hand a code over."""
BY_THE_VICTIM = Q(responses__isnull=False) & (
    Q(responses__attempt__isnull=True) | Q(responses__attempt__is_for_another=False)
)
"""Invitations with a response begun by a link, or by a code that was not drawn for another
person."""
WORD_HOLDS = timedelta(days=28)
"""For so long a lead's word about who may answer in a victim's place counts."""
ASKED_LATELY = timedelta(days=28)
"""The period after a text, equal to the life of its link, in which a code may also be handed
over."""


def event_for_code(case: Case, *, at: datetime) -> StageEvent | None:
    """The latest stage event about which no one may be texted, no text would arrive, or a person
    was chosen within the life of a link."""
    lately = Q(invitation__invited_at__gt=at - ASKED_LATELY)
    has_time = Q(invitation__isnull=True) | lately
    is_handed_over = Q(invitation__mode__in=HANDED_OVER)
    is_invited = Q(decision=Decision.INVITE) & (is_handed_over | has_time)
    return (
        StageEvent.objects.select_related("case")
        .filter(case=case)
        .filter(Q(decision__in=BY_CODE) | is_invited)
        .order_by("-on", "-pk")
        .first()
    )


def may_be_for_another(case: Case, *, is_officer: bool, user_id: int | None, at: datetime) -> bool:
    """Whether another person may answer in the victim's place (SAF-10)."""
    if case.victim_role in PROXY_AND_BEREAVED_ROLES:
        return False
    if not (is_officer and cases_selectors.is_sensitive(case)):
        return True
    return leads_word(case, user_id=user_id, at=at) is not None


def leads_word(case: Case, *, user_id: int | None, at: datetime) -> CaseTie | None:
    if user_id is None or not cases_selectors.is_only_unclear_of(case):
        return None
    ties = CaseTie.objects.filter(case=case, user__isnull=False)
    barred = ties.filter(kind=CaseTie.TieKind.BARRED).values("user_id")
    said = ties.filter(user=user_id, kind=CaseTie.TieKind.IN_PLACE, tied_at__gt=at - WORD_HOLDS)
    return said.exclude(tied_by_id__in=barred).first()


def hash_of(code: str) -> str:
    """The hash under which a code is stored."""
    return tokens.hash_code(code, key=settings.TOKEN_KEY.encode())


def hash_on_paper(code: str) -> str:
    return tokens.hash_paper_code(code, key=settings.TOKEN_KEY.encode())


def attempt_drawn_by(code: str, *, case: Case, user_id: int) -> CodeAttempt | None:
    drawn = CodeAttempt.objects.filter(token_hash=hash_of(code), drawn_by_id=user_id)
    return drawn.filter(invitation__stage_event__case=case).first()
