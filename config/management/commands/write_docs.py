"""Writes the pages of docs/ that are generated from code and data."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import privacy, schedule
from survey.bank import instruments, question_document, victims_code
from survey.bank.questions import read_bank


def generated_pages() -> Mapping[Path, str]:
    docs = Path(settings.BASE_DIR) / "docs"
    return {
        docs / "privacy.md": privacy.markdown(),
        docs / "questions.md": _questions(),
        docs / "running.md": _with_schedule((docs / "running.md").read_text(encoding="utf-8")),
    }


def _with_schedule(page: str) -> str:
    """docs/running.md with its table of tasks replaced by that of config/schedule.py."""
    heading = "| when | task |"
    before, _, rest = page.partition(heading)
    return before + schedule.markdown_table() + "\n\n" + rest.partition("\n\n")[2]


def _questions() -> str:
    shipped = instruments.shipped_instruments()
    return question_document.markdown(
        shipped, read_bank(instruments.BANK), victims_code.read_victims_codes()
    )


class Command(BaseCommand):
    help = "Write the generated pages of docs/; with --check only say which are out of date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        stale = {
            path: text
            for path, text in generated_pages().items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        }
        if check and stale:
            names = ", ".join(path.name for path in stale)
            message = f"Out of date: {names}. Run ./dev fix."
            raise CommandError(message)
        for path, text in stale.items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"wrote docs/{path.name}")
