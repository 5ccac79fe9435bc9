import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from survey import selectors
from survey.definition.types import Instrument
from survey.designer import interchange_presenters
from survey.interchange.faults import FormError
from survey.interchange.response_schema import response_schema
from survey.interchange.workbooks.writing import workbook_of
from survey.interchange.xlsform.writing import write_form

FORMATS = {"xlsform": "xlsx", "jsonschema": "json"}


class Command(BaseCommand):
    help = (
        "Write an instrument to a file: the version named or the newest that is published, or "
        "its draft where none is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", metavar="CODE")
        parser.add_argument("version", nargs="?", type=int, metavar="VERSION")
        parser.add_argument(
            "--format", choices=FORMATS, default="xlsform", help="xlsform if left out"
        )
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="CODE-VERSION.xlsx or .json if left out"
        )
        parser.add_argument("--draft", action="store_true", help="the draft, published or not")

    def handle(
        self,
        *,
        code: str,
        version: int | None,
        format: str,  # the option's name
        output: Path | None,
        draft: bool,
        **options: object,
    ) -> None:
        instrument = _draft(code, version) if draft else _published(code, version)
        instrument = instrument or _draft(code, version)
        if instrument is None:
            message = _("There is no instrument %(code)s, or not in this version.")
            raise CommandError(message % {"code": code})
        file = output or Path(f"{code}-{instrument.version}.{FORMATS[format]}")
        content = (
            (json.dumps(response_schema(instrument), ensure_ascii=False, indent=2) + "\n").encode()
            if format == "jsonschema"
            else self._form(instrument)
        )
        try:
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(_("%(file)s cannot be written.") % {"file": file}) from error
        self.stdout.write(_("Written: %(file)s") % {"file": file})

    def _form(self, instrument: Instrument) -> bytes:
        try:
            return workbook_of(write_form(instrument))
        except FormError as error:
            for fault in error.faults:
                self.stderr.write(interchange_presenters.fault_line(fault))
            raise CommandError(_("Refused: nothing was written.")) from error


def _published(code: str, version: int | None) -> Instrument | None:
    rows = (row for row in selectors.all_versions() if row.code == code)
    row = next((row for row in rows if version in {None, row.version}), None)
    return selectors.instrument(row) if row else None


def _draft(code: str, version: int | None) -> Instrument | None:
    rows = (row for row in selectors.all_drafts() if row.code == code)
    row = next((row for row in rows if version in {None, row.version}), None)
    return selectors.draft_instrument(row) if row else None
