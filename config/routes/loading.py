"""Before the first request, so that no visitor waits and forked processes share the memory."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.template import engines
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import trans_real

SHOWN_TO_PEOPLE = ("responses/public", "ui")
"""Folders of templates of respondents' pages, and of errors in their place."""


def load_pages() -> None:
    """In each language."""
    _load_views(get_resolver().url_patterns)
    if settings.KNOWS_PEOPLE:
        for language, _name in settings.LANGUAGES:
            trans_real.translation(language)
        roots = [Path(root) for root in engines["django"].template_dirs]
        for name in sorted(
            str(file.relative_to(root))
            for root in roots
            for folder in SHOWN_TO_PEOPLE
            for file in (root / folder).rglob("*.html")
        ):
            engines["django"].get_template(name)


def _load_views(patterns: Iterable[URLPattern | URLResolver]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            _load_views(pattern.url_patterns)
