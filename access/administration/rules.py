from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from access.permissions import EITHER_ROLES, NATIONAL_ROLES, ORGANISATION_ROLES, STANDS_ALONE, Role

AGENCY_KINDS = frozenset({"cps", "courts", "probation"})
"""Organisations without advisers, which are given no cases."""
PARTNER_KINDS = AGENCY_KINDS | {"witness", "support"}
"""Organisations whose people may be partners, because they answer for questions of the survey."""

LINKS_STAND_FOR_A_WEEK = timedelta(days=7)
"""A second link within this time takes two administrators. A person who reads someone else's mail
could otherwise take the password by one link and the second factor by the next."""


class WhyNot(StrEnum):
    THEMSELVES = "themselves"
    WRONG_PLACE = "wrong place"
    WRONG_KIND = "wrong kind"
    LANGUAGES = "languages"
    NO_LANGUAGES = "no languages"
    BODY = "body"
    NO_BODY = "no body"
    HELD = "held"
    WAITS = "waits"
    ALONE = "alone"
    PAST = "past"
    LATER = "later"
    NOT_JOINED = "not joined"
    JOINED = "joined"
    IN_USE = "in use"
    NO_ROLE = "no role"
    FORCES_WAIT = "forces wait"
    OWN_SERVICE = "own service"


class LinkFor(StrEnum):
    PASSWORD = "password"  # noqa: S105  what was lost
    PHONE = "phone"
    BOTH = "both"
    BACK = "back"


def why_not_there(role: Role, *, in_force: bool, organisation_kind: str) -> WhyNot | None:
    """`organisation_kind` is empty outside an organisation."""
    if organisation_kind:
        if role not in ORGANISATION_ROLES:
            return WhyNot.WRONG_PLACE
        is_fit = organisation_kind in PARTNER_KINDS
        if role is Role.ADVOCATE:
            is_fit = organisation_kind not in AGENCY_KINDS
        return None if is_fit else WhyNot.WRONG_KIND
    if in_force:
        is_fit = role not in NATIONAL_ROLES and role is not Role.PARTNER
    else:
        is_fit = role in NATIONAL_ROLES | EITHER_ROLES
    return None if is_fit else WhyNot.WRONG_PLACE


def why_not_in(role: Role, languages: Collection[str]) -> WhyNot | None:
    if role is Role.LANGUAGE_READER:
        return None if languages else WhyNot.LANGUAGES
    return WhyNot.NO_LANGUAGES if languages else None


def why_not_for(role: Role, body: str) -> WhyNot | None:
    if role is Role.OVERSIGHT:
        return None if body else WhyNot.BODY
    return WhyNot.NO_BODY if body else None


def check_other_roles(role: Role, held: Collection[Role]) -> WhyNot | None:
    others = frozenset(held) - {role}
    if others and (role in STANDS_ALONE or others & STANDS_ALONE):
        return WhyNot.ALONE
    return None


def is_longer(ends_on: date | None, than: date | None) -> bool:
    return than is not None and (ends_on is None or ends_on > than)


def takes_two(kind: LinkFor, *, has_second_factor: bool, was_asked_lately: bool) -> bool:
    """True where a person who reads the mail could sign in by it."""
    if kind in {LinkFor.BOTH, LinkFor.BACK} or was_asked_lately:
        return True
    return kind is LinkFor.PASSWORD and not has_second_factor
