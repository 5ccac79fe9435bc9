import time
from argparse import ArgumentParser
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from responses.sms import fake_weather, texts
from responses.sms.fake_notify import FakeNotify, NotifyTemplate
from responses.sms.fake_server import FakeServer, post_receipt, serving
from responses.sms.fake_weather import SendingFault, Weather

RETRY_SECONDS = 300
RECEIPT_SECONDS = 3
PORT = 6011


class Command(BaseCommand):
    help = "Serve a fake of GOV.UK Notify on this machine, with delivery receipts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=PORT)
        parser.add_argument(
            "--fault",
            action="append",
            default=[],
            choices=[fault.value for fault in SendingFault],
            help="what the next sending meets, once; repeat for the ones after",
        )
        parser.add_argument(
            "--storm",
            type=int,
            metavar="SEED",
            help="lose, double and delay by chance; the same seed has the same storm",
        )

    def handle(self, *, port: int, fault: list[str], storm: int | None, **options: object) -> None:
        if not settings.NOTIFY_API_KEY or not all(settings.NOTIFY_TEMPLATES.values()):
            message = _("Set NOTIFY_API_KEY and a NOTIFY_TEMPLATE_ for each language.")
            raise CommandError(message)
        fake = FakeNotify(
            api_key=settings.NOTIFY_API_KEY,
            templates=_templates(),
            now=timezone.now,
            faults=[SendingFault(value) for value in fault],
            weather=Weather() if storm is None else fake_weather.storm(storm),
        )
        with serving(FakeServer(fake, port=port)) as server:
            self.stdout.write(_("Set NOTIFY_BASE_URL=%(url)s") % {"url": server.base_url})
            self.stdout.write(_("Stop with Ctrl and C."))
            try:
                url = f"{settings.PUBLIC_BASE_URL.rstrip('/')}/callbacks/notify/"
                while True:
                    time.sleep(RECEIPT_SECONDS)
                    for receipt in fake.finish():
                        status = post_receipt(
                            receipt,
                            url=url,
                            token=settings.NOTIFY_CALLBACK_TOKEN,
                            pause=partial(time.sleep, RETRY_SECONDS),
                        )
                        self.stdout.write(
                            _("%(state)s: receipt answered with %(status)s")
                            % {"state": receipt["status"], "status": status or "-"}
                        )
            except KeyboardInterrupt:
                self.stdout.write(_("Stopped."))


def _templates() -> list[NotifyTemplate]:
    kinds = (
        (settings.NOTIFY_TEMPLATES, texts.TEMPLATES),
        (settings.NOTIFY_SHORTER_TEMPLATES, texts.SHORTER),
        (settings.NOTIFY_EMAIL_TEMPLATES, texts.EMAILS),
    )
    return [
        NotifyTemplate(id=template_id, body=words[language])
        for templates, words in kinds
        for language, template_id in templates.items()
        if template_id
    ]
