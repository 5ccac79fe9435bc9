"""Danger on the home page: notices to confirm, notices to review, and texts overdue for life."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter, Since
from access.permissions import Permission
from access.viewer import Viewer
from responses.models import DangerNotice, DangerReview, WrittenText
from responses.triage.danger import selectors
from responses.triage.selectors import texts


def _received(viewer: Viewer, _at: datetime) -> QuerySet[DangerNotice]:
    return selectors.received(viewer).filter(state=DangerNotice.NoticeState.SENT)


def _to_review(viewer: Viewer, _at: datetime) -> QuerySet[DangerNotice]:
    return selectors.unreviewed(viewer, DangerReview.Side.PROTECTION)


def _for_the_desk(viewer: Viewer, _at: datetime) -> QuerySet[DangerNotice]:
    return selectors.unreviewed(viewer, DangerReview.Side.DESK)


def _overdue(viewer: Viewer, at: datetime) -> QuerySet[WrittenText]:
    return texts.texts_for(viewer).filter(texts.is_overdue_for_life(at))


def _overdue_at_desks(viewer: Viewer, at: datetime) -> QuerySet[WrittenText]:
    return texts.at_desks_of(viewer).filter(texts.is_overdue_for_life(at))


OVERDUE = HomeMatter(
    name="overdue_life",
    permission=Permission.READ_TEXTS,
    rows=_overdue,
    says=lambda count: ngettext(
        "%(count)s text overdue: risk to life", "%(count)s texts overdue: risk to life", count
    ),
    route="responses:triage",
    moment="due_at",
    since=Since.CLOCK,
    is_red=True,
)
OVERDUE_AT_DESKS = HomeMatter(
    name="overdue_life_desks",
    permission=Permission.KEEP_ROTA,
    rows=_overdue_at_desks,
    says=lambda count: ngettext(
        "%(count)s text at your desk overdue: risk to life",
        "%(count)s texts at your desk overdue: risk to life",
        count,
    ),
    route="responses:rotas",
    moment="due_at",
    since=Since.CLOCK,
    is_red=True,
)
NOTICES = HomeMatter(
    name="danger_notices",
    permission=Permission.RECEIVE_DANGER,
    rows=_received,
    says=lambda count: ngettext(
        "%(count)s danger notice to confirm", "%(count)s danger notices to confirm", count
    ),
    route="responses:danger-notices",
    moment="confirm_by_at",
    since=Since.CLOCK,
    is_red=True,
)
REVIEWS = HomeMatter(
    name="danger_reviews",
    permission=Permission.REVIEW_DANGER,
    rows=_to_review,
    says=lambda count: ngettext(
        "%(count)s danger notice to review", "%(count)s danger notices to review", count
    ),
    route="responses:danger-reviews",
    moment="asked_at",
)
DESK_REVIEWS = HomeMatter(
    name="danger_desk_reviews",
    permission=Permission.READ_TEXTS,
    rows=_for_the_desk,
    says=lambda count: ngettext(
        "%(count)s danger notice for the national desk to review",
        "%(count)s danger notices for the national desk to review",
        count,
    ),
    route="responses:danger-desk-reviews",
    moment="asked_at",
)
