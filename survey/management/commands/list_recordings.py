import csv
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from survey.definition.parsing import parse_definition
from survey.definition.types import Instrument
from survey.publishing import checks as publishing_recordings
from survey.publishing import shipped
from survey.recordings.clips import (
    RecordingKind,
    file_name,
    hash_of_words,
    read_recordings,
    words_to_record,
)

COLUMNS = ("question", "language", "kind", "words", "file", "says")


class Command(BaseCommand):
    requires_system_checks = []  # needs files only
    help = (
        "List the recordings that an instrument lacks, as CSV: the question, the exact words "
        "(says), the name to give to the file, and the hash of the words for "
        "survey/instruments/recordings.csv."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--instrument", default="short-core")
        parser.add_argument("--kind", choices=list(RecordingKind))
        parser.add_argument("--language")

    def handle(self, *, instrument: str, kind: str | None, language: str | None, **_: Any) -> None:
        writer = csv.writer(self.stdout)
        writer.writerow(COLUMNS)
        newest = _newest(instrument)
        for each_kind, each_language in publishing_recordings.wanted(newest):
            if kind in {None, each_kind} and language in {None, each_language}:
                recordings = read_recordings()
                for question in publishing_recordings.missing(
                    newest, recordings, kind=each_kind, language=each_language
                ):
                    says = words_to_record(question, each_language)
                    name = file_name(question, each_language, each_kind)
                    writer.writerow(
                        (question.code, each_language, each_kind, hash_of_words(says), name, says)
                    )


def _newest(code: str) -> Instrument:
    found = [raw for raw in shipped.definitions() if raw["code"] == code]
    if not found:
        message = f"No shipped instrument is called {code}."
        raise CommandError(message)
    return parse_definition(found[-1])
