from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ui import catalogues


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # needs files only
    help = (
        "List the texts of staff pages without Welsh. Their pages show English meanwhile, and a "
        "release is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--release", action="store_true", help="fail if any text has no translation"
        )

    def handle(self, *args: Any, release: bool, **options: Any) -> None:
        locale = Path(settings.LOCALE_PATHS[0])
        languages = [code for code in settings.STAFF_LANGUAGES if code != catalogues.ENGLISH]
        gaps = {code: catalogues.staff_gaps(code, locale) for code in languages}
        for code, messages in gaps.items():
            for message in messages:
                text = message.id if isinstance(message.id, str) else message.id[0]
                files = ", ".join(file for file, _line in message.locations)
                self.stdout.write(f"no {code}: {text!r} ({files})")
        count = sum(map(len, gaps.values()))
        if not count:
            self.stdout.write("Every text of staff pages is translated.")
            return
        place = "locale/*/LC_MESSAGES/django.po"
        said = f"{count} texts of staff pages have no translation. Translate them in {place}."
        if release:
            raise CommandError(said)
        self.stdout.write(f"warning: {said} They block the next release, not this change.")
