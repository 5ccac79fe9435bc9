import io
import random
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pyreadstat
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from access.background import task_queue
from access.models import User
from access.permissions import Role
from analytics import tasks as analytics_tasks
from analytics.alerts import actions as alerts_actions
from analytics.models import Alert, EmergingTerm, ThemeRate
from analytics.public_site.site import build
from analytics.research import actions as research_actions
from analytics.research import presenters as research_presenters
from analytics.research.actions import ProjectPlan
from analytics.research.recoding import variables
from responses import extract, extract_themes, tasks
from responses.models import Case, CodedText, Response, ThemeCoding, ThemeQuote, WrittenText
from responses.themes.actions import redacting
from responses.themes.views import coding as coding_views
from responses.themes.views import quotes as quotes_views
from responses.triage.actions import reading, sending
from responses.triage.outcomes import TextOutcome
from responses.triage.views import queue
from responses.vault.sealed.written_texts import OwnWords
from tests.access.administration.make import acting
from tests.access.digests.make import Remembering, goes_out, wants
from tests.access.webhooks.test_webhooks import Receiver, deliver, endpoint
from tests.analytics import make
from tests.analytics.alerts.test_alerts_of_themes import INFORMED, LAST, texts
from tests.analytics.make import CITY
from tests.analytics.public_site import published
from tests.analytics.public_site.published import released
from tests.api_keys import bearer, make_key
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.invited import NO_FLAGS
from tests.responses.themes.coded import analyst, batch, closed_text
from tests.responses.triage import planted
from tests.responses.triage.at_the_desk import on_the_rota, reader
from tests.responses.triage.test_planted_every_way import lines

__all__ = ["lines", "released"]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("has_confirmed"),
    pytest.mark.safety,
]
NAME, WORD = "Whimbrel", "lapwing"
PASSAGE = f"told me of the {WORD} at all"
SAID_BY = 4
SENTENCE = f"Nobody but PC Jane {NAME} {PASSAGE}."
CODING, QUOTES = "/staff/coding/", "/staff/coding/quotations/"
OTHERS = ("gwent", "dyfed-powys", "south-wales", "north-wales")
PAGES = ("/staff/", "/staff/alerts/", "/staff/themes/city-of-london/", "/staff/themes/",
         "/staff/research/", "/staff/audit-trail/", "/staff/alerts/you-said-we-did/")  # fmt: skip
CALLS = ("/api/v1/alerts/", f"/api/v1/themes/?force={CITY}&period={make.Q3}")


@pytest.fixture
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def written() -> CodedText:
    Case.objects.filter(force=CITY).update(flags=NO_FLAGS, crime_group="burglary", risk_level="")
    who = Response.objects.filter(invitation__stage_event__case__force=CITY).order_by("-pk")[:10]
    for place, response in enumerate(who):
        said = SENTENCE if place == SAID_BY else "Nobody rang me back at all."
        # She writes before she sends in.
        rows = Response.objects.filter(pk=response.pk)
        rows.update(completed_at=None)
        is_sent = sending.send_words(
            response_id=response.pk, words=OwnWords(better=said), language="en",
            may_be_quoted=place == SAID_BY, by=TESTER, at=NOW,
        )  # fmt: skip
        rows.update(completed_at=response.completed_at)
        assert is_sent
    tasks.sort_texts.func()
    for text in WrittenText.objects.all():
        reading.close(text=text, outcome=TextOutcome.NO_RISK,
                      told=WrittenText.Told.NOT_NEEDED, by=TESTER, at=NOW)  # fmt: skip
    redacting.redact_texts(by=TESTER, at=NOW, chance=random.Random(1))
    CodedText.objects.update(is_doubled=False)
    [text] = CodedText.objects.filter(response__in=WrittenText.objects.filter(
        may_be_quoted=True).values("response"))  # fmt: skip
    return text


def coded(client: Client) -> list[str]:
    pages = []
    while action := re.search(
        rf'action="({CODING}\d+/code/)"', page := client.get(CODING).content.decode()
    ):
        pages.append(page)
        client.post(action[1], {"themes": [INFORMED]})
    return pages


def alerted(monkeypatch, user: User) -> Alert:
    past = [*texts(CITY, now=9), *(text for force in OTHERS for text in texts(force, now=3))]
    really = extract.decided_texts
    monkeypatch.setattr(extract, "decided_texts", lambda **given: iter([*past, *really(**given)]))
    ThemeRate.objects.create(
        period=make.Q3, area=CITY, rate=INFORMED, dimension="all", level="all", people=60, found=15
    )
    wants(user, at=NOW - timedelta(days=1))
    endpoint()
    alerts_actions.raise_alerts(week=LAST, by=TESTER, at=NOW)
    [found] = Alert.objects.filter(dimension="theme")
    return found


def researched(monkeypatch, by: User) -> dict[str, bytes]:
    monkeypatch.setattr(research_actions.selectors, "may_be_given", lambda year, *, at: True)
    monkeypatch.setattr(
        research_actions, "weighed_answers", lambda _: [(row, 1.3) for row in extract.answer_rows()]
    )
    plan = ProjectPlan(
        title="Everything", purpose="All that there is.", researchers=["Dr Ann Ash"],
        variables=list(variables()), year="2025-26",
        ends_on=timezone.localdate(NOW) + timedelta(days=90),
    )  # fmt: skip
    project = research_actions.ask(plan=plan, by=acting(by), at=NOW)
    research_actions.make(
        number=project.pk, write=research_presenters.written_file, by=TESTER, at=NOW
    )
    project.refresh_from_db()
    with zipfile.ZipFile(io.BytesIO(bytes(project.file))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def all_told_in_spss(file: bytes, folder) -> str:
    (folder / "answers.sav").write_bytes(file)
    frame, told = pyreadstat.read_sav(str(folder / "answers.sav"))
    return str([frame.to_dict(), vars(told)])


def sent_out() -> str:
    carrier, receiver = Remembering(), Receiver(200)
    goes_out(carrier, at=NOW)
    deliver(receiver, at=NOW)
    return str([vars(letter) for letter in carrier.letters] + receiver.got)


def standing(bits: bytes | str) -> list[str]:
    read = [bits] if isinstance(bits, str) else [*planted.readable(bits)]
    return [each for each in (NAME, WORD) if any(each in one for one in read)]


@pytest.mark.databases
class TestASentence:
    def test_goes_no_further_than_its_coders(self, now, lines, monkeypatch, tmp_path, released):
        on_the_rota("Ash", "Birch")
        oak, elm = analyst("Oak"), analyst("Elm")
        national, stranger = analyst("Fir", None), analyst("Yew", "kent")
        text = written()
        assert planted.tables_with(NAME) == []

        coder = _client(oak)
        shown = [page for page in coded(coder) if WORD in page]
        chosen = coder.post(f"{CODING}{text.pk}/quote/", {"passage": PASSAGE}, follow=True)
        quote = ThemeQuote.objects.get()
        before = {who: _client(who).get(QUOTES) for who in (elm, national, stranger, reader("Cob"))}
        lead = _staff(Role.OPERATIONS_LEAD, CITY)
        alert = alerted(monkeypatch, lead)
        analytics_tasks.find_terms.func()

        assert [standing(page) for page in shown] == [[WORD]]
        assert standing(chosen.content) == [WORD]
        assert [standing(page.content) for page in before.values()] == [[WORD], [WORD], [], []]
        told = sent_out()
        assert "waits for somebody" in told
        assert "alert.raised" in told
        assert standing(told) == []
        self.is_in_nothing_told_of(alert, elm, national, lead)
        files = researched(monkeypatch, national)
        assert {"answers.csv", "answers.sav", "codebook.xml"} <= {*files}
        assert [name for name, file in files.items() if standing(file)] == []
        assert standing(all_told_in_spss(files["answers.sav"], tmp_path)) == []

        _client(elm).post(f"{QUOTES}{quote.pk}/", {"decision": "release"})
        quote.refresh_from_db()
        assert (quote.state, ThemeCoding.objects.count()) == ("released", 10)
        self.is_in_nothing_told_of(alert, elm, national, lead)
        assert standing(sent_out()) == []
        public = build(published.releases()).files
        assert len(public) > 50
        assert [file.path for file in public if standing(file.content)] == []
        assert not EmergingTerm.objects.filter(term__contains=WORD).exists()
        for word in (NAME, WORD, NAME.casefold()):
            assert planted.tables_with(word) == []
            assert planted.kept_with(word) == []
            assert word not in lines.getvalue()

    def is_in_nothing_told_of(self, alert: Alert, *readers: User) -> None:
        for user in readers:
            client, key = _client(user), make_key(user)
            case = f"/staff/alerts/{alert.pk}/"
            pages = [
                client.get(page, follow=True) for page in (*PAGES, case, f"{case}evidence.pdf")
            ]
            calls = [Client(headers=bearer(key)).get(call) for call in CALLS]
            assert {page.status_code for page in (*pages, *calls)} <= {200, 403}
            assert 200 in {page.status_code for page in calls}
            found = [page.request["PATH_INFO"] for page in (*pages, *calls)
                     if standing(page.content)]  # fmt: skip
            assert found == []


class TestAnErrorThatQuotes:
    def test_says_its_kind_and_place_and_no_word(self, now, lines, monkeypatch):
        on_the_rota("Ash", "Birch")
        batch(better="Nobody rang me back.")
        text = closed_text(SENTENCE, person=30)
        oak, cob = _client(analyst("Oak")), _client(reader("Cob"))
        oak.raise_request_exception = cob.raise_request_exception = False

        def fail(*_args, **_given):
            raise ValueError(SENTENCE) from KeyError(WORD)

        failed: list = []
        for place, name, client, address in (
            (queue.presenters, "text_page", cob, f"/staff/texts/{text.pk}/"),
            (coding_views.presenters, "redacted", oak, CODING),
            (quotes_views.presenters, "quote_rows", oak, QUOTES),
        ):
            with monkeypatch.context() as patched:
                patched.setattr(place, name, fail)
                failed.append(client.get(address))
        with monkeypatch.context() as patched:
            patched.setattr(redacting, "redact", fail)
            tasks.redact_texts.func()
        with monkeypatch.context() as patched:
            patched.setattr(extract_themes, "terms_of", fail)
            with pytest.raises(task_queue.TaskFailedError) as fault:
                analytics_tasks.find_terms.func()

        assert [page.status_code for page in failed] == [500, 500, 500]
        assert [standing(page.content) for page in failed] == [[], [], []]
        assert standing(str(fault.value)) == []
        assert lines.getvalue().count("ValueError") >= 4
        assert standing(lines.getvalue()) == []
