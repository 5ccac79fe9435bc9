from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone

from access.actor import Actor
from survey.reading import actions
from ui.languages import beside_english


class Command(BaseCommand):
    help = (
        "Write agreed wordings of a language as a catalogue of changes, for whoever keeps the "
        "catalogues, the templates, the helplines and the rules."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", choices=beside_english())

    def handle(self, *, language: str, **options: object) -> None:
        by = Actor.system("export_wordings")
        self.stdout.write(actions.export_wordings(language=language, by=by, at=timezone.now()))
