"""A helpline that respondents see has not been rung for too long (SAF-16, decision 43). Messages
wait in the outbox."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from responses.helplines import selectors
from responses.helplines.listing import text_in
from responses.models import Helpline
from ui.formatting import format_date

MOST_NAMED = 5


def why_not_to_send(*, at: datetime) -> str:
    if not access_selectors.is_real():
        return ""
    lines = selectors.lines_that_stop_sending(on=localdate(at))
    if lines is None:
        return _("No helpline is listed, so nobody is texted.")
    return _words(lines) if lines else ""


def _words(lines: Sequence[Helpline]) -> str:
    named = "; ".join(_named(line) for line in lines[:MOST_NAMED])
    if len(lines) > MOST_NAMED:
        more = len(lines) - MOST_NAMED
        named += "; " + ngettext("%(count)s more", "%(count)s more", more) % {"count": more}
    return _(
        "Nobody is texted before these helplines were rung, because a number may be wrong: "
        "%(lines)s. The texts wait, and none is lost."
    ) % {"lines": named}


def _named(line: Helpline) -> str:
    name, last = text_in(line.names, get_language() or "en"), line.last_verified_on
    if line.is_number_wrong:
        return _("%(name)s (found to be wrong)") % {"name": name}
    if last is None:
        return _("%(name)s (never rung)") % {"name": name}
    day = format_date(last, language=get_language() or "en")
    return _("%(name)s (last rung on %(day)s)") % {"name": name, "day": day}
