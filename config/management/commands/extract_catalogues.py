"""Brings the interface's catalogues up to date with the words in code and templates."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

FOLDERS_WITHOUT_WORDS = [".venv", ".data", "tests", "requirements", "docs"]


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # it runs before there is a compiled catalogue
    help = "Extract words into locale/*/LC_MESSAGES/django.po; keeps translations that stand."

    def handle(self, *args: object, **options: object) -> None:
        call_command(
            "makemessages",
            locale=[code for code, _ in settings.LANGUAGES if code != "en"],
            ignore_patterns=FOLDERS_WITHOUT_WORDS,
            add_location="file",
            no_obsolete=True,
            no_wrap=True,
            verbosity=0,
        )
