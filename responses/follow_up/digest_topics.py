"""What mails tell of wishes to be contacted: that the day of some has passed."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, ngettext

from access.digests.topics import DigestTopic
from access.permissions import Permission
from access.viewer import Viewer
from responses.follow_up import selectors


def _late(viewer: Viewer, _since: datetime) -> list[str]:
    late = selectors.late_wishes(viewer, on=localdate())
    return [f"wish:{pk}" for pk in late.values_list("pk", flat=True)]


WISHES = DigestTopic(
    name="wishes",
    label=gettext_lazy("Wishes to be contacted whose day has passed"),
    permission=Permission.READ_TEXTS,
    waiting=_late,
    says=lambda count: (
        ngettext(
            "%(count)s wish to be contacted is late.",
            "%(count)s wishes to be contacted are late.",
            count,
        )
        % {"count": count}
    ),
)
