"""Pages for when the service is away, from the same catalogues."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils import translation

PAGES = ("unavailable", "refused")


class Command(BaseCommand):
    help = "Write the pages of the proxy in front: for when no process answers, and for refusals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        languages = settings.STAFF_LANGUAGES
        for page in PAGES:
            with translation.override(languages[0]):
                context = {"languages": languages, "page": page}
                html = render_to_string("ui/errors/proxy.html", context)
            (folder / f"{page}.html").write_text(html, encoding="utf-8")
