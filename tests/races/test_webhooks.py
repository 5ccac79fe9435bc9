"""Two workers deliver at once, or somebody switches an endpoint off meanwhile."""

from datetime import timedelta

import pytest

from access.models import AuditEvent, WebhookDelivery, WebhookEndpoint
from access.webhooks import actions
from access.webhooks.events import WebhookEvent, happened
from access.webhooks.sending import SendAnswer
from tests.conftest import NOW, TESTER
from tests.races.explorer import Race, explore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]


class DeliveryRace:
    def prepare(self):
        for model in (WebhookDelivery, WebhookEndpoint, AuditEvent):
            model.objects.all().delete()
        self.endpoint, _secret = actions.register(
            force=None, label="x", url="https://receiver.example.org/", events=["alert.raised"],
            by=TESTER, at=NOW,
        )  # fmt: skip
        self.got = []
        return self.pair()

    def raised(self):
        happened(WebhookEvent.ALERT_RAISED, number=7, page=("analytics:alert", 7), at=NOW)

    def delivers(self, *, arrives=True, at=NOW):
        def sender(_url, _body, headers):
            self.got.append(headers["webhook-id"])
            return SendAnswer(has_arrived=arrives, what="204" if arrives else "500")

        return lambda: actions.deliver(sender=sender, by=TESTER, now=lambda: at)

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


class TestTwoWorkers(DeliveryRace):
    def pair(self):
        self.raised()
        self.raised()
        return self.delivers(), self.delivers()

    def check(self):
        assert len(self.got) == len(set(self.got)) == 2
        found = WebhookDelivery.objects.values_list("attempts", "has_arrived", "next_at")
        assert set(found) == {(1, True, None)}

    def test_deliver_each_message_once(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestTwoWorkersWithWhatFails(DeliveryRace):
    def pair(self):
        self.raised()
        return self.delivers(arrives=False), self.delivers(arrives=False)

    def check(self):
        delivery = WebhookDelivery.objects.get()
        assert (len(self.got), delivery.attempts, delivery.ended_at) == (1, 1, None)
        assert delivery.next_at == NOW + timedelta(minutes=5)

    def test_count_one_try(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestAWorkerWhileSomethingHappensAndTheEndpointIsSwitchedOff(DeliveryRace):
    def pair(self):
        self.raised()

        def switch_off():
            actions.switch_off(endpoint=self.endpoint, by=TESTER, at=NOW)
            self.sent_before = len(self.got)

        def work():
            self.raised()
            self.delivers()()

        return work, switch_off

    def check(self):
        self.delivers()()
        assert WebhookDelivery.objects.filter(ended_at=None).count() == 0, "nothing waits on"
        assert len(self.got) <= self.sent_before + 1, "the one that was on its way"

    def test_leave_nothing_that_waits(self):
        broken = self.explored()

        assert not broken.faults, str(broken)
