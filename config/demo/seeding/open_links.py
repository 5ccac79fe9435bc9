"""What there is to open in a simulated database: links that still work and their gate answers."""

from dataclasses import dataclass
from datetime import datetime

from config.demo.cases.open_cases import AGREED_WORD
from responses.answering.selectors import respondents
from responses.invitations.selectors import outbox
from responses.models import Invitation


@dataclass(frozen=True)
class OpenLink:
    language: str
    link: str
    gate_answer: str


def open_link(language: str, *, at: datetime) -> OpenLink | None:
    """The first link in a language that nobody has begun to answer. Reads only."""
    invitation = (
        Invitation.objects.filter(
            language=language,
            token_hash__isnull=False,
            messages__sent_at__isnull=False,
            expires_at__gt=at,
            responses__isnull=True,
            gate_tries=0,
            opted_out_at__isnull=True,
            exited_at__isnull=True,
        )
        .order_by("pk")
        .first()
    )
    if invitation is None:
        return None
    gate = respondents.gate_of(invitation.pk)
    answer = AGREED_WORD if gate.is_word_only else str(gate.birth_year)
    return OpenLink(language=language, link=outbox.link_of(invitation), gate_answer=answer)
