"""What mails tell of wishes to be contacted: that the day of some has passed."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, ngettext

from access.digests.topics import DigestTopic
from access.permissions import Permission
from access.viewer import Viewer
from responses.follow_up import selectors
from responses.models import FollowUp


def _late(viewer: Viewer, _since: datetime) -> list[str]:
    return _keys(selectors.late_wishes(viewer, on=localdate()))


def _late_at_kept_desks(viewer: Viewer, _since: datetime) -> list[str]:
    """Of desks whose rota they keep; they see none of them."""
    return _keys(selectors.late_at_desks_of(viewer, on=localdate()))


def _keys(late: Sequence[FollowUp]) -> list[str]:
    return [f"wish:{wish.pk}" for wish in late]


def _says(count: int) -> str:
    return ngettext(
        "%(count)s wish to be contacted is late.",
        "%(count)s wishes to be contacted are late.",
        count,
    ) % {"count": count}


WISHES = DigestTopic(
    name="wishes",
    label=gettext_lazy("Wishes to be contacted whose day has passed"),
    permission=Permission.READ_TEXTS,
    waiting=_late,
    says=_says,
)
DESK_WISHES = DigestTopic(
    name="desk_wishes",
    label=gettext_lazy("Wishes to be contacted that nobody on my rota answered in time"),
    permission=Permission.KEEP_ROTA,
    waiting=_late_at_kept_desks,
    says=_says,
)
