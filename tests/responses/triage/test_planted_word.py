import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from responses import tasks
from responses.answering.actions import withdrawals
from responses.data_protection.actions import retention
from responses.models import BreakOffChange, FollowUp, Response, SealedText, SealedWish, WrittenText
from responses.triage.actions import reading, sorting
from responses.triage.outcomes import TextOutcome
from responses.triage.views import queue
from responses.vault.sealed import written_texts
from tests.access.digests.make import Remembering, goes_out, wants
from tests.access.webhooks.test_webhooks import Receiver, deliver, endpoint
from tests.conftest import NOW, TESTER, sign_in
from tests.responses.invited import invite
from tests.responses.phones import Phone
from tests.responses.told import told_about
from tests.responses.triage import planted
from tests.responses.triage.at_the_desk import answered_all, on_the_rota, record_call

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("has_confirmed"),
    pytest.mark.safety,
]
WORD = "lapwing"
MOBILE = "+447700900010"


class TestAPlantedWord:
    def test_is_found_nowhere_else(self, browser: Client, client: Client, clock, caplog):
        caplog.set_level(logging.DEBUG)
        ash, _ = on_the_rota("Ash", "Birch")
        sign_in(client, ash)
        wants(ash)
        endpoint()

        self.write(browser)
        tasks.sort_texts.call()
        clock.shift(timedelta(days=20))
        tasks.escalate_texts.call()
        tasks.escalate_wishes.call()
        sent = self.sent_out()
        clock.shift(-timedelta(days=20))
        self.read_and_close(client)
        told = str(told_about(MOBILE))

        assert told.count(WORD) == 2
        assert planted.tables_with(WORD) == []
        assert "1 text was not read in its time." in sent
        assert WORD not in caplog.text + sent
        assert mail.outbox == []

    def test_is_in_no_page_and_no_log_when_something_fails(
        self, browser: Client, client: Client, clock, caplog, monkeypatch
    ):
        caplog.set_level(logging.DEBUG)
        ash, _ = on_the_rota("Ash", "Birch")
        sign_in(client, ash)
        browser.raise_request_exception = client.raise_request_exception = False
        phone, invited = Phone(browser), invite(mobile=MOBILE)
        phone.enter(invited)
        answered_all(invited)
        phone.open("/m/")
        phone.press(skip="yes")

        def fail(*_args, **_given):
            raise RuntimeError

        with monkeypatch.context() as patched:
            patched.setattr(written_texts.encryption, "encrypt", fail)
            failed = [browser.post("/u/", {"better": WORD, "once": "x"})]
        browser.post("/u/", {"better": f"He says he will kill me. {WORD}"})
        text = WrittenText.objects.get()
        with monkeypatch.context() as patched:
            patched.setattr(sorting, "read_text", fail)
            tasks.sort_texts.call()
            patched.setattr(queue.presenters, "text_page", fail)
            failed.append(client.get(f"/staff/texts/{text.pk}/"))

        assert [page.status_code for page in failed] == [500, 500]
        assert all(WORD not in page.content.decode() for page in failed)
        assert WORD not in caplog.text
        assert planted.tables_with(WORD) == []
        assert mail.outbox == []

    def sent_out(self) -> str:
        carrier, receiver = Remembering(), Receiver(200)
        goes_out(carrier, at=timezone.now())
        deliver(receiver, at=timezone.now())
        return str([carrier.letters, receiver.got])

    def test_leaves_nothing_when_it_is_withdrawn(self, browser: Client, clock, caplog):
        caplog.set_level(logging.DEBUG)
        on_the_rota("Ash", "Birch")
        self.write(browser)
        Response.objects.update(withdrawal_hash="a hash")

        withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW)
        record_call(WrittenText.objects.get())
        reading.close(
            text=WrittenText.objects.get(), outcome=TextOutcome.PASSED_ON, told="unsafe", by=TESTER,
            at=NOW,
        )  # fmt: skip
        found = [planted.tables_with(WORD)]
        withdrawals.destroy_withdrawn_answers(by=TESTER, at=NOW + timedelta(days=8))
        retention.apply_retention(by=TESTER, at=NOW + timedelta(days=8))
        found.append(planted.tables_with(WORD))

        assert found == [[], []]
        assert (SealedText.objects.count(), SealedWish.objects.count()) == (0, 0)
        assert WORD not in caplog.text

    def write(self, browser: Client) -> None:
        phone, invited = Phone(browser), invite(mobile=MOBILE)
        phone.enter(invited)
        answered_all(invited)
        phone.open("/m/")
        phone.press(skip="yes")
        before = self.counted()
        phone.press(better=f"He says he will kill me. {WORD}")
        phone.press(way=f"Ring {WORD}")
        assert WORD not in str(dict(browser.session.items()))
        assert self.counted() == before

    def counted(self) -> list[object]:
        return [*Response.objects.values(), *BreakOffChange.objects.values()]

    def read_and_close(self, client: Client) -> None:
        text, wish = WrittenText.objects.get(), FollowUp.objects.get()
        showing = f"/staff/texts/{text.pk}/", f"/staff/wishes/{wish.pk}/"
        others = [
            client.get("/staff/texts/"),
            client.get("/staff/wishes/"),
            client.post(f"{showing[0]}judge/", {"category": "serious"}),
            client.post(f"{showing[0]}close/", {"outcome": "passed_on", "told": "unsafe"}),
            client.post(f"{showing[1]}end/", {"outcome": "spoken"}),
            client.get("/staff/texts/"),
        ]
        assert all(WORD not in page.content.decode() for page in others)
        for page in map(client.get, showing):
            html = page.content.decode()
            assert html.count(WORD) == 1
            assert WORD not in html.partition("</title>")[0]
