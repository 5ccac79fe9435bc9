from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from analytics.management.people import national_people
from analytics.models import Release
from analytics.releases.actions import publishing
from analytics.releases.draft import UnableToReleaseError
from analytics.releases.presenters.draft_files import forces_in
from analytics.releases.presenters.files import release_files
from analytics.releases.selectors import drafts


class Command(BaseCommand):
    help = (
        "Publish the figures of a simulated quarter that is over, at once and without the studio: "
        "protect small groups over all tables "
        "together, attack the result, and freeze it with its quality report. Refused where "
        "anything of a group of one to nine people could be known."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, help="the quarter: 2026-Q3")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="who publishes it")
        parser.add_argument(
            "--approved-by", metavar="EMAIL", help="who has read it first: another person"
        )
        parser.add_argument("--revise", default="", metavar="WHY", help="replace what is published")
        parser.add_argument(
            "--out", type=Path, help="folder to write the files to; under the data folder if absent"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began, now = monotonic(), timezone.now()
        period = options["period"]
        _refuse_real_people()
        publisher, approved_by = national_people(options["by"], options["approved_by"])
        try:
            draft = drafts.prepare_draft(
                period=period, revision_note=options["revise"], on=timezone.localdate(now)
            )
            files = release_files(
                draft,
                forces=forces_in(draft, on=timezone.localdate(now)),
                is_simulated=access_selectors.is_simulated(),
            )
            release = publishing.publish_release(
                draft=draft, files=files, approved_by=approved_by, by=publisher, at=now
            )
        except UnableToReleaseError as unable:
            raise CommandError(str(unable)) from unable
        folder = options["out"] or self._usual_folder(period, release.version)
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            (folder / file.name).write_bytes(file.body)
        self._say(release, draft_size=len(draft.figures), folder=folder, began=began)

    def _say(self, release: Release, *, draft_size: int, folder: Path, began: float) -> None:
        parts = {
            "period": release.period,
            "version": release.version,
            "figures": f"{draft_size:,}",
            "folder": folder,
            "seconds": f"{monotonic() - began:.0f}",
        }
        said = _(
            "Published %(period)s, version %(version)s: %(figures)s figures in %(folder)s, "
            "%(seconds)s s"
        )
        self.stdout.write(said % parts)

    def _usual_folder(self, period: str, version: int) -> Path:
        return Path(settings.DATA_DIR) / "releases" / f"{period}-v{version}"


def _refuse_real_people() -> None:
    if not access_selectors.is_simulated():
        message = _(
            "Figures of real people are released in the studio, at 9:30 and by two people. This "
            "command is for simulated data."
        )
        raise CommandError(message)
