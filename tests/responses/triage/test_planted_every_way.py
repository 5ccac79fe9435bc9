import io
import json
import logging
import logging.config
import random
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from access.models import AuditEvent
from access.permissions import Role
from analytics import tasks as analytics_tasks
from config.logs import logging_of
from responses import tasks
from responses.models import Case, CodedText, WrittenText
from responses.themes.actions import redacting
from tests.access.administration.make import administrator
from tests.access.digests.make import Remembering, goes_out, wants
from tests.access.webhooks.test_webhooks import Receiver, deliver, endpoint
from tests.api_keys import bearer, make_key
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.data_protection.test_access_requests import asked, made, opened
from tests.responses.interviewing import at_the_phone
from tests.responses.interviewing.in_a_call import press, to_the_end
from tests.responses.paper.forms import keyer, printed, questions_of
from tests.responses.themes.coded import analyst, closed_text
from tests.responses.triage import planted
from tests.responses.triage.at_the_desk import on_the_rota

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("has_confirmed"),
    pytest.mark.safety,
]
SPOKEN, WISHED, KEYED, CODED = "dunnock", "whimbrel", "siskin", "lapwing"
WORDS = (SPOKEN, WISHED, KEYED)
MOBILE, E164 = "07700 900010", "+447700900010"
PAPER, TRAIL_FILE = "/staff/paper/", "/staff/audit-trail/file/"
CALLS = ("/api/v1/themes/", "/api/v1/alerts/", "/api/v1/questions/", "/api/v1/figures/",
         "/api/v1/quarters/", "/api/v1/")  # fmt: skip


@pytest.fixture
def lines(settings) -> Iterator[io.StringIO]:
    settings.LOG_REQUESTS = True
    logging.config.dictConfig(logging_of("json"))
    stream = io.StringIO()
    found = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    found.setStream(stream)
    yield stream
    logging.getLogger().removeHandler(found)
    logging.config.dictConfig(settings.LOGGING)


def interviewed() -> list[str]:
    at_the_phone.set_up(share=1.0)
    at_the_phone.who_chose_a_call(contact_mobile=E164)
    desk = at_the_phone.client_of(at_the_phone.interviewer("Rowan"))
    to_the_end(desk)
    pages = [
        press(desk, "words", better=f"He says he will kill me. {SPOKEN}", may_be_quoted="yes"),
        press(desk, "wish", way=f"Ring {WISHED}", when=WISHED, not_to=WISHED),
        press(desk, "send"),
    ]
    return [page.html for page in pages] + [str(dict(desk.session.items()))]


def keyed_twice(settings) -> list[str]:
    settings.PAPER_KEYED_TWICE = 100
    form = printed().form
    lines = dict.fromkeys((each.code for each in questions_of(form)), "1")
    address, pages = f"{PAPER}{form.pk}/", []
    for number, name in enumerate(("first", "second"), start=1):
        client = _client(keyer(name))
        typed = lines | {"Q-OVR-1": str(number), "words": f"He still has a key. {KEYED}"}
        pages += [client.post(address, typed, follow=True), client.get(address), client.get(PAPER)]
    settling = _client(keyer("third"))
    pages += [settling.get(address), settling.post(address, {"Q-OVR-1": "1"}, follow=True)]
    return [page.content.decode() for page in pages]


def at_work() -> None:
    for task in (tasks.sort_texts, tasks.redact_texts, tasks.escalate_texts, tasks.escalate_wishes,
                 analytics_tasks.find_terms, analytics_tasks.count_themes):  # fmt: skip
        task.func()


def sent_out() -> str:
    carrier, receiver = Remembering(), Receiver(200)
    goes_out(carrier, at=timezone.now())
    deliver(receiver, at=timezone.now())
    return str([carrier.letters, receiver.got, mail.outbox])


class TestWordsThatWereTypedForSomebody:
    def test_are_found_nowhere_but_sealed(self, settings, clock, lines):
        ash, _ = on_the_rota("Ash", "Birch")
        wants(ash)
        endpoint()

        pages = interviewed() + keyed_twice(settings)
        at_work()
        clock.shift(timedelta(days=20))
        at_work()
        sent = sent_out()

        assert WrittenText.objects.count() == 2
        assert {each.response.mode for each in WrittenText.objects.all()} == {"telephone", "paper"}
        for word in WORDS:
            assert [page for page in pages if word in page] == []
            assert planted.tables_with(word) == []
            assert planted.kept_with(word) == []
            assert word not in sent + lines.getvalue()
        assert "said" in lines.getvalue()


class TestWordsThatCodersRead:
    def test_are_on_the_page_of_who_codes_and_nowhere_else(self, clock, lines):
        for person in range(9):
            closed_text("Nobody rang me back at all.", person=person)
        closed_text(f"Nobody told me of the {CODED} at all.", person=10)
        coder, other = _client(analyst("Oak")), _client(analyst("Elm"))
        redacting.redact_texts(by=TESTER, at=NOW, chance=random.Random(1))
        CodedText.objects.update(is_doubled=False)

        shown = self.code_all(coder)
        at_work()
        told = [coder.get("/staff/coding/").content.decode(), other.get("/staff/").content.decode()]

        assert shown == 1
        assert [page for page in told if CODED in page] == []
        assert planted.tables_with(CODED) == []
        assert planted.kept_with(CODED) == []
        assert CODED not in lines.getvalue() + sent_out()

    def code_all(self, coder: Client) -> int:
        """Returns on how many pages the word stood."""
        shown = 0
        while "/staff/coding/" in (page := coder.get("/staff/coding/").content.decode()):
            action = re.search(r'action="(/staff/coding/\d+/code/)"', page)
            if action is None:
                return shown
            shown += CODED in page
            assert CODED not in page.partition("</title>")[0]
            after = coder.post(action[1], {"themes": ["better:informed"]}, follow=True)
            assert after.status_code == 200
        return shown


class TestWhatLeaves:
    def test_has_no_word_but_in_the_file_that_its_person_opens(self, clock, lines, force_analyst):
        on_the_rota("Ash", "Birch")
        interviewed()
        officer = _client(_staff(Role.DATA_PROTECTION_OFFICER, None))

        request, words = asked(_client(administrator("first")))
        file = made(officer, request, birth_year=Case.objects.get().birth_year)
        text, held = opened(file, words)
        listed = [
            officer.get(address).content for address in ("/staff/access-requests/", "/staff/")
        ]
        trail = [officer.get("/staff/audit-trail/").content, officer.get(TRAIL_FILE).getvalue()]
        key = make_key(force_analyst, at=timezone.now())
        calls = [Client(headers=bearer(key)).get(each).content for each in CALLS]

        assert SPOKEN in text
        assert SPOKEN in json.dumps(held)
        assert WISHED in text
        for word in (SPOKEN, WISHED):
            assert all(word.encode() not in each for each in [file, *listed, *trail, *calls])
            assert word not in lines.getvalue() + str(list(AuditEvent.objects.values()))
            assert planted.tables_with(word) == []
            assert planted.kept_with(word) == []
