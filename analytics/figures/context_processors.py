"""What every page of figures says while quarters are still to come."""

from collections.abc import Callable

from django.http import HttpRequest

from analytics.figures.presenters.progress import progress_sentence
from analytics.refresh.selectors.progress import progress


def figures_progress(_request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Asked of the database by the pages that show it, and by no other."""
    return {"figures_progress": lambda: progress_sentence(progress())}
