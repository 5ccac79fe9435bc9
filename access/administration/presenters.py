from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.administration.letters import token_of
from access.administration.rules import WhyNot
from access.models import AccountMail, Membership, RoleRequest, User
from access.permissions import Role
from access.presenters import force_name, role_name
from ui.formatting import format_date, format_moment

WHY_NOT: Mapping[WhyNot, Promise] = {
    WhyNot.THEMSELVES: gettext_lazy("Nobody does this for themselves: ask somebody else"),
    WhyNot.WRONG_PLACE: gettext_lazy("This role cannot be held there"),
    WhyNot.WRONG_KIND: gettext_lazy("This role cannot be held in an organisation of this kind"),
    WhyNot.LANGUAGES: gettext_lazy("A language reader reads at least one language"),
    WhyNot.NO_LANGUAGES: gettext_lazy("Only a language reader has languages"),
    WhyNot.BODY: gettext_lazy("Say for which body they oversee"),
    WhyNot.NO_BODY: gettext_lazy("Only who oversees does so for a body"),
    WhyNot.HELD: gettext_lazy("They have this role already"),
    WhyNot.WAITS: gettext_lazy("This role waits for a second administrator already"),
    WhyNot.ALONE: gettext_lazy("An administrator has no other role: end one, or have it replaced"),
    WhyNot.PAST: gettext_lazy("The last day is over"),
    WhyNot.LATER: gettext_lazy("A later day takes two: ask for the role again with its new end"),
    WhyNot.NOT_JOINED: gettext_lazy("The account is switched off, or nobody has used it yet"),
    WhyNot.JOINED: gettext_lazy("They have chosen a password already"),
    WhyNot.IN_USE: gettext_lazy("The account is switched on already"),
    WhyNot.NO_ROLE: gettext_lazy("They have no role: ask for one first"),
    WhyNot.FORCES_WAIT: gettext_lazy("Forces wait for a second person already"),
    WhyNot.OWN_SERVICE: gettext_lazy("You belong to this service, so somebody else decides"),
}

STATES: Mapping[str, Promise] = {
    RoleRequest.RequestState.WAITING: gettext_lazy("Waits for a second administrator"),
    RoleRequest.RequestState.GIVEN: gettext_lazy("Given"),
    RoleRequest.RequestState.REFUSED: gettext_lazy("Refused"),
    RoleRequest.RequestState.WITHDRAWN: gettext_lazy("Withdrawn"),
}

DEVELOPMENT = "development"
Kind = AccountMail.MailKind
LINKS: Mapping[str, Promise] = {
    Kind.JOIN: gettext_lazy("Invitation"),
    Kind.PASSWORD: gettext_lazy("New password"),
    Kind.PHONE: gettext_lazy("One-time codes and security keys taken away"),
    Kind.BOTH: gettext_lazy("New password, and one-time codes and security keys taken away"),
    Kind.BACK: gettext_lazy("Account switched on again"),
}


@dataclass(frozen=True, kw_only=True)
class RoleRow:
    pk: int
    role: str
    place: str
    ends: str
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    pk: int
    name: str
    email: str
    roles: Sequence[RoleRow]
    last_sign_in: str
    second_factor: str
    state: str


def person_row(user: User, *, today: date) -> PersonRow:
    return PersonRow(
        pk=user.pk,
        name=user.name or user.email,
        email=user.email,
        roles=[role_row(each, today=today) for each in user.memberships.all()],
        last_sign_in=_moment(user.last_login) or _("Never"),
        second_factor=_("On") if user.has_factor else _("Off"),  # type: ignore[attr-defined]
        state=_state(user),
    )


def _state(user: User) -> str:
    if user.is_active:
        return _("In use")
    if user.last_login is None and not user.has_usable_password():
        return _("Invited")
    return _("Switched off")


def role_row(held: Membership, *, today: date) -> RoleRow:
    ends = held.ends_on
    return RoleRow(
        pk=held.pk,
        role=role_name(Role(held.role), held.body),
        place=place_words(held),
        ends=format_date(ends, language=_language()) if ends else "",
        is_over=ends is not None and ends < today,
    )


def place_words(row: Membership | RoleRequest) -> str:
    if row.force:
        return force_name(row.force, _language())
    return row.organisation.name if row.organisation else _("England and Wales")


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    pk: int
    person: str
    person_pk: int
    role: str
    place: str
    ends: str
    state: str
    asked: str
    decided: str
    replaces: str
    is_own: bool
    is_for_reader: bool


def request_row(request: RoleRequest, *, reader: int) -> RequestRow:
    return RequestRow(
        pk=request.pk,
        person=str(request.user),
        person_pk=request.user_id,
        role=role_name(Role(request.role), request.body),
        place=place_words(request),
        ends=format_date(request.ends_on, language=_language()) if request.ends_on else "",
        state=str(STATES[request.state]),
        asked=_name_and_moment(request.asked_by, request.asked_at),
        decided=_name_and_moment(request.decided_by, request.decided_at),
        replaces=_replaced(request),
        is_own=request.asked_by_id == reader,
        is_for_reader=request.user_id == reader,
    )


def _replaced(request: RoleRequest) -> str:
    if request.replaces is None:
        return ""
    named = {
        "role": role_name(Role(request.replaces.role), request.replaces.body),
        "place": place_words(request.replaces),
    }
    return _("%(role)s, %(place)s") % named


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    pk: int
    person: str
    person_pk: int
    what: str
    state: str
    asked: str
    is_own: bool
    is_for_reader: bool
    address: str
    """The link itself on a development machine that sends no mail; otherwise empty."""


def link_row(mail: AccountMail, *, reader: int, at: datetime) -> LinkRow:
    is_over = mail.ended_at or (mail.expires_at and mail.expires_at <= at)
    states = (
        (mail.used_at, _("Used")),
        (mail.is_refused, _("Refused")),
        (is_over, _("Its time is over")),
        (mail.needs_second and not mail.decided_at, _("Waits for a second administrator")),
        (mail.sent_at, _("Sent")),
    )
    state = next((words for is_so, words in states if is_so), _("Is being sent"))
    return LinkRow(
        pk=mail.pk,
        person=str(mail.user),
        person_pk=mail.user_id,
        what=str(LINKS[mail.kind]),
        state=state,
        asked=_name_and_moment(mail.asked_by, mail.asked_at),
        is_own=mail.asked_by_id == reader,
        is_for_reader=mail.user_id == reader,
        address=_address(mail, at=at),
    )


def _address(mail: AccountMail, *, at: datetime) -> str:
    is_kept = settings.IS_DEVELOPMENT and settings.STAFF_MAIL == DEVELOPMENT
    is_over = mail.used_at or mail.ended_at or not mail.expires_at or mail.expires_at <= at
    if not is_kept or is_over:
        return ""
    return reverse("account_link", args=[token_of(mail)])


def _name_and_moment(who: User | None, when: datetime | None) -> str:
    if when is None:
        return ""
    return _("%(person)s, %(time)s") % {"person": who or "–", "time": _moment(when)}


def _moment(moment: datetime | None) -> str:
    return format_moment(moment, language=_language()) if moment else ""


def role_choices(held: Iterable[Membership]) -> dict[str, tuple[str, Membership]]:
    return {
        str(each.pk): (
            _("%(role)s, %(place)s")
            % {"role": role_name(Role(each.role), each.body), "place": place_words(each)},
            each,
        )
        for each in held
    }


def _language() -> str:
    return get_language() or "en"
