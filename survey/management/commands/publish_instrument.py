"""Publish the instruments that ship, in every language they offer."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.actor import Actor
from survey import actions, sources
from survey.entries import DefinitionError
from ui import catalogues as interface_catalogues


class Command(BaseCommand):
    help = (
        "Publish every shipped instrument. What is published already stays as it is; a mended "
        "translation becomes the next revision."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_half_translated_pages()
        at = timezone.now()
        by = Actor.system("publish_instrument")
        try:
            versions = actions.publish_shipped_instruments(by=by, at=at)
        except (DefinitionError, actions.UnableToPublishError) as fault:
            raise CommandError(str(fault)) from fault
        for version in versions:
            state = "published" if version.published_at == at else "published already"
            self.stdout.write(f"{version}: {state} ({', '.join(version.languages)})")

    def _refuse_half_translated_pages(self) -> None:
        """A language is offered with every word of its pages, or not at all."""
        languages = {each for source in sources.shipped_sources() for each in source.languages}
        faults = interface_catalogues.faults_in(sorted(languages), Path(settings.LOCALE_PATHS[0]))
        if faults:
            raise CommandError("\n".join(faults))
