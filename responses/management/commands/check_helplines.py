"""List the helplines whose numbers nobody has checked for 90 days. A wrong number is a safety
defect."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from responses.answering.helplines import to_be_checked
from responses.answering.presenters import helplines as presenters
from responses.answering.selectors import respondents


class Command(BaseCommand):
    help = "List the helplines that are due to be checked; fail while there are any."

    def handle(self, **options: object) -> None:
        due = to_be_checked(respondents.helplines(), on=timezone.localdate())
        for line in presenters.due_lines(due):
            self.stdout.write(line)
        if due:
            raise CommandError(presenters.due_summary(len(due)))
        self.stdout.write(_("Every number was checked in the last 90 days."))
