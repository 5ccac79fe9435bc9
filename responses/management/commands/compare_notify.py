from argparse import ArgumentParser
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from notifications_python_client.notifications import NotificationsAPIClient

from responses.sms import fake_comparison, texts
from responses.sms.fake_notify import FakeNotify, NotifyTemplate
from responses.sms.fake_server import FakeServer, serving

TIMEOUT_SECONDS = 30


class Command(BaseCommand):
    help = "Ask GOV.UK Notify and the fake the same, with a test key, and say where they differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--record", type=Path, help="write what it answered to this file")

    def handle(self, *, record: Path | None, **options: object) -> None:
        template = settings.NOTIFY_TEMPLATES["en"]
        if not settings.NOTIFY_API_KEY or not template:
            raise CommandError(_("Set NOTIFY_API_KEY, a test key, and NOTIFY_TEMPLATE_EN."))
        theirs = _shapes(settings.NOTIFY_BASE_URL, template)
        ours = _shapes_of_the_fake(template)
        lines = [f"{probe}: {shape}" for probe, shape in theirs.items()]
        if record is not None:
            record.write_text("\n".join(lines) + "\n", encoding="utf-8")
        for line in lines:
            self.stdout.write(line)
        found = fake_comparison.differences(ours, theirs)
        for one in found:
            self.stderr.write(f"{one.probe}: {one.ours} ≠ {one.theirs}")
        if found:
            raise CommandError(_("The fake does not answer as the service does."))
        self.stdout.write(_("The fake answers as the service does."))


def _shapes(base_url: str, template: str) -> dict[str, str]:
    client = NotificationsAPIClient(  # type: ignore[no-untyped-call]
        settings.NOTIFY_API_KEY, base_url=base_url, timeout=TIMEOUT_SECONDS
    )
    try:
        return fake_comparison.shapes(client, template=template, reference=str(uuid4()))
    finally:
        client.request_session.close()


def _shapes_of_the_fake(template: str) -> dict[str, str]:
    fake = FakeNotify(
        api_key=settings.NOTIFY_API_KEY,
        templates=[NotifyTemplate(id=template, body=texts.TEMPLATES["en"])],
        now=timezone.now,
    )
    with serving(FakeServer(fake)) as server:
        return _shapes(server.base_url, template)
