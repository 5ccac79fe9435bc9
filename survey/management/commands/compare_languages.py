import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from survey.bank import language_comparison
from survey.bank.language_comparison import LanguageComparison
from survey.definition.json_entry import DefinitionError
from survey.publishing import shipped
from ui import catalogues

ENGLISH = "en"


class Command(BaseCommand):
    requires_system_checks = []  # needs files only
    help = (
        "Compare our instruments and pages in English and another language; or, with two files, "
        "two questionnaires in the form of the Office for National Statistics. Lists each text "
        "that is missing in one or the same in both, for a person to judge."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="two questionnaires (JSON)")
        parser.add_argument(
            "--language", default="cy", choices=sorted(dict(settings.LANGUAGES).keys() - {ENGLISH})
        )

    def handle(self, *, files: list[Path], language: str, **options: Any) -> None:
        if len(files) not in {0, 2}:
            message = f"Name two files to compare, or none: {len(files)} named."
            raise CommandError(message)
        if files:
            first, second = (language_comparison.texts_in(_questionnaire(file)) for file in files)
            self._say(
                f"{files[0].name} and {files[1].name}", language_comparison.compare(first, second)
            )
            return
        for definition in _definitions(language):
            name = f"{definition['code']} {definition['version']}"
            first, second = (
                language_comparison.wordings_in(definition, each) for each in (ENGLISH, language)
            )
            self._say(
                f"{name}, {ENGLISH} and {language}", language_comparison.compare(first, second)
            )
        self._say(f"pages, {ENGLISH} and {language}", _pages(language))

    def _say(self, name: str, found: LanguageComparison) -> None:
        self.stdout.write(f"{name}: {len(found.same)} of {found.aligned} texts are the same")
        for path, text in found.same.items():
            self.stdout.write(f"  same     {path}: {text}")
        for path in (*found.only_in_first, *found.only_in_second):
            self.stdout.write(f"  missing  {path}")


def _definitions(language: str) -> list[Mapping[str, Any]]:
    try:
        return [each for each in shipped.definitions() if language in each["languages"]]
    except DefinitionError as fault:
        raise CommandError(str(fault)) from fault


def _pages(language: str) -> LanguageComparison:
    messages = catalogues.messages_of(language, Path(settings.LOCALE_PATHS[0]))
    first = {_place(message): _english(message) for message in messages}
    second = {_place(message): word for message in messages if (word := _translated(message))}
    return language_comparison.compare(first, second)


def _place(message: Message) -> str:
    file = message.locations[0][0] if message.locations else ""
    return f"{file} “{_english(message)}”" + (f" ({message.context})" if message.context else "")


def _english(message: Message) -> str:
    return str(message.id[-1] if isinstance(message.id, tuple) else message.id)


def _translated(message: Message) -> str:
    return str(message.string[-1] if isinstance(message.string, tuple) else message.string)


def _questionnaire(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        message = f"{file}: {fault}"
        raise CommandError(message) from fault
