from collections.abc import Iterator

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from access.web.links import staff_link
from responses.models import DeskNotice
from ui.formatting import format_moment

LANGUAGES = ("en", "cy")
Reason = DeskNotice.NoticeReason


def subject_and_body(notice: DeskNotice, *, is_simulated: bool) -> tuple[str, str]:
    """A simulated database says so first."""
    subjects, bodies = [], []
    for language in LANGUAGES:
        with override(language):
            subjects.append(_subject(Reason(notice.reason)))
            bodies.append("\n\n".join(_lines(notice, is_simulated=is_simulated)))
    subject = " / ".join(subjects)
    if is_simulated:
        with override("en"):
            subject = f"{_('SIMULATED')} · {subject}"
    return subject, "\n\n---\n\n".join(bodies) + "\n"


def _subject(reason: DeskNotice.NoticeReason) -> str:
    if reason is Reason.UNREADABLE:
        return _("National Victim Survey: a message cannot be opened")
    if reason is Reason.OVERDUE:
        return _("National Victim Survey: an urgent message is overdue")
    return _("National Victim Survey: an urgent message is waiting")


def _lines(notice: DeskNotice, *, is_simulated: bool) -> Iterator[str]:
    if is_simulated:
        yield _("SIMULATED")
    moment = format_moment(localtime(notice.due_at), language=get_language() or "en")
    reason = Reason(notice.reason)
    if reason is Reason.UNREADABLE:
        yield _("A message at your desk cannot be opened. A person may be waiting for help.")
        yield duty_phone_line()
    elif reason is Reason.OVERDUE:
        yield _("An urgent message at your desk was due to be read by %(moment)s.") % {
            "moment": moment
        }
    elif reason is Reason.NATION:
        yield _("The national desk has an urgent message. Read it by %(moment)s.") % {
            "moment": moment
        }
    else:
        yield _("An urgent message is waiting at your desk. Read it by %(moment)s.") % {
            "moment": moment
        }
    is_kept = reason is Reason.OVERDUE
    route = "responses:rotas" if is_kept else "responses:triage"
    if notice.wish_id is not None:
        route = "responses:follow-ups"
    yield _("Sign in: %(address)s") % {"address": staff_link(route)}


def duty_phone_line() -> str:
    """The number to ring when no reader on duty can act."""
    if settings.DUTY_PHONE:
        return _("Ring the operator's duty phone: %(number)s.") % {"number": settings.DUTY_PHONE}
    return _("Ring the person who runs this service. No duty phone is set.")
