from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.api_keys.scopes import KeyScope
from access.models import ApiKey, Membership
from access.presenters import force_name
from ui.formatting import format_date

SCOPES: Mapping[KeyScope, Promise] = {
    KeyScope.CASES: gettext_lazy("Bring cases, and what has become of them"),
    KeyScope.OPT_OUTS: gettext_lazy("Pass on that somebody wants no more messages"),
    KeyScope.SAFE_CONTACT: gettext_lazy("Pass on how a victim may safely be reached"),
    KeyScope.FIGURES: gettext_lazy("Read figures"),
    KeyScope.COVERAGE: gettext_lazy("Read whom the survey reaches"),
    KeyScope.ALERTS: gettext_lazy("Read alerts"),
    KeyScope.RELEASES: gettext_lazy("Read releases"),
}


@dataclass(frozen=True)
class KeyLine:
    pk: int
    label: str
    purpose: str
    shown: str
    person: str
    where: str
    uses: tuple[str, ...]
    last_used: str
    state: str
    is_live: bool


def key_lines(keys: Sequence[ApiKey], *, at: datetime) -> list[KeyLine]:
    return [_line(key, at=at) for key in keys]


def _line(key: ApiKey, *, at: datetime) -> KeyLine:
    is_live = key.revoked_at is None and key.expires_at > at
    return KeyLine(
        pk=key.pk,
        label=key.label,
        purpose=key.purpose,
        shown=f"{key.shown}…" if key.shown else "",
        person=key.user.name or key.user.email,
        where=_where(key),
        uses=tuple(str(SCOPES[KeyScope(scope)]) for scope in key.scopes),
        last_used=_day(key.last_used_on) if key.last_used_on else "",
        state=_state(key, at=at),
        is_live=is_live,
    )


def _where(key: ApiKey) -> str:
    if key.force is None:
        return _("wherever that person may")
    return force_name(key.force, get_language() or "en")


def _state(key: ApiKey, *, at: datetime) -> str:
    if key.revoked_at is not None:
        words = {"name": key.revoked_by, "day": _day(localdate(key.revoked_at))}
        return _("Ended by %(name)s on %(day)s") % words
    day = {"day": _day(localdate(key.expires_at))}
    if key.expires_at <= at:
        return _("Ended on %(day)s") % day
    if key.taken_at is None:
        return _("Not taken yet; ends on %(day)s") % day
    return _("Ends on %(day)s") % day


def _day(day: date) -> str:
    return format_date(day, language=get_language() or "en")


def holder_choices(memberships: Sequence[Membership]) -> dict[str, str]:
    language = get_language() or "en"
    named = {
        f"{each.user_id}:{each.force_id or ''}": (
            each.user.name or each.user.email,
            force_name(each.force, language) if each.force else _("all forces"),
        )
        for each in memberships
    }
    return {value: f"{name} ({where})" for value, (name, where) in named.items()}
