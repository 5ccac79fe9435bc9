from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from access.permissions import Permission
from access.viewer import Viewer
from access.web.places.navigation_subjects import ABOUT, SUBJECTS, NavigationSubject

FEW = 9
"""Up to so many links need no headings."""


@dataclass(frozen=True)
class Destination:
    label: str | Promise
    url_name: str
    permission: Permission
    beneath: tuple[str, ...] = ()


CASE_DESTINATIONS = (
    Destination(gettext_lazy("Operations"), "responses:operations", Permission.VIEW_OPERATIONS),
    Destination(gettext_lazy("Exclusions"), "responses:exclusions", Permission.CONFIRM_EXCLUSION),
    Destination(
        gettext_lazy("Changes that wait"),
        "responses:held-changes",
        Permission.CONFIRM_HELD_CHANGE,
    ),
    Destination(gettext_lazy("People on hold"), "responses:held-people", Permission.ANSWER_HOLDS),
    Destination(gettext_lazy("Who needs a word"), "responses:work-list", Permission.VIEW_WORK_LIST),
    Destination(
        gettext_lazy("Find a case"), "responses:find-case", Permission.CONFIRM_SAFE_CONTACT
    ),
    Destination(gettext_lazy("Paper forms"), "responses:paper", Permission.KEY_PAPER),
    Destination(
        gettext_lazy("Danger notices"), "responses:danger-notices", Permission.RECEIVE_DANGER
    ),
    Destination(gettext_lazy("Texts to read"), "responses:triage", Permission.READ_TEXTS),
    Destination(gettext_lazy("Contact requests"), "responses:follow-ups", Permission.READ_TEXTS),
    Destination(gettext_lazy("Words to hide"), "responses:redactions", Permission.READ_TEXTS),
    Destination(gettext_lazy("Texts to code"), "responses:coding", Permission.CODE_TEXTS),
    Destination(gettext_lazy("Who reads texts"), "responses:rotas", Permission.KEEP_ROTA),
    Destination(gettext_lazy("Control rooms"), "responses:receiving-units", Permission.KEEP_ROTA),
    Destination(
        gettext_lazy("Review danger notices"), "responses:danger-reviews", Permission.REVIEW_DANGER
    ),
    Destination(
        gettext_lazy("Read and answered in time"), "responses:desk-record", Permission.KEEP_ROTA
    ),
    Destination(gettext_lazy("Calls"), "responses:calls", Permission.INTERVIEW),
    Destination(
        gettext_lazy("How calls go"), "responses:call-team", Permission.SUPERVISE_INTERVIEWS
    ),
    Destination(gettext_lazy("Who sees a case"), "responses:ties", Permission.DECIDE_WHO_SEES_CASE),
    Destination(gettext_lazy("Services"), "access:organisations", Permission.KEEP_SERVICES),
    Destination(gettext_lazy("Keys of other systems"), "access:api-keys", Permission.KEEP_API_KEYS),
    Destination(gettext_lazy("Webhooks"), "access:webhooks", Permission.KEEP_WEBHOOKS),
    Destination(gettext_lazy("Helplines"), "responses:helplines", Permission.VIEW_HELPLINES),
    Destination(gettext_lazy("Readiness"), "responses:readiness", Permission.VIEW_READINESS),
    Destination(
        gettext_lazy("Opened in an emergency"), "access:break-glass", Permission.BREAK_GLASS
    ),
    Destination(gettext_lazy("Audit trail"), "responses:audit-trail", Permission.READ_AUDIT_TRAIL),
    Destination(gettext_lazy("Administration"), "access:administration", Permission.ADMINISTER),
)
"""For all viewers: case roles may be national."""


SERVICE_DESTINATIONS = (
    Destination(
        gettext_lazy("Review danger notices"),
        "responses:danger-desk-reviews",
        Permission.READ_TEXTS,
    ),
    Destination(
        gettext_lazy("Background work"), "access:background-work", Permission.VIEW_OPERATIONS
    ),
    Destination(
        gettext_lazy("What is held about people"),
        "responses:access-requests",
        Permission.GIVE_ACCESS,
    ),
)
"""For national viewers: pages about the whole service."""


@dataclass(frozen=True)
class NavigationLink:
    label: str | Promise
    url: str
    is_current: bool
    about: NavigationSubject | None = None
    """None for home."""


@dataclass(frozen=True)
class NavigationSection:
    """`label` may be ""."""

    label: str | Promise
    links: tuple[NavigationLink, ...]


FORCE_DESTINATIONS = (
    Destination(gettext_lazy("Journey"), "analytics:journey", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Figures"), "analytics:figures", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Scorecard"), "analytics:scorecard", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Every question"), "analytics:questions", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Comparison"), "analytics:comparison", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Who is let down"), "analytics:let_down", Permission.VIEW_FIGURES),
    Destination(
        gettext_lazy("Trends"),
        "analytics:trends",
        Permission.VIEW_FIGURES,
        beneath=("analytics:series_note",),
    ),
    Destination(gettext_lazy("Coverage"), "analytics:coverage", Permission.VIEW_COVERAGE),
    Destination(gettext_lazy("Times"), "analytics:times", Permission.VIEW_COVERAGE),
    Destination(gettext_lazy("Outcomes"), "analytics:outcomes", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Records"), "analytics:records", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Own words"), "analytics:themes", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Code return"), "analytics:code_return", Permission.VIEW_FIGURES),
    Destination(gettext_lazy("Alerts"), "analytics:alerts", Permission.VIEW_ALERTS),
    Destination(gettext_lazy("Reports"), "analytics:reports", Permission.READ_REPORT),
    Destination(gettext_lazy("Your questions"), "analytics:own_items", Permission.VIEW_OWN_ITEMS),
    Destination(gettext_lazy("Case files"), "responses:uploads", Permission.LOAD_CASES),
    Destination(gettext_lazy("Mapping profiles"), "responses:profiles", Permission.LOAD_CASES),
)


NATIONAL_DESTINATIONS = (
    Destination(gettext_lazy("Journey"), "analytics:journey", Permission.VIEW_NATIONAL_PAGES),
    Destination(
        gettext_lazy("Forces"),
        "analytics:forces",
        Permission.VIEW_NATIONAL_PAGES,
        beneath=("analytics:figures",),
    ),
    Destination(
        gettext_lazy("What goes with satisfaction"),
        "analytics:drivers",
        Permission.VIEW_NATIONAL_PAGES,
    ),
    Destination(gettext_lazy("Scorecard"), "analytics:scorecard", Permission.VIEW_NATIONAL_PAGES),
    Destination(
        gettext_lazy("Every question"), "analytics:questions", Permission.VIEW_NATIONAL_PAGES
    ),
    Destination(gettext_lazy("Comparison"), "analytics:comparison", Permission.VIEW_NATIONAL_PAGES),
    Destination(
        gettext_lazy("Who is let down"),
        "analytics:let_down",
        Permission.VIEW_NATIONAL_PAGES,
        beneath=("analytics:disparities", "analytics:combined"),
    ),
    Destination(
        gettext_lazy("Trends"),
        "analytics:trends",
        Permission.VIEW_NATIONAL_PAGES,
        beneath=("analytics:series_note",),
    ),
    Destination(gettext_lazy("Coverage"), "analytics:coverage", Permission.VIEW_COVERAGE),
    Destination(
        gettext_lazy("Coverage by force"), "analytics:reach", Permission.VIEW_NATIONAL_PAGES
    ),
    Destination(
        gettext_lazy("Ways of answering"), "analytics:ways", Permission.VIEW_NATIONAL_PAGES
    ),
    Destination(gettext_lazy("Checks"), "analytics:checks", Permission.VIEW_NATIONAL_PAGES),
    Destination(gettext_lazy("Times"), "analytics:times", Permission.VIEW_COVERAGE),
    Destination(gettext_lazy("Outcomes"), "analytics:outcomes", Permission.VIEW_NATIONAL_PAGES),
    Destination(gettext_lazy("Records"), "analytics:records", Permission.VIEW_NATIONAL_PAGES),
    Destination(gettext_lazy("Own words"), "analytics:themes", Permission.VIEW_NATIONAL_PAGES),
    Destination(
        gettext_lazy("Code return"), "analytics:code_return", Permission.VIEW_NATIONAL_PAGES
    ),
    Destination(gettext_lazy("Alerts"), "analytics:alerts", Permission.VIEW_ALERTS),
    Destination(gettext_lazy("Releases"), "analytics:releases", Permission.VIEW_NATIONAL_PAGES),
    Destination(gettext_lazy("Reports"), "analytics:reports", Permission.READ_REPORT),
    Destination(
        gettext_lazy("Open answers"), "responses:open-answers", Permission.VIEW_NATIONAL_PAGES
    ),
    Destination(gettext_lazy("Instruments"), "survey:instruments", Permission.VIEW_INSTRUMENTS),
    Destination(gettext_lazy("Languages"), "survey:languages", Permission.VIEW_LANGUAGES),
    Destination(gettext_lazy("Trials"), "responses:trials", Permission.VIEW_TRIALS),
    Destination(gettext_lazy("Research"), "analytics:research", Permission.KEEP_RESEARCH),
)


def sections_for(viewer: Viewer | None, path: str) -> tuple[NavigationSection, ...]:
    """A subject appears at its first link."""
    links = links_for(viewer, path)
    if len(links) <= FEW:
        return (NavigationSection("", links),) if links else ()
    found: dict[NavigationSubject | None, list[NavigationLink]] = {}
    for link in links:
        found.setdefault(link.about, []).append(link)
    return tuple(
        NavigationSection(SUBJECTS[about] if about else "", tuple(each))
        for about, each in found.items()
    )


def links_for(viewer: Viewer | None, path: str) -> tuple[NavigationLink, ...]:
    if viewer is None:
        return ()
    found = list(_places(viewer))
    nearest = max((len(_holding(place, path)) for place in found), default=0)
    return tuple(
        NavigationLink(
            label=place.label,
            url=place.url,
            is_current=nearest > 0 and len(_holding(place, path)) == nearest,
            about=place.about,
        )
        for place in found
    )


@dataclass(frozen=True)
class _Place:
    label: str | Promise
    url: str
    roots: tuple[str, ...] = ()
    about: NavigationSubject | None = None


def _holding(place: _Place, path: str) -> str:
    held = [root for root in place.roots if path.startswith(root)]
    return max([*held, place.url if path == place.url else ""], key=len)


def _places(viewer: Viewer) -> Iterator[_Place]:
    yield _Place(label=gettext_lazy("Home"), url=reverse("access:home"))
    acting_by = cache(viewer.with_permission)
    for destinations, is_shown_to in _groups(viewer):
        for destination in destinations:
            if not viewer.may(destination.permission):
                continue
            acting = acting_by(destination.permission)
            url = _url(acting, destination) if is_shown_to(acting) else None
            if url:
                beneath = (_root(name) for name in destination.beneath)
                roots = (_without_force(acting, url), *filter(None, beneath))
                about = ABOUT.get(destination.url_name)
                yield _Place(label=destination.label, url=url, roots=roots, about=about)


ANY_FORCE = "a-force"


def _root(url_name: str) -> str:
    address = _address(url_name, None) or _address(url_name, ANY_FORCE) or ""
    return address.removesuffix(f"{ANY_FORCE}/")


@cache
def _address(url_name: str, force_code: str | None) -> str | None:
    try:
        return reverse(url_name, args=[force_code] if force_code else [])
    except NoReverseMatch:
        return None


def _without_force(viewer: Viewer, url: str) -> str:
    for code in _own_force(viewer):
        url = url.removesuffix(f"{code}/")
    return url


def _groups(viewer: Viewer) -> Iterator[tuple[tuple[Destination, ...], Callable[[Viewer], bool]]]:
    figures = ((FORCE_DESTINATIONS, _sees_forces), (NATIONAL_DESTINATIONS, _national))
    cases = ((CASE_DESTINATIONS, _anybody),)
    leads = viewer.with_permission(Permission.VIEW_OPERATIONS).may(Permission.VIEW_OPERATIONS)
    yield from (*cases, *figures) if leads else (*figures, *cases)
    yield SERVICE_DESTINATIONS, _national


def _sees_forces(viewer: Viewer) -> bool:
    return not viewer.is_national


def _national(viewer: Viewer) -> bool:
    return viewer.is_national


def _anybody(_viewer: Viewer) -> bool:
    return True


def _url(viewer: Viewer, destination: Destination) -> str | None:
    own = (_address(destination.url_name, code) for code in _own_force(viewer))
    return next(filter(None, own), None) or _address(destination.url_name, None)


def _own_force(viewer: Viewer) -> list[str]:
    return [] if viewer.is_national else sorted(viewer.force_codes)[:1]
