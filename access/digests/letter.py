from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import override

from access.digests.topics import topics
from access.web.links import staff_link


def lines(counts: Mapping[str, int]) -> list[str]:
    return [topic.says(counts[topic.name]) for topic in topics() if counts.get(topic.name)]


def subject_and_body(
    counts: Mapping[str, int], *, language: str, is_simulated: bool
) -> tuple[str, str]:
    with override(language):
        subject = _("National Victim Survey: something waits for you")
        parts = [
            *lines(counts),
            _("Sign in to see it: %(address)s") % {"address": staff_link("access:home")},
            _("You asked for this e-mail. Change how often it comes, or stop it: %(address)s")
            % {"address": staff_link("access:digests")},
        ]
        if is_simulated:
            stamp = _("SIMULATED")
            subject, parts = f"{stamp} · {subject}", [stamp, *parts]
    return subject, "\n\n".join(parts) + "\n"
