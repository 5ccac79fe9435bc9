from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from responses.helplines import selectors
from responses.helplines.presenters import staff as presenters


class Command(BaseCommand):
    help = "List the helplines that are due to be rung; fail while there are any."

    def handle(self, **options: object) -> None:
        due = selectors.due_lines(on=timezone.localdate())
        for line in presenters.due_lines(due):
            self.stdout.write(line)
        if due:
            raise CommandError(presenters.due_summary(len(due)))
        self.stdout.write(_("Every helpline was rung in the last 90 days."))
