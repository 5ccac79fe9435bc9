from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from access.permissions import Permission
from access.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class AdministrationPage:
    label: Promise
    says: Promise
    route: str
    permission: Permission
    is_national: bool = False
    """Whether only a national role opens it."""


@dataclass(frozen=True, kw_only=True)
class AdministrationSection:
    title: Promise
    pages: Sequence[AdministrationPage]


SECTIONS = (
    AdministrationSection(
        title=_("People"),
        pages=(
            AdministrationPage(
                label=_("People and their roles"),
                says=_("Who has which role, until when, their last sign-in and second factor."),
                route="access:people",
                permission=Permission.KEEP_PEOPLE,
            ),
            AdministrationPage(
                label=_("Invite somebody"),
                says=_("By e-mail, with a role and its last day."),
                route="access:invite",
                permission=Permission.KEEP_PEOPLE,
            ),
            AdministrationPage(
                label=_("Waits for a second administrator"),
                says=_("Roles, and links for who lost a password or a phone."),
                route="access:decisions",
                permission=Permission.KEEP_PEOPLE,
            ),
            AdministrationPage(
                label=_("Where forces sign in"),
                says=_("A force’s own sign-in, in place of passwords here."),
                route="access:sign-in-providers",
                permission=Permission.KEEP_PEOPLE,
            ),
        ),
    ),
    AdministrationSection(
        title=_("Forces and agencies"),
        pages=(
            AdministrationPage(
                label=_("Forces and mergers"),
                says=_("Add a force, or merge some after a look at their joined line."),
                route="access:forces",
                permission=Permission.KEEP_FORCES,
                is_national=True,
            ),
            AdministrationPage(
                label=_("Agencies"),
                says=_("Prosecutors, courts and probation, with the forces in their area."),
                route="access:agencies",
                permission=Permission.KEEP_FORCES,
                is_national=True,
            ),
            AdministrationPage(
                label=_("Similar forces"),
                says=_("Beside whom each force is compared, and lists that somebody brings."),
                route="analytics:peer_groups",
                permission=Permission.KEEP_FORCES,
                is_national=True,
            ),
        ),
    ),
    AdministrationSection(
        title=_("Asking people"),
        pages=(
            AdministrationPage(
                label=_("Callers, and the stop of sending"),
                says=_("Stop contact, take a caller’s answers out, stop all sending."),
                route="responses:desk",
                permission=Permission.SERVE_CALLERS,
                is_national=True,
            ),
            AdministrationPage(
                label=_("What is held about somebody"),
                says=_("Give a caller the words for a file that only they can open."),
                route="responses:desk-access",
                permission=Permission.SERVE_CALLERS,
                is_national=True,
            ),
            AdministrationPage(
                label=_("You said, we did"),
                says=_("What everybody reads of what forces did; two people take it back."),
                route="analytics:told_kept",
                permission=Permission.KEEP_SAID_AND_DONE,
                is_national=True,
            ),
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class ShownSection:
    title: str
    pages: Sequence[tuple[AdministrationPage, str]]
    """Each with its address."""


def sections_for(viewer: Viewer) -> list[ShownSection]:
    shown = (
        ShownSection(title=str(one.title), pages=list(_pages(one, viewer))) for one in SECTIONS
    )
    return [section for section in shown if section.pages]


def _pages(
    section: AdministrationSection, viewer: Viewer
) -> Iterator[tuple[AdministrationPage, str]]:
    for page in section.pages:
        acting = viewer.with_permission(page.permission)
        if acting.may(page.permission) and (acting.is_national or not page.is_national):
            yield page, reverse(page.route)
