from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access import selectors as access_selectors
from access.actor import Actor
from analytics.figures import actions as figures_actions
from analytics.figures import peer_file


class Command(BaseCommand):
    help = "Load a CSV of most similar groups: columns force and member, one row a member."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, required=True)
        parser.add_argument("--source", required=True, help="who made the list, and when")

    def handle(self, *, file: Path, valid_from: date, source: str, **options: object) -> None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
            groups = peer_file.read_groups(lines, codes=access_selectors.force_codes_by_name())
        except (OSError, UnicodeDecodeError) as unreadable:
            raise CommandError(
                _("%(file)s cannot be read: %(why)s") % {"file": file, "why": unreadable},
                returncode=2,
            ) from unreadable
        except peer_file.PeerFileError as wrong:
            raise CommandError(
                _("%(file)s changes nothing:\n%(faults)s") % {"file": file, "faults": wrong},
                returncode=2,
            ) from wrong
        count = figures_actions.load_peer_groups(
            groups=groups,
            valid_from=valid_from,
            source=source,
            by=Actor.system("load_peer_groups"),
            at=timezone.now(),
        )
        self.stdout.write(
            ngettext(
                "%(forces)s force has a group now, with %(members)s members.",
                "%(forces)s forces have a group now, with %(members)s members.",
                len(groups),
            )
            % {"forces": len(groups), "members": count}
        )
