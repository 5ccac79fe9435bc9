from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from survey.bank import instruments
from survey.bank import translations as bank_translations
from survey.bank.instruments import ShippedInstrument
from survey.definition.json_entry import DefinitionError
from survey.definition.parsing import parse_definition
from survey.definition.types import Instrument
from survey.evidence import rules as evidence_rules
from survey.evidence.records import read_evidence
from survey.publishing import checks
from survey.publishing import rules as publishing_rules
from survey.recordings.clips import read_recordings
from ui import catalogues as interface_catalogues


class Command(BaseCommand):
    requires_system_checks = []  # needs files only
    help = "Check every shipped instrument as the publish gate does, and list all that is wrong."

    def handle(self, *args: Any, **options: Any) -> None:
        shipped = instruments.shipped_instruments()
        asked: list[Instrument] = []
        faults = [fault for source in shipped for fault in _faults_in(source, asked)]
        if faults:
            raise CommandError("\n".join(faults))
        for source in shipped:
            self.stdout.write(f"{source.name}: fit to be published")
        if not read_recordings():
            self.stdout.write("recordings: none yet; list_recordings lists those to make")
            return
        for instrument in asked:
            for notice in checks.notices_on_recordings(instrument):
                self.stdout.write(f"recordings: {notice}")


def _faults_in(source: ShippedInstrument, asked: list[Instrument]) -> list[str]:
    translations = bank_translations.translations_for(source, locale=Path(settings.LOCALE_PATHS[0]))
    try:
        instrument = parse_definition(source.expand(translations))
    except DefinitionError as fault:
        return [str(fault)]
    interface = interface_catalogues.faults_in(source.languages, Path(settings.LOCALE_PATHS[0]))
    found = [
        *publishing_rules.faults_in(instrument, published=asked),
        *evidence_rules.faults(instrument, published=asked, shipped=read_evidence()),
    ]
    asked.append(instrument)
    return [*found, *(f"{source.name}: {each}" for each in interface)]
