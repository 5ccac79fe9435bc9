from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from responses.invitations.selectors import follow_ups
from responses.models import Invitation
from ui.formatting import format_date

ASKED = gettext_lazy(
    "We have noted it. A new link goes out in the sending hours, if it may go. To keep answers "
    "secret we do not say whether it went."
)


@dataclass(frozen=True)
class NewLinkWords:
    """`when` is why none may be asked for now; "" where one may."""

    when: str


def words(invitation: Invitation | None, *, at: datetime) -> NewLinkWords | None:
    """None where the case has no link."""
    if invitation is None:
        return None
    from_at = follow_ups.may_be_asked_from(invitation, at=at)
    if from_at is None:
        return NewLinkWords(_("No more new links can be asked for in this case."))
    if at >= from_at:
        return NewLinkWords("")
    language = get_language() or "en"
    asked_at = invitation.new_link_asked_at or invitation.invited_at
    asked, again = (format_date(localdate(day), language=language) for day in (asked_at, from_at))
    return NewLinkWords(
        _("A new link was asked for on %(asked)s. The next can be asked for from %(again)s.")
        % {"asked": asked, "again": again}
    )
