from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.models import Membership, Organisation, User
from access.permissions import Role
from access.presenters import ROLE_NAMES, force_name
from responses.casework.forms.cases import SERVICE, TEAM
from responses.casework.selectors.case_access import TEAMS
from responses.models import CaseTie
from ui.formatting import format_date

TEAM_NAMES: Mapping[Role, Promise] = {
    Role.SAFE_CONTACT_OFFICER: gettext_lazy("All safe-contact officers of the force"),
    Role.ADVOCATE: gettext_lazy("All advocates of the force"),
    Role.OPERATIONS_LEAD: gettext_lazy("All operations leads of the force"),
}
KINDS: Mapping[str, Promise] = {
    CaseTie.TieKind.BARRED: gettext_lazy("Must not see it"),
    CaseTie.TieKind.GIVEN: gettext_lazy("Works with it"),
    CaseTie.TieKind.IN_PLACE: gettext_lazy("May have somebody answer in the victim’s place"),
}


@dataclass(frozen=True)
class TieRow:
    pk: int
    case_key: str
    force: str
    who: str
    kind: str
    by: str
    day: str


def tie_rows(ties: Iterable[CaseTie]) -> list[TieRow]:
    language = get_language() or "en"
    return [
        TieRow(
            pk=tie.pk,
            case_key=tie.case.case_key,
            force=force_name(tie.case.force, language),
            who=_who(tie),
            kind=str(KINDS[tie.kind]),
            by=tie.tied_by,
            day=format_date(localdate(tie.tied_at), language=language),
        )
        for tie in ties
    ]


def _who(tie: CaseTie) -> str:
    if tie.organisation is not None:
        return _("Everybody of %(service)s") % {"service": tie.organisation}
    return str(TEAM_NAMES[Role(tie.role)]) if tie.role else str(tie.user)


def choices(
    people: Mapping[User, Sequence[Membership]], services: Sequence[Organisation]
) -> Mapping[str, str]:
    """By name with roles and forces."""
    persons = {str(user.pk): _person(user, held) for user, held in people.items()}
    whole = {
        f"{SERVICE}{service.pk}": _("Everybody of %(service)s") % {"service": service}
        for service in services
    }
    return persons | whole | {f"{TEAM}{role.value}": str(TEAM_NAMES[role]) for role in TEAMS}


def _person(user: User, held: Sequence[Membership]) -> str:
    roles = "; ".join(_role(membership) for membership in held)
    return _("%(name)s (%(roles)s)") % {"name": user, "roles": roles}


def _role(membership: Membership) -> str:
    role = str(ROLE_NAMES[Role(membership.role)])
    if membership.force is None:
        return role
    return f"{role}, {force_name(membership.force, get_language() or 'en')}"
