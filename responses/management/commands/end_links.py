from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access import selectors as access_selectors
from access.actor import Actor
from responses.invitations.actions import expire_links as actions
from responses.invitations.selectors import links as selectors
from responses.management import moments

ACTOR = Actor.system("end_links")


class Command(BaseCommand):
    help = (
        "End the links that were sent between two times, London time. Without --end it only counts "
        "them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sent_from", metavar="FROM", help="as 2026-11-25T09:00")
        parser.add_argument("sent_until", metavar="UNTIL", help="as 2026-11-25T10:30")
        parser.add_argument("--force", default="", metavar="CODE", help="of one force alone")
        parser.add_argument("--end", action="store_true", help="end them")

    def handle(
        self, *, sent_from: str, sent_until: str, force: str, end: bool, **options: object
    ) -> None:
        if force and access_selectors.force_by_code(force) is None:
            raise CommandError(_("There is no force %(code)s.") % {"code": force})
        first, last, at = moments.read(sent_from), moments.read(sent_until), timezone.now()
        if not end:
            found = selectors.open_links(
                sent_from=first, sent_until=last, force_code=force, at=at
            ).count()
            self.stdout.write(_("Links that still open: %(count)s.") % {"count": f"{found:,}"})
            self.stdout.write(_("Nothing was changed. End them with --end."))
            return
        ended = actions.end_links(
            sent_from=first, sent_until=last, force_code=force, by=ACTOR, at=at
        )
        said = ngettext("%(count)s link opens no more.", "%(count)s links open no more.", ended)
        self.stdout.write(said % {"count": f"{ended:,}"})
