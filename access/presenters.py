"""What staff pages show about the person looking: where she may go, and for whom she looks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from access import selectors
from access.background.failures import FailedTask
from access.models import Force
from access.permissions import Permission, Role
from access.viewer import Viewer
from ui.formatting import format_moment

ROLE_NAMES: Mapping[Role, str | Promise] = {
    Role.FORCE_ANALYST: gettext_lazy("Force analyst"),
    Role.NATIONAL_ANALYST: gettext_lazy("National analyst"),
    Role.DATA_LOADER: gettext_lazy("Data loader"),
    Role.SURVEY_DESIGNER: gettext_lazy("Survey designer"),
    Role.SAFE_CONTACT_OFFICER: gettext_lazy("Safe-contact officer"),
    Role.ADVOCATE: gettext_lazy("Advocate"),
    Role.OPERATIONS_LEAD: gettext_lazy("Operations lead"),
    Role.DATA_PROTECTION_OFFICER: gettext_lazy("Data protection officer"),
}


@dataclass(frozen=True)
class Destination:
    label: str | Promise
    url_name: str
    permission: Permission


CASE_DESTINATIONS = (
    Destination(gettext_lazy("Operations"), "responses:operations", Permission.VIEW_OPERATIONS),
    Destination(gettext_lazy("Exclusions"), "responses:exclusions", Permission.CONFIRM_EXCLUSION),
    Destination(
        gettext_lazy("Find a case"), "responses:find-case", Permission.CONFIRM_SAFE_CONTACT
    ),
    Destination(gettext_lazy("Who sees a case"), "responses:ties", Permission.DECIDE_WHO_SEES_CASE),
    Destination(gettext_lazy("Audit trail"), "responses:audit-trail", Permission.READ_AUDIT_TRAIL),
)
"""Those who work with cases do so in a force or for both countries."""


SERVICE_DESTINATIONS = (
    Destination(
        gettext_lazy("Background work"), "access:background-work", Permission.VIEW_OPERATIONS
    ),
)
"""Those who see to the whole service do so for both countries."""


@dataclass(frozen=True)
class Entry:
    label: str | Promise
    url: str
    is_current: bool


FORCE_DESTINATIONS = (
    Destination(gettext_lazy("Figures"), "analytics:figures", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Comparison"), "analytics:comparison", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Coverage"), "analytics:coverage", Permission.VIEW_COVERAGE),
    Destination(gettext_lazy("Alerts"), "analytics:alerts", Permission.VIEW_ALERTS),
    Destination(gettext_lazy("Reports"), "analytics:reports", Permission.READ_REPORT),
    Destination(gettext_lazy("Case files"), "responses:uploads", Permission.LOAD_CASES),
    Destination(gettext_lazy("Mapping profiles"), "responses:profiles", Permission.LOAD_CASES),
)
NATIONAL_DESTINATIONS = (
    Destination(gettext_lazy("Forces"), "analytics:forces", Permission.VIEW_NATIONAL_PAGES),
    Destination(gettext_lazy("Comparison"), "analytics:comparison", Permission.VIEW_NATIONAL_PAGES),
    Destination(
        gettext_lazy("Disparities"), "analytics:disparities", Permission.VIEW_NATIONAL_PAGES
    ),
    Destination(gettext_lazy("Coverage"), "analytics:coverage", Permission.VIEW_COVERAGE),
    Destination(gettext_lazy("Alerts"), "analytics:alerts", Permission.VIEW_ALERTS),
    Destination(gettext_lazy("Releases"), "analytics:releases", Permission.VIEW_NATIONAL_PAGES),
    Destination(gettext_lazy("Reports"), "analytics:reports", Permission.READ_REPORT),
    Destination(gettext_lazy("Instruments"), "survey:instruments", Permission.VIEW_INSTRUMENTS),
    Destination(gettext_lazy("Helplines"), "responses:helplines", Permission.VIEW_NATIONAL_PAGES),
)


def navigation(viewer: Viewer | None, path: str) -> tuple[Entry, ...]:
    """The side list: what this viewer may open, of the pages that exist."""
    if viewer is None:
        return ()
    destinations = (
        (*NATIONAL_DESTINATIONS, *CASE_DESTINATIONS, *SERVICE_DESTINATIONS)
        if viewer.is_national
        else (*FORCE_DESTINATIONS, *CASE_DESTINATIONS)
    )
    return tuple(_entries(viewer, destinations, path))


def _entries(viewer: Viewer, destinations: tuple[Destination, ...], path: str) -> Iterator[Entry]:
    for destination in destinations:
        url = _url(viewer, destination) if viewer.may(destination.permission) else None
        if url:
            yield Entry(label=destination.label, url=url, is_current=path.startswith(url))


def _url(viewer: Viewer, destination: Destination) -> str | None:
    """A page of one force opens on the viewer's own; one of all forces takes no force."""
    own = [] if viewer.is_national else sorted(viewer.force_codes)[:1]
    for arguments in (own, []):
        try:
            return reverse(destination.url_name, args=arguments)
        except NoReverseMatch:
            continue
    return None


@dataclass(frozen=True)
class WorkRow:
    number: int
    task: str
    fault: str
    failed: str
    state: str
    is_given_up: bool


@dataclass(frozen=True)
class WorkWords:
    lead: str
    rows: tuple[WorkRow, ...]


def work_words(found: Sequence[FailedTask]) -> WorkWords:
    waiting = given_up_words(sum(task.is_given_up for task in found))
    return WorkWords(
        lead=waiting or _("No background task was given up."),
        rows=tuple(_work_row(task) for task in found),
    )


def given_up_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s background task was given up and waits for you.",
        "%(count)s background tasks were given up and wait for you.",
        count,
    ) % {"count": count}


def _work_row(task: FailedTask) -> WorkRow:
    return WorkRow(
        number=task.number,
        task=task.task,
        fault=task.fault,
        failed=_moment(task.failed_at),
        state=_work_state(task),
        is_given_up=task.is_given_up,
    )


def _work_state(task: FailedTask) -> str:
    tries = ngettext("%(count)s try", "%(count)s tries", task.failures) % {"count": task.failures}
    if task.is_given_up:
        return _("Given up after %(tries)s") % {"tries": tries}
    if task.next_at is None:
        return _("Failed after %(tries)s") % {"tries": tries}
    return _("Tried again by itself on %(moment)s, after %(tries)s") % {
        "moment": _moment(task.next_at),
        "tries": tries,
    }


def _moment(at: datetime) -> str:
    return format_moment(at, language=get_language() or "en")


def place(viewer: Viewer | None, language: str) -> str:
    """For whom this viewer looks: her force in the page's language, or both countries."""
    if viewer is None:
        return ""
    if viewer.is_national:
        return _("England and Wales")
    forces = selectors.forces_for(viewer)
    return ", ".join(force_name(force, language) for force in forces)


def role_names(viewer: Viewer | None) -> str:
    return ", ".join(str(ROLE_NAMES[role]) for role in sorted(viewer.roles)) if viewer else ""


def force_name(force: Force, language: str) -> str:
    return force.name_cy if language == "cy" and force.name_cy else force.name
