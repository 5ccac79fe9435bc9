from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from access.limits import table as limits
from access.systems import catalogue
from config import privacy, schedule
from config.api import client
from responses.imports.standard_file import document as case_file_document
from survey.bank import instruments, question_document, questions
from survey.bank.questions import read_bank


def generated_pages() -> dict[Path, str]:
    docs = Path(settings.BASE_DIR) / "docs"
    return {
        docs / "case-file.md": case_file_document.markdown(),
        docs / "privacy.md": privacy.markdown(),
        docs / "questions.md": _questions(),
        docs / "running.md": _with_table(docs / "running.md", schedule.markdown_table()),
        docs / "rules.md": _with_table(docs / "rules.md", limits.markdown_table()),
    }


def generated_schema() -> dict[Path, str]:
    """With its client."""
    from config.api import schema

    text = schema.schema_json()
    return {
        catalogue.schema_path(): text,
        **client.client_files(text),
    }


def _with_table(page: Path, table: str) -> str:
    heading = table.partition("\n")[0]
    before, _, rest = page.read_text(encoding="utf-8").partition(heading)
    return before + table + "\n\n" + rest.partition("\n\n")[2]


def _questions() -> str:
    shipped = instruments.shipped_instruments()
    return question_document.markdown(
        shipped, read_bank(instruments.BANK), questions.read_victims_codes()
    )


class Command(BaseCommand):
    help = (
        "Write what is generated of docs/ and the API's schema; --check says what is out of date."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        stale = {
            path: text
            for path, text in (generated_pages() | generated_schema()).items()
            if not path.exists() or path.read_text(encoding="utf-8") != text
        }
        if check and stale:
            names = ", ".join(path.name for path in stale)
            message = f"Out of date: {names}. Run ./dev fix."
            raise CommandError(message)
        for path, text in stale.items():
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"wrote {path.name}")
