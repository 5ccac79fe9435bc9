"""What the home page tells whoever keeps the asking running: exclusions and changes that wait for a
second person, texts that do not leave, and what of this came since a day."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext

from access.home.counts import HomeCount
from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.cases.visible_cases import of_forces
from responses.eligibility.selectors import exclusions
from responses.imports.selectors import held_changes, person_holds
from responses.models import Case, OutboxMessage
from responses.operations.selectors import FIRST_TEXTS, OVERDUE_AFTER, SMALLEST_SHOWN_COUNT
from responses.sms.delivery_states import UNSENT, MessageState


def _exclusions(viewer: Viewer, _at: datetime) -> QuerySet[Case]:
    return exclusions.unconfirmed_cases(viewer).select_related(None)


def _changes(viewer: Viewer, _at: datetime) -> QuerySet[Any]:
    return held_changes.waiting_for(viewer)


def _held_people(viewer: Viewer, _at: datetime) -> QuerySet[Any]:
    return person_holds.open_holds(viewer)


def _stuck(viewer: Viewer, at: datetime) -> QuerySet[OutboxMessage]:
    """Set aside, or due for over a day. Of first texts alone: whether a reminder or a new link went
    tells whether the link before it was opened or answered."""
    is_overdue = Q(state__in=UNSENT, due_at__lt=at - OVERDUE_AFTER)
    messages = OutboxMessage.objects.filter(
        FIRST_TEXTS, Q(state=MessageState.SET_ASIDE) | is_overdue
    )
    return of_forces(messages, viewer)


def _excluded_since(viewer: Viewer, since: datetime) -> QuerySet[Case]:
    return exclusions.excluded_cases(viewer).filter(exclude_on__gte=localdate(since))


def _failed_since(viewer: Viewer, since: datetime) -> QuerySet[OutboxMessage]:
    """Of first texts alone, by when they were sent, or should have been."""
    when = Q(sent_at__gte=since) | Q(sent_at__isnull=True, due_at__gte=since)
    return of_forces(
        OutboxMessage.objects.filter(FIRST_TEXTS, when, state=MessageState.FAILED), viewer
    )


EXCLUSIONS = HomeMatter(
    name="exclusions",
    permission=Permission.CONFIRM_EXCLUSION,
    rows=_exclusions,
    says=lambda count: ngettext(
        "%(count)s exclusion waits for a second person",
        "%(count)s exclusions wait for a second person",
        count,
    ),
    route="responses:exclusions",
    moment="exclude_on",
)
CHANGES = HomeMatter(
    name="changes",
    permission=Permission.CONFIRM_HELD_CHANGE,
    rows=_changes,
    says=lambda count: ngettext(
        "%(count)s change of a case file waits for a second person",
        "%(count)s changes of case files wait for a second person",
        count,
    ),
    route="responses:held-changes",
    moment="held_at",
)
HELD_PEOPLE = HomeMatter(
    name="held_people",
    permission=Permission.ANSWER_HOLDS,
    rows=_held_people,
    says=lambda count: ngettext(
        "%(count)s person is not contacted until you answer",
        "%(count)s people are not contacted until you answer",
        count,
    ),
    route="responses:held-people",
    moment="held_at",
)
STUCK = HomeMatter(
    name="stuck",
    permission=Permission.VIEW_OPERATIONS,
    rows=_stuck,
    says=lambda count: ngettext(
        "%(count)s text message does not leave", "%(count)s text messages do not leave", count
    ),
    route="responses:operations",
    moment="due_at",
)
EXCLUDED = HomeCount(
    name="excluded",
    permissions=(Permission.CONFIRM_EXCLUSION, Permission.VIEW_OPERATIONS),
    rows=_excluded_since,
    says=lambda count: ngettext(
        "%(count)s case was excluded by hand", "%(count)s cases were excluded by hand", count
    ),
)
UNDELIVERED = HomeCount(
    name="undelivered",
    permissions=(Permission.VIEW_OPERATIONS,),
    rows=_failed_since,
    says=lambda count: ngettext(
        "%(count)s text message did not arrive", "%(count)s text messages did not arrive", count
    ),
    says_few=lambda: gettext("Fewer than ten text messages did not arrive"),
    smallest=SMALLEST_SHOWN_COUNT,
    route="responses:operations",
)
