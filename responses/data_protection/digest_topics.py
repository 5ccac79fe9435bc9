"""What mails tell data protection officers of: people who wait for what is held about them."""

from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from access.digests.topics import DigestTopic
from access.permissions import Permission
from access.viewer import Viewer
from responses.data_protection.selectors import access_requests


def _waiting(viewer: Viewer, since: datetime) -> list[str]:
    """Requests end by themselves: one that has waited for too long is told to nobody."""
    waits = access_requests.waiting_for(viewer, at=since)
    return [f"access:{pk}" for pk in waits.values_list("pk", flat=True)]


ACCESS = DigestTopic(
    name="access",
    label=gettext_lazy("People who wait for what is held about them"),
    permission=Permission.GIVE_ACCESS,
    waiting=_waiting,
    says=lambda count: (
        ngettext(
            "%(count)s person waits for what is held about them.",
            "%(count)s people wait for what is held about them.",
            count,
        )
        % {"count": count}
    ),
)
