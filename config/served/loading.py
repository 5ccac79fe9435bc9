"""Loads what pages need before any is asked for: nobody's first page waits for it, and processes
that a server forks from one that has it share its memory."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import trans_real

SHOWN_TO_PEOPLE = ("responses/public", "ui")
"""Folders of templates of respondents' pages, and of errors in their place."""


def load_pages() -> None:
    """Every view; and what respondents' pages are drawn with, in each language."""
    _load_views(get_resolver().url_patterns)
    if settings.KNOWS_PEOPLE:
        for language, _name in settings.LANGUAGES:
            trans_real.translation(language)
        for name in _templates():
            engines["django"].get_template(name)


def _load_views(patterns: Iterable[URLPattern | URLResolver]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _load_views(pattern.url_patterns)


def _templates() -> list[str]:
    roots = [Path(root) for root in engines["django"].template_dirs]
    return sorted(
        str(file.relative_to(root))
        for root in roots
        for folder in SHOWN_TO_PEOPLE
        for file in (root / folder).rglob("*.html")
    )
