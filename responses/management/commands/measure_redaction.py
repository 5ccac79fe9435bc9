from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from responses.management.measure_words import redaction_lines
from responses.triage.redaction.marked_texts import (
    MarkedTextError,
    measure_redaction,
    parse_marked,
)


class Command(BaseCommand):
    help = (
        "Redact a set of texts in which {name:…} and the like are marked, and count what is left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--missed", action="store_true", help="print what was left")

    def handle(self, *, file: Path, missed: bool, **options: object) -> None:
        try:
            texts = parse_marked(file.read_text(encoding="utf-8").splitlines())
        except (OSError, UnicodeDecodeError, MarkedTextError) as error:
            message = f"{file}: {error}"
            raise CommandError(message) from error
        for line in redaction_lines(measure_redaction(texts), shows_missed=missed):
            self.stdout.write(line)
