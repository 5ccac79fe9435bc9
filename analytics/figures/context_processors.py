from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import ngettext

from analytics.refresh.selectors.progress import Progress, progress


def progress_sentence(found: Progress | None) -> str:
    if found is None:
        return ""
    return ngettext(
        "Figures of %(ready)s of %(count)s quarter are ready; the rest follow.",
        "Figures of %(ready)s of %(count)s quarters are ready; the rest follow.",
        found.of,
    ) % {"ready": found.ready, "count": found.of}


def figures_progress(_request: HttpRequest) -> dict[str, Callable[[], str]]:
    return {"figures_progress": lambda: progress_sentence(progress())}
