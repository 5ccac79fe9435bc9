from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.models import SignInProvider
from access.providers.tokens import WhyRefused

State = SignInProvider.ProviderState
AGAIN = _("Try again. If it goes on, tell the people who keep your force’s sign-in.")
NOT_INVITED = _(
    "Your force says who you are, but no account here is yours to use. Ask the person who manages "
    "accounts in your force to invite you, under the e-mail address that your force knows."
)
REFUSALS: Mapping[WhyRefused, str | Promise] = {
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


def refusal_text(why: WhyRefused) -> list[str]:
    if why not in REFUSALS:
        return [str(NOT_INVITED)]
    return [str(REFUSALS[why]), str(AGAIN)]
