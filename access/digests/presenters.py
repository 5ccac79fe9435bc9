from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy

from access.digests import letter
from access.models import DigestMail
from ui import formatting

State = DigestMail.MailState
STATES: dict[str, Promise] = {
    State.SENT: gettext_lazy("sent"),
    State.KEPT: gettext_lazy("not sent: this service sends no e-mails yet"),
    State.UNKNOWN: gettext_lazy("may have arrived: the mail server did not say"),
    State.FAILED: gettext_lazy("not sent: it was refused five times"),
}


def mail_rows(mails: Sequence[DigestMail]) -> list[dict[str, object]]:
    return [
        {
            "at": formatting.format_moment(mail.made_at, language=get_language() or "en"),
            "lines": letter.lines(mail.counts),
            "state": STATES[mail.state],
        }
        for mail in mails
    ]
