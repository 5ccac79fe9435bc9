"""Two workers look for mails at once, or somebody stops them meanwhile."""

from datetime import timedelta

import pytest

from access.digests import mails
from access.digests.cadences import HowOften
from access.models import AuditEvent, DigestChoice, DigestMail
from analytics.models import Alert
from tests.access.digests.make import Remembering, goes_out, sends, wants
from tests.analytics import make
from tests.conftest import NOW
from tests.races.explorer import Race, explore

SOON = NOW + timedelta(minutes=15)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]


class DigestRace:
    def prepare(self):
        for model in (Alert, AuditEvent, DigestMail, DigestChoice):
            model.objects.all().delete()
        wants(self.user)
        make.alert()
        self.carrier = Remembering()
        return self.pair()

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


class TestTwoWorkers(DigestRace):
    def pair(self):
        def work():
            goes_out(self.carrier, at=SOON)

        return work, work

    def check(self):
        assert DigestMail.objects.count() == 1
        assert len(self.carrier.letters) == 1

    def test_make_and_send_one_mail(self, force_analyst):
        self.user = force_analyst

        broken = self.explored()

        assert not broken.faults, str(broken)


class TestAWorkerAndOneWhoStopsTheirMails(DigestRace):
    def pair(self):
        mails.make_mails(at=SOON)

        def send():
            sends(self.carrier, at=SOON)

        return send, lambda: wants(self.user, HowOften.NEVER, at=SOON)

    def check(self):
        mail = DigestMail.objects.get()
        assert (mail.state, len(self.carrier.letters)) in {("sent", 1), ("dropped", 0)}
        assert DigestChoice.objects.get().how_often == "never"

    def test_end_in_one_mail_or_none(self, force_analyst):
        self.user = force_analyst

        broken = self.explored()

        assert not broken.faults, str(broken)
