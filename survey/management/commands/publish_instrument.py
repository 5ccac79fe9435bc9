"""Publish the instruments that ship, in every language they offer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from access.actor import Actor
from survey import actions
from survey.entries import DefinitionError


class Command(BaseCommand):
    help = (
        "Publish every shipped instrument. What is published already stays as it is; a mended "
        "translation becomes the next revision."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        by = Actor.system("publish_instrument")
        try:
            versions = actions.publish_shipped_instruments(by=by, at=at)
        except (DefinitionError, actions.UnableToPublishError) as fault:
            raise CommandError(str(fault)) from fault
        for version in versions:
            state = "published" if version.published_at == at else "published already"
            self.stdout.write(f"{version}: {state} ({', '.join(version.languages)})")
