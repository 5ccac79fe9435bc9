from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.actor import Actor
from access.models import Force
from responses.invitations.actions import sending_accounts

ACTOR = Actor.system("set_sending_account")


class Command(BaseCommand):
    help = "Say whose service at GOV.UK Notify sends for a force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("force", help="code of the force: city-of-london")
        parser.add_argument("--key", default="", help="name of its key in NOTIFY_API_KEYS")
        for name in _template_names():
            parser.add_argument(f"--template-{name}", default="", help="id of its template")
        parser.add_argument("--sender", default="", help="id of its sender at GOV.UK Notify")
        parser.add_argument("--end", action="store_true", help="send as the nation does again")

    def handle(self, *, force: str, key: str, sender: str, end: bool, **options: str) -> None:
        found = access_selectors.force_by_code(force)
        if found is None:
            message = _("There is no force with the code %(code)s.") % {"code": force}
            raise CommandError(message)
        if end:
            self._end(found)
            return
        templates = {
            name: options["template_" + name.replace("-", "_")] for name in _template_names()
        }
        self._check(key, sender, templates)
        sending_accounts.set_account(
            force=found,
            key_name=key,
            templates=templates if key else {},
            sms_sender_id=sender,
            by=ACTOR,
            at=timezone.now(),
        )
        self.stdout.write(_("From now its messages go that way."))

    def _check(self, key: str, sender: str, templates: dict[str, str]) -> None:
        if not key and not sender:
            raise CommandError(_("Give --key, --sender or both."))
        if key and key not in settings.NOTIFY_API_KEYS:
            message = _("NOTIFY_API_KEYS has no key named %(key)s.") % {"key": key}
            raise CommandError(message)
        if key and not all(templates.values()):
            raise CommandError(_("A service of its own needs a template for each language."))

    def _end(self, force: Force) -> None:
        try:
            sending_accounts.end_account(force=force, by=ACTOR, at=timezone.now())
        except sending_accounts.MessagesInProgressError as error:
            message = _("Messages are still on their way through its service: try again later.")
            raise CommandError(message) from error
        self.stdout.write(_("From now it sends as the nation does."))


def _template_names() -> list[str]:
    emails = settings.NOTIFY_EMAIL_TEMPLATES if settings.EMAILS_ARE_SENT else {}
    return [*settings.NOTIFY_TEMPLATES, *(f"email-{code}" for code in emails)]
