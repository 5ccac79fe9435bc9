from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from survey.bank import instruments, translations


class Command(BaseCommand):
    requires_system_checks = []  # needs files only
    help = (
        "Write locale/instruments.pot and each locale/<language>/LC_MESSAGES/instruments.po from "
        "survey/instruments/. Translations of texts that did not change are kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if anything is out of date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        locale = Path(settings.LOCALE_PATHS[0])
        shipped = instruments.shipped_instruments()
        outdated = [
            catalogue
            for catalogue in translations.expected_files(shipped, locale=locale, at=timezone.now())
            if catalogue.is_outdated
        ]
        if options["check"] and outdated:
            names = ", ".join(str(catalogue.path.relative_to(locale)) for catalogue in outdated)
            message = f"Out of date: {names}. Run: ./dev manage extract_instruments"
            raise CommandError(message)
        for catalogue in outdated:
            catalogue.write()
            self.stdout.write(f"written: {catalogue.path.relative_to(locale)}")
        if not outdated:
            self.stdout.write("The catalogues are up to date.")
