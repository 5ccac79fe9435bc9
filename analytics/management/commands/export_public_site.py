from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.public_site import selectors
from analytics.public_site.frozen import AlteredFileError
from analytics.public_site.site import build
from analytics.public_site.writing import (
    UnableToExportSiteError,
    UnableToHostError,
    checked_address,
    write_site,
)


class Command(BaseCommand):
    help = (
        "Write the public site to a folder: a new one, an empty one, or an earlier export, whose "
        "lasting addresses are kept. Pages and files are made from published releases alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="where to write it")
        parser.add_argument(
            "--address",
            default="",
            help="where it will stand: https://figures.example.org/ . Never on the host of the "
            "links, nor beside it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if selectors.is_outdated_copy():
            message = _(
                "This database is an older copy: releases may be missing. Release it first."
            )
            raise CommandError(message)
        try:
            releases = selectors.public_releases(at=timezone.now())
            if not releases:
                raise CommandError(_("Nothing has been published yet."))
            address = checked_address(options["address"], apart_from=_hosts_of_links())
            site = build(releases, address=address)
            write_site(options["folder"], site.files, site.lasting_pages)
        except (AlteredFileError, UnableToExportSiteError, UnableToHostError) as unable:
            raise CommandError(str(unable)) from unable
        said = _("%(files)s files of %(releases)s releases in %(folder)s")
        named = {"files": len(site.files) + 1, "releases": len(releases)}
        self.stdout.write(said % {**named, "folder": options["folder"]})


def _hosts_of_links() -> list[str]:
    addresses = (settings.PUBLIC_BASE_URL, settings.STAFF_BASE_URL)
    return [urlsplit(address).hostname or "" for address in addresses]
