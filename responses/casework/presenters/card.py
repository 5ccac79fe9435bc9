"""No mention of police, crime or victims."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from responses.cases.stages import BEREAVED_ROLE
from responses.invitations import tokens
from survey.bank.pathways import PROXY_ROLES
from ui.formatting import format_date
from ui.typefaces import IN_A_FILE as IN_A_FILE


class Answering(StrEnum):
    VICTIM = "victim"
    PROXY = "proxy"
    BEREAVED = "bereaved"


def who_answers(victim_role: str, *, is_for_another: bool = False) -> Answering:
    if victim_role == BEREAVED_ROLE:
        return Answering.BEREAVED
    return Answering.PROXY if is_for_another or victim_role in PROXY_ROLES else Answering.VICTIM


@dataclass(frozen=True)
class Card:
    language: str
    title: str
    lines: Sequence[str]
    code: str
    """As it is shown; empty on a card without one."""
    address: str
    """The address for typing the code, without the scheme; empty without a code."""
    below: Sequence[str]
    stamp: str = ""
    """That nothing of it is real; empty where it is."""

    @property
    def direction(self) -> str:
        return "rtl" if self.language in settings.LANGUAGES_BIDI else "ltr"


def card(
    *,
    language: str,
    code: str = "",
    until: date | None = None,
    who: Answering = Answering.VICTIM,
    is_simulated: bool = False,
) -> Card:
    """Without a code it says how a message is stopped."""
    with translation.override(language):
        made = _with_code(language, code, until, who) if code and until else _without_code(language)
        return replace(made, stamp=_("SIMULATED") if is_simulated else "")


def _with_code(language: str, code: str, until: date, who: Answering) -> Card:
    day = format_date(until, language=language)
    return Card(
        language=language,
        title=_("Feedback about a public service"),
        lines=(*_about(who), _("Open this address and type:")),
        code=tokens.grouped(code),
        address=f"{settings.PUBLIC_BASE_URL.rstrip('/')}{reverse('feedback:code')}".partition(
            "://"
        )[2],
        below=(
            _("The code works once, until %(day)s.") % {"day": day},
            _("To be asked no more: type the code, then choose “Do not contact me again”."),
            _("You need not keep this card."),
        ),
    )


def _about(who: Answering) -> tuple[str, ...]:
    if who is Answering.PROXY:
        return (
            _("You answer for somebody who cannot. Say what they would say."),
            _("It takes about 7 minutes and is optional."),
        )
    if who is Answering.BEREAVED:
        return (
            _("Take your time. You can leave out any question."),
            _("It takes about 10 minutes and is optional."),
        )
    return (_("It takes about 5 minutes and is optional."),)


def _without_code(language: str) -> Card:
    return Card(
        language=language,
        title=_("Feedback about a public service"),
        lines=(
            _("You may get a message with a link."),
            _("It takes about 5 minutes and is optional."),
        ),
        code="",
        address="",
        below=(
            _("To be asked no more: open the link, then choose “Do not contact me again”."),
            _("You need not keep this card."),
        ),
    )
