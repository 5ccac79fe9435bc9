from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.actor import Actor
from access.permissions import Permission
from survey.definition import serialising
from survey.designer import interchange_presenters
from survey.interchange.faults import FormError
from survey.interchange.workbooks.opening import read_file
from survey.interchange.xlsform.reading import Reading, read_whole
from survey.publishing import actions as publishing_actions

REFUSED = 2


class Command(BaseCommand):
    help = (
        "Import a form (.xlsx, .xls or .csv) as a draft: whole, or not at all with every fault "
        "listed and exit code 2."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="read and check, save nothing")
        parser.add_argument("--code", default="", help="its code here, in place of the form's own")
        parser.add_argument("--by", metavar="EMAIL", help="the survey designer who imports it")

    def handle(
        self, *, file: Path, dry_run: bool, code: str, by: str | None, **options: object
    ) -> None:
        importing = _person(by) if by else Actor.system("import_instrument")
        reading = self._read_form(file, code)
        instrument = reading.instrument
        for line in interchange_presenters.summary_lines(instrument):
            self.stdout.write(line)
        for line in interchange_presenters.group_lines(reading.notes):
            self.stdout.write(_("Note: %(what)s") % {"what": line})
        if dry_run:
            self.stdout.write(_("Dry run: nothing was saved."))
            return
        # A draft has no revision.
        raw = serialising.serialise(replace(instrument, revision=0))
        publishing_actions.save_draft(raw=raw, by=importing, at=timezone.now())
        self.stdout.write(_("Saved as a draft."))

    def _read_form(self, file: Path, code: str) -> Reading:
        try:
            return read_whole(read_file(file), code=code, default_code=file.stem)
        except FormError as error:
            for line in interchange_presenters.group_lines(error.faults):
                self.stderr.write(line)
            raise CommandError(_("Refused: nothing was imported."), returncode=REFUSED) from error


def _person(email: str) -> Actor:
    user = access_selectors.user_by_email(email)
    viewer = access_selectors.viewer_for(user.pk) if user else None
    if viewer is None or not viewer.may(Permission.PROPOSE_INSTRUMENT):
        message = _("%(email)s is no survey designer here.") % {"email": email}
        raise CommandError(message)
    return Actor.user(user_id=viewer.user_id, name=viewer.name)
