"""Why no real person is texted or called (docs/readiness.md)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from responses.helplines import sending_stop
from responses.readiness import national_desk, selectors
from responses.readiness.duties import DutyState, ReadinessDuty
from responses.readiness.duty_words import DUTY_WORDS
from responses.readiness.selectors import REFUSING, DutyStanding
from responses.sms import texts
from responses.triage.selectors.duty import StaffedDay


def why_not_to_ask(
    *,
    at: datetime,
    found: Sequence[DutyStanding] | None = None,
    days: Sequence[StaffedDay] | None = None,
) -> str:
    """A helpline first, then the national team, duties not in force, no pilot force. "" if people
    may be asked, and always without real people."""
    if not access_selectors.is_real():
        return ""
    if refused := sending_stop.why_not_to_send(at=at):
        return refused
    if refused := national_desk.why_not_staffed(days or national_desk.coming_days(at=at)):
        return refused
    if unready := _why_texts_are_not_ready():
        return unready
    if found is None:
        found = selectors.standings(on=localdate(at))
    lacking = [each for each in found if not stands(each)]
    refusing = [each for each in lacking if each.duty in REFUSING]
    if refusing:
        named = "; ".join(_named(each) for each in refusing)
        return _(
            "Nobody is asked before this is signed by two people: %(duties)s. The texts wait, and "
            "none is lost."
        ) % {"duties": named}
    if lacking and not settings.PILOT_FORCES:
        return _(
            "Nobody is asked before a pilot is signed, or a pilot force is named in PILOT_FORCES."
        )
    return ""


def _why_texts_are_not_ready() -> str:
    site = urlsplit(settings.PUBLIC_BASE_URL)
    lacking = []
    if not settings.SERVICE_DESK_NUMBER:
        lacking.append(f"{_('a number to ring')} (SERVICE_DESK_NUMBER)")
    if (
        not settings.PUBLIC_BASE_URL.startswith("https://")
        or len(f"{site.netloc}{site.path}".rstrip("/")) > texts.LONGEST_SITE
    ):
        page = _("a public page with a short https address of at most %(count)s letters")
        lacking.append(f"{page % {'count': texts.LONGEST_SITE}} (PUBLIC_BASE_URL)")
    if not settings.NOTIFY_RECEIVED_TOKEN:
        lacking.append(f"{_('a way to receive replies')} (NOTIFY_RECEIVED_TOKEN)")
    if not lacking:
        return ""
    return _("No texts go out before the settings have %(things)s. The texts wait.") % {
        "things": "; ".join(lacking)
    }


def forces_asked(*, at: datetime) -> Collection[str] | None:
    """None for all."""
    if not access_selectors.is_real():
        return None
    pilot = {each.duty: each for each in selectors.standings(on=localdate(at))}[ReadinessDuty.PILOT]
    return None if stands(pilot) else settings.PILOT_FORCES


def stands(standing: DutyStanding) -> bool:
    return standing.state is DutyState.STANDS


def _named(standing: DutyStanding) -> str:
    title = DUTY_WORDS[standing.duty].title
    if standing.state is DutyState.RUN_OUT:
        return _("%(duty)s (has run out)") % {"duty": title}
    if standing.state is DutyState.WAITS:
        return _("%(duty)s (waits for a second person)") % {"duty": title}
    return str(title)
