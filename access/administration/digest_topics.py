from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from access.administration import selectors
from access.digests.topics import DigestTopic
from access.permissions import Permission
from access.viewer import Viewer


def _waiting(viewer: Viewer, _since: datetime) -> list[str]:
    asked = (
        ("role", selectors.waiting_requests(viewer)),
        ("link", selectors.waiting_links(viewer)),
        ("merger", selectors.waiting_mergers(viewer)),
    )
    return [
        f"{kind}:{pk}"
        for kind, rows in asked
        for pk in rows.exclude(asked_by=viewer.user_id).values_list("pk", flat=True)
    ]


DECISIONS = DigestTopic(
    name="decisions",
    label=gettext_lazy("What waits for a second administrator"),
    permission=Permission.KEEP_PEOPLE,
    waiting=_waiting,
    says=lambda count: (
        ngettext(
            "%(count)s thing waits for a second administrator.",
            "%(count)s things wait for a second administrator.",
            count,
        )
        % {"count": count}
    ),
)
