"""Reads about a second link to a person who was sent one. What staff can see of it depends on what
staff did alone, never on what the person did (decision 14)."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from responses.invitations.selectors.codes import BY_THE_VICTIM
from responses.invitations.selectors.codes import MODE as BY_CODE
from responses.models import Case, Invitation

MOST = 2
"""New links of one invitation: each is a text that somebody may see."""

AT_LEAST_APART = timedelta(days=7)

ASKED_WITHIN = timedelta(days=56)
"""After the invitation. A link lives 28 days, and the contact with its word goes 118 days after the
invitation, so every new link ends before that."""


def invitation_with_link(case: Case) -> Invitation | None:
    """The latest invitation of the case that goes by a link; None where there is none."""
    links = Invitation.objects.filter(stage_event__case=case, token_hash__isnull=False)
    return links.exclude(mode=BY_CODE).order_by("-stage_event__on", "-pk").first()


def may_be_asked_from(invitation: Invitation, *, at: datetime) -> datetime | None:
    """The moment from which a new link may be asked for; None where it may not be any more."""
    is_late = at > invitation.invited_at + ASKED_WITHIN
    if is_late or invitation.new_links_asked >= MOST:
        return None
    asked_at = invitation.new_link_asked_at
    return asked_at + AT_LEAST_APART if asked_at else invitation.invited_at


def is_worth_sending(invitation_id: int, *, at: datetime) -> bool:
    """Whether, at the moment of sending, the person was sent a link, not too long ago, and has
    neither answered all that everybody is asked nor opted out. What somebody else gave in their
    place is not theirs."""
    ends = ("core_done_at", "completed_at", "withdrawn_at")
    is_over = Q(*((f"responses__{end}__isnull", False) for end in ends), _connector=Q.OR)
    own = Invitation.objects.filter(BY_THE_VICTIM, is_over, pk=OuterRef("pk"))
    return (
        Invitation.objects.filter(
            pk=invitation_id,
            invited_at__gt=at - ASKED_WITHIN,
            messages__is_new_link=False,
            messages__sent_at__isnull=False,
            opted_out_at__isnull=True,
        )
        .filter(~Exists(own))
        .exists()
    )
