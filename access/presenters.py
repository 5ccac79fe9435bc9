from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from access import selectors
from access.models import Force
from access.permissions import OversightBody, Role
from access.viewer import Viewer
from ui.formatting import WELSH

ROLE_NAMES: Mapping[Role, str | Promise] = {
    Role.FORCE_ANALYST: gettext_lazy("Force analyst"),
    Role.NATIONAL_ANALYST: gettext_lazy("National analyst"),
    Role.DATA_LOADER: gettext_lazy("Data loader"),
    Role.SURVEY_DESIGNER: gettext_lazy("Survey designer"),
    Role.SAFE_CONTACT_OFFICER: gettext_lazy("Safe-contact officer"),
    Role.ADVOCATE: gettext_lazy("Advocate"),
    Role.OPERATIONS_LEAD: gettext_lazy("Operations lead"),
    Role.DATA_PROTECTION_OFFICER: gettext_lazy("Data protection officer"),
    Role.TRIAGE_OFFICER: gettext_lazy("Triage officer"),
    Role.LANGUAGE_READER: gettext_lazy("Language reader"),
    Role.INTERVIEWER: gettext_lazy("Interviewer"),
    Role.INTERVIEW_SUPERVISOR: gettext_lazy("Interview supervisor"),
    Role.PAPER_KEYER: gettext_lazy("Keyer of paper forms"),
    Role.ADMINISTRATOR: gettext_lazy("Administrator"),
    Role.OVERSIGHT: gettext_lazy("Oversight"),
    Role.POLICING_BODY: gettext_lazy("Police and crime commissioner"),
    Role.PARTNER: gettext_lazy("Partner agency"),
    Role.CONTROL_ROOM: gettext_lazy("Control room"),
    Role.PROFESSIONAL_STANDARDS: gettext_lazy("Professional standards"),
}

BODIES: Mapping[OversightBody, Promise] = {
    OversightBody.INSPECTORATE: gettext_lazy("HM Inspectorate of Constabulary"),
    OversightBody.COMMISSIONER: gettext_lazy("Victims’ Commissioner"),
    OversightBody.COORDINATOR: gettext_lazy("National Police Chiefs’ Council"),
    OversightBody.COLLEGE: gettext_lazy("College of Policing"),
}

REGIONS: Mapping[str, Promise] = {
    "E12000001": gettext_lazy("North East"),
    "E12000002": gettext_lazy("North West"),
    "E12000003": gettext_lazy("Yorkshire and The Humber"),
    "E12000004": gettext_lazy("East Midlands"),
    "E12000005": gettext_lazy("West Midlands"),
    "E12000006": gettext_lazy("East of England"),
    "E12000007": gettext_lazy("London"),
    "E12000008": gettext_lazy("South East"),
    "E12000009": gettext_lazy("South West"),
    "W92000004": gettext_lazy("Wales"),
}
"""By code; the reference file has English names alone."""


def area_name(viewer: Viewer | None, language: str) -> str:
    if viewer is None:
        return ""
    if viewer.is_national:
        return _("England and Wales")
    forces = selectors.forces_for(viewer)
    return ", ".join(force_name(force, language) for force in forces)


def role_names(viewer: Viewer | None) -> str:
    if viewer is None:
        return ""
    body = {Role.OVERSIGHT: viewer.body}
    return ", ".join(role_name(role, body.get(role, "")) for role in sorted(viewer.roles))


def role_name(role: Role, body: str = "") -> str:
    name = str(ROLE_NAMES[role])
    if not body:
        return name
    return _("%(role)s: %(body)s") % {"role": name, "body": body_name(body)}


def body_name(body: str) -> str:
    return str(BODIES[OversightBody(body)]) if body else ""


def force_name(force: Force, language: str) -> str:
    return force.name_cy if language == WELSH and force.name_cy else force.name
