from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access.home.choices import Asked, HomePart
from access.models import AuditHead, Continuity
from access.permissions import Permission
from access.status.presenters import status_words
from access.status.selectors import read_status_while_answering
from access.viewer import Viewer
from ui.formatting import format_date, format_number

HEAD_IS_OLD_AFTER = 2
COPY_IS_OLD_AFTER = 2
DRILL_IS_OLD_AFTER = 183
"""Days."""


@dataclass(frozen=True, kw_only=True)
class ServiceFact:
    name: str
    words: str
    is_late: bool = False
    url: str = ""


def _service(viewer: Viewer, at: datetime, _asked: Asked) -> Mapping[str, object] | None:
    if not viewer.is_national:
        return None
    state = Continuity.objects.first()
    head = AuditHead.objects.order_by("-day").first()
    facts = [_status(at), _trail(head, at=at)]
    if state is not None:
        facts += [_copied(state.copied_at, at=at), _tried(state.restore_tried_at, at=at)]
        facts += [_hold_fact(state.held_at)] if state.held_at else []
    return {"facts": facts}


def _status(at: datetime) -> ServiceFact:
    found = read_status_while_answering(at=at)
    return ServiceFact(
        name=_("The service"),
        words=status_words(found).lead,
        is_late=not found.is_well,
        url=reverse("access:status"),
    )


def _trail(head: AuditHead | None, *, at: datetime) -> ServiceFact:
    name = _("Audit trail")
    if head is None:
        return ServiceFact(name=name, words=_("No day of it is sealed yet."), is_late=True)
    told = {"day": _day(head.day), "count": format_number(head.position, language=_language())}
    kept = (
        _("Sealed up to %(day)s, %(count)s events; the seal is kept apart too.")
        if head.is_shipped
        else _("Sealed up to %(day)s, %(count)s events; the seal is not kept apart yet.")
    )
    is_old = (localdate(at) - head.day).days > HEAD_IS_OLD_AFTER
    return ServiceFact(name=name, words=kept % told, is_late=is_old or not head.is_shipped)


def _copied(when: datetime | None, *, at: datetime) -> ServiceFact:
    name = _("Last copy of the database")
    if when is None:
        return ServiceFact(name=name, words=_("None was made by this service."), is_late=True)
    return ServiceFact(
        name=name, words=_day_and_age(when, at=at), is_late=_age(when, at=at) > COPY_IS_OLD_AFTER
    )


def _tried(when: datetime | None, *, at: datetime) -> ServiceFact:
    name = _("A copy was last tried")
    if when is None:
        return ServiceFact(name=name, words=_("Nobody has noted that one was."), is_late=True)
    return ServiceFact(
        name=name, words=_day_and_age(when, at=at), is_late=_age(when, at=at) > DRILL_IS_OLD_AFTER
    )


def _hold_fact(since: datetime) -> ServiceFact:
    words = _("The database is held since %(day)s: nothing is sent.") % {
        "day": _day(localdate(since))
    }
    return ServiceFact(name=_("Restored"), words=words, is_late=True)


def _age(when: datetime, *, at: datetime) -> int:
    return (localdate(at) - localdate(when)).days


def _day_and_age(when: datetime, *, at: datetime) -> str:
    days, day = _age(when, at=at), _day(localdate(when))
    if days <= 0:
        return _("%(day)s, today") % {"day": day}
    return ngettext("%(day)s, %(count)s day ago", "%(day)s, %(count)s days ago", days) % {
        "day": day,
        "count": format_number(days, language=_language()),
    }


def _day(day: date) -> str:
    return format_date(day, language=_language())


def _language() -> str:
    return get_language() or "en"


SERVICE = HomePart(
    permissions=(Permission.ADMINISTER,),
    template="access/administration/_home_service.html",
    context=_service,
)
