from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from responses.readiness import asking_stop, national_desk, presenters


class Command(BaseCommand):
    help = "List what must be signed before real people are asked; fail while they may not be."

    def handle(self, **options: object) -> None:
        at = timezone.now()
        today = timezone.localdate(at)
        for line, _stands in presenters.duty_lines(on=today):
            self.stdout.write(line)
        self.stdout.write(presenters.helpline_words(today))
        self.stdout.write(presenters.language_words(today))
        for day, readers, _is_staffed in national_desk.day_lines(national_desk.coming_days(at=at)):
            self.stdout.write(
                _("National desk, %(day)s: %(readers)s") % {"day": day, "readers": readers}
            )
        if not access_selectors.is_real():
            self.stdout.write(_("Nobody in this database is real, so nothing is refused."))
        elif refused := asking_stop.why_not_to_ask(at=at):
            raise CommandError(refused)
        else:
            self.stdout.write(_("Real people may be asked."))
