"""How far the filling of figures has come, in words."""

from django.utils.translation import ngettext

from analytics.refresh.selectors.progress import Progress


def progress_sentence(found: Progress | None) -> str:
    """Nothing where nothing is to follow."""
    if found is None:
        return ""
    return ngettext(
        "Figures of %(ready)s of %(count)s quarter are ready; the rest follow.",
        "Figures of %(ready)s of %(count)s quarters are ready; the rest follow.",
        found.of,
    ) % {"ready": found.ready, "count": found.of}
