"""Single sign-on in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from access.models import SignInProvider, User
from access.presenters import force_name
from access.providers.tokens import WhyRefused
from ui.formatting import format_moment

State = SignInProvider.ProviderState
AGAIN = _("Try again. If it goes on, tell the people who keep your force’s sign-in.")
NOT_INVITED = _(
    "Your force says who you are, but no account here is yours to use. Ask the person who manages "
    "accounts in your force to invite you, under the e-mail address that your force knows."
)
SAID: Mapping[WhyRefused, str | Promise] = {
    WhyRefused.PROVIDER_SAID_NO: _("Your force did not sign you in."),
    WhyRefused.UNREACHABLE: _("Your force’s sign-in does not answer now."),
    WhyRefused.STATE: _("This sign-in took too long, or was begun in another window."),
    WhyRefused.TOKEN: _("What your force’s sign-in answered cannot be trusted."),
    WhyRefused.NONCE: _("What your force’s sign-in answered cannot be trusted."),
    WhyRefused.UNVERIFIED: _("Your force’s sign-in does not say that your address is yours."),
    WhyRefused.NOT_FRESH: _("Your force’s sign-in did not ask you again who you are."),
    WhyRefused.OTHER_PERSON: _("Somebody else signed in at your force than is signed in here."),
}
STATES: Mapping[str, str | Promise] = {
    State.WAITING: _("Waits for a second administrator"),
    State.LIVE: _("In use"),
    State.SET_ASIDE: _("Set aside"),
    State.ENDED: _("Ended"),
}


def said_of(why: WhyRefused) -> list[str]:
    """The same words whether there is no account, or one that may not be used from there."""
    if why not in SAID:
        return [str(NOT_INVITED)]
    return [str(SAID[why]), str(AGAIN)]


@dataclass(frozen=True, kw_only=True)
class ProviderRow:
    pk: int
    force: str
    issuer: str
    client_id: str
    domains: str
    factors: str
    state: str
    asked: str
    decided: str
    waits: bool
    is_live: bool
    is_own: bool


def provider_row(provider: SignInProvider, *, reader: int) -> ProviderRow:
    return ProviderRow(
        pk=provider.pk,
        force=force_name(provider.force, get_language() or "en"),
        issuer=provider.issuer,
        client_id=provider.client_id,
        domains=", ".join(provider.domains),
        factors=", ".join(provider.factors),
        state=str(STATES[provider.state]),
        asked=_by(provider.asked_by, provider.asked_at),
        decided=_by(provider.decided_by, provider.decided_at),
        waits=provider.state == State.WAITING,
        is_live=provider.state == State.LIVE,
        is_own=provider.asked_by_id == reader,
    )


def _by(user: User | None, at: datetime | None) -> str:
    if user is None or at is None:
        return ""
    moment = format_moment(at, language=get_language() or "en")
    return gettext("%(name)s, %(moment)s") % {"name": str(user), "moment": moment}
