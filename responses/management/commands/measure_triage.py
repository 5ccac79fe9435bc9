from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from responses.management.measure_words import missed_lines, model_line, risk_lines
from responses.triage.risk.learned import RiskModel
from responses.triage.risk.text_sets import (
    TextSetError,
    TextSetHalf,
    is_recall_known,
    measure,
    parse_set,
    read_set,
    shipped_readings,
)
from responses.triage.selectors import models


class Command(BaseCommand):
    help = "Read sets of judged texts by the rules. A file is named after its language: cy.tsv."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--half", type=TextSetHalf, choices=list(TextSetHalf), help="only these of each file"
        )
        parser.add_argument(
            "--missed", action="store_true", help="print the texts that were missed"
        )
        parser.add_argument(
            "--model", action="store_true", help="say what the model in use puts ahead as well"
        )

    def _model(self) -> RiskModel:
        model = models.in_use(at=timezone.now())
        if model is None:
            message = _("No model is in use: train_risk_model trains one.")
            raise CommandError(message)
        return model

    def handle(
        self, *, files: list[Path], half: TextSetHalf | None, missed: bool, **options: Any
    ) -> None:
        model = self._model() if options["model"] else None
        for file in files:
            language = file.stem
            try:
                texts = parse_set(file.read_text(encoding="utf-8").splitlines(), language=language)
            except (OSError, UnicodeDecodeError, TextSetError) as error:
                message = f"{file}: {error}"
                raise CommandError(message) from error
            read = read_set(each for each in texts if half in (None, each.half))
            is_known = is_recall_known(language, shipped_readings())
            for line in risk_lines(language, measure(read), read, is_known=is_known):
                self.stdout.write(line)
            if model is not None:
                self.stdout.write("  " + model_line(read, model))
            for line in missed_lines(read) if missed else ():
                self.stdout.write(line)
