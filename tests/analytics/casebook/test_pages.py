import re
from datetime import date, timedelta

import pytest
import time_machine

from access.models import AuditEvent, Force, User
from access.permissions import Role
from analytics.casebook.actions import notices, steps
from analytics.casebook.actions.follow import follow
from analytics.casebook.forms import FIGURE
from analytics.casebook.states import Act, Verdict
from analytics.models import Alert, AlertCase, CaseAction, SaidAndDone
from tests.analytics import make as analytics_make
from tests.analytics.casebook import make
from tests.analytics.casebook.make import ANN, BEA
from tests.analytics.make import CITY, KENT
from tests.analytics.paper import judge
from tests.conftest import NOW, TESTER, _client, _staff
from tests.each import for_each

pytestmark = pytest.mark.django_db
TAKEN = {"due_on_day": "30", "due_on_month": "11", "due_on_year": "2026"}
BEGUN = {
    "kind": "training", "what": "Two days.", "starts_on_day": "23", "starts_on_month": "11",
    "starts_on_year": "2026",
}  # fmt: skip
ITEM = "Q-OVR-1"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(response):
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words.replace("\N{NO-BREAK SPACE}", " "))


def url(alert, act=""):
    return f"/staff/alerts/{alert.pk}/{act + '/' if act else ''}"


class TestWhoMayAnswer:
    @pytest.mark.parametrize(
        ("role", "force", "own", "other", "nations"),
        [
            (Role.FORCE_ANALYST, CITY, 302, 404, 403),
            (Role.OPERATIONS_LEAD, CITY, 302, 404, 403),
            (Role.NATIONAL_ANALYST, None, 403, 403, 302),
            (Role.OPERATIONS_LEAD, None, 403, 403, 302),
            (Role.DATA_LOADER, CITY, 403, 403, 403),
        ],
    )
    def test_is_the_force_for_its_own_and_national_staff_for_the_nations(
        self, role, force, own, other, nations
    ):
        client = _client(_staff(role, force))
        alerts = [analytics_make.alert(force_id=place) for place in (CITY, KENT, None)]

        found = [client.post(url(alert, "take"), TAKEN).status_code for alert in alerts]

        assert found == [own, other, nations]
        assert AlertCase.objects.count() == [own, other, nations].count(302)

    def test_is_whoever_works_where_the_force_ended_in(self):
        alert = make.taken()
        successor = Force.objects.get(pk=KENT)
        Force.objects.filter(pk=CITY).update(valid_to=NOW.date(), successor=successor)
        heir = _staff(Role.FORCE_ANALYST, KENT)

        page = text_of(_client(heir).get(url(alert, "give")))

        assert heir.name in page

    def test_opens_the_list_with_what_moved_there_first(self, force_client, national_client):
        for place in (CITY, None):
            analytics_make.alert(force_id=place)

        force, nation = (
            re.search(r'class="lead">([^:]+):', client.get("/staff/alerts/").content.decode())[1]
            for client in (force_client, national_client)
        )

        assert (force, nation) == ("City of London Police", "England and Wales")

    def test_shows_a_force_the_nations_alert_without_an_act(self, force_client):
        alert = analytics_make.alert(force_id=None)

        page = text_of(force_client.get(url(alert)))

        assert "National staff answer the nation’s alerts." in page
        assert "Take it" not in page

    def test_hides_an_alert_of_another_force_with_its_paper(self, force_client):
        alert = make.taken(force_id=KENT)

        for address in (url(alert), url(alert) + "evidence.pdf", url(alert, "close")):
            assert force_client.get(address).status_code == 404
        assert "Kent" not in text_of(force_client.get("/staff/alerts/"))

    def test_is_asked_of_the_words_about_an_action_too(self, force_client):
        make.people()
        action = make.acted(force_id=KENT)
        notices.write(action=action, text="x", text_cy="y", by=ANN, at=NOW)

        for way in ("told", "approve"):
            found = force_client.post(f"/staff/alerts/actions/{action.pk}/{way}/", {})
            assert found.status_code == 404


class TestAnswering:
    def test_takes_an_alert_and_says_whose_it_is(self, force_client, force_analyst):
        alert = analytics_make.alert()

        page = text_of(force_client.post(url(alert, "take"), TAKEN, follow=True))

        assert f"{force_analyst.name}, by 30 November 2026" in page
        assert AuditEvent.objects.get(kind="alert.answered").actor_user == force_analyst

    @pytest.mark.parametrize(
        "day", ["31/11/2026", "1/11/2026", "1/12/2027", "x/1/2026", f"1/1/{10**25}"]
    )
    def test_refuses_a_day_that_is_none_or_too_far(self, force_client, day):
        given = dict(zip(TAKEN, day.split("/"), strict=True))

        page = text_of(force_client.post(url(analytics_make.alert(), "take"), given))

        assert "Error:" in page
        assert not AlertCase.objects.exists()

    def test_says_in_words_what_is_refused(self, force_client):
        alert = make.acted().case.alert

        page = text_of(force_client.post(url(alert, "close"), {"note": "Done."}, follow=True))

        assert "has to be measured again first" in page
        assert AlertCase.objects.get().state == "acting"

    @pytest.mark.parametrize("act", Act)
    def test_has_a_form_for_each_act_of_a_person_and_none_for_the_clocks(self, force_client, act):
        status = force_client.get(url(make.taken(), act.value)).status_code

        assert status == (404 if act is Act.MEASURE else 200)

    @pytest.mark.slow
    def test_walks_from_the_signal_to_its_end(self, force_client):
        alert = analytics_make.alert()
        given = {
            "give": {"to": str(User.objects.get().pk), **TAKEN},
            "snooze": {
                "until_day": "20",
                "until_month": "11",
                "until_year": "2026",
                "note": "A file.",
            },
            "wake": {},
            "explain": {"verdict": "file", "note": "A day is missing."},
            "close": {"note": "Loaded again."},
            "reopen": {"note": "It goes on."},
        }
        force_client.post(url(alert, "take"), TAKEN)
        for act, fields in given.items():
            found = force_client.post(url(alert, act), fields)
            assert found.status_code == 302, text_of(found)

        acts = AlertCase.objects.get().steps.order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["take", *given]
        page = text_of(force_client.get(url(alert)))
        assert "Open again, and nobody has taken it yet" in page
        assert "A day is missing." in page

    def test_begins_something_in_the_own_force_and_follows_one_with_another(self, force_client):
        alert, other = make.taken(), analytics_make.alert(item=ITEM)

        force_client.post(url(alert, "begin"), BEGUN)
        same = {"of": str(alert.pk), "note": "The same."}
        force_client.post(url(other, "duplicate"), same)

        action = CaseAction.objects.get()
        assert (action.kind, [force.code for force in action.forces.all()]) == ("training", [CITY])
        assert AlertCase.objects.get(alert=other).duplicate_of == alert

    def test_follows_the_nations_with_none_of_a_force_nor_with_a_closed_one(self, national_client):
        nations, kents = make.taken(force_id=None), make.taken(force_id=KENT)
        closed = make.taken(force_id=None, item=ITEM)
        steps.explain(alert=closed, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
        steps.close(alert=closed, note="x", by=ANN, at=NOW)

        for other in (kents, closed):
            given = {"of": str(other.pk), "note": "The same."}
            found = national_client.post(url(nations, "duplicate"), given)
            assert "Choose an alert of the list." in text_of(found)

    def test_begins_something_of_the_nations_in_some_forces(self, national_client):
        alert = make.taken(force_id=None)
        begun = BEGUN | {"forces": [KENT, "gwent"]}

        national_client.post(url(alert, "begin"), begun)

        assert {force.code for force in CaseAction.objects.get().forces.all()} == {KENT, "gwent"}

    def test_escapes_what_a_person_wrote(self, force_client):
        alert = make.taken()
        steps.explain(alert=alert, verdict=Verdict.CHANCE, note="<b>x</b>", by=ANN, at=NOW)

        assert "&lt;b&gt;x&lt;/b&gt;" in force_client.get(url(alert)).content.decode()


class TestTheList:
    def test_has_the_open_first_and_of_them_what_is_due_first(self, force_client):
        soon, late = date(2026, 11, 20), date(2026, 12, 1)
        make.taken(item="Q-SAFE-1", due_on=late)
        make.taken(item="Q-TRT-1", due_on=soon)
        over = make.taken(item=ITEM)
        steps.explain(alert=over, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
        steps.close(alert=over, note="x", by=ANN, at=NOW)
        analytics_make.alert(item="Q-INF-1")

        page = force_client.get("/staff/alerts/").content.decode()

        links = re.findall(r'/staff/alerts/(\d+)/"', page)
        items = [AlertCase.objects.filter(alert_id=pk).first() for pk in links]
        assert [case.due_on if case and not case.closed_at else None for case in items] == [
            soon, late, None, None,
        ]  # fmt: skip
        assert links[-1] == str(over.pk)
        assert "Of the alerts of forces that were judged (1), 0 % were true changes" in text_of(
            force_client.get("/staff/alerts/")
        )

    def test_says_what_is_due_soon_and_what_is_late(self, force_client):
        make.taken(item="Q-SAFE-1", due_on=date(2026, 11, 18))
        make.taken(item="Q-TRT-1", due_on=date(2026, 11, 15))
        follow(by=TESTER, at=NOW)

        page = text_of(force_client.get("/staff/alerts/"))

        assert "Ann, by 18 November 2026 due soon" in page
        assert "Ann, by 15 November 2026 late" in page


class TestAnAlert:
    def test_folds_the_forces_under_the_nations_and_shows_the_nations_over_a_forces(
        self, national_client
    ):
        nations, forces = analytics_make.alert(force_id=None), analytics_make.alert()

        parent = text_of(national_client.get(url(nations)))
        child = text_of(national_client.get(url(forces)))

        assert "1 force has an alert of its own in these weeks" in parent
        assert "In the nation: England and Wales" in child

    def test_names_the_levels_that_are_told_within_it(self, force_client):
        alert = analytics_make.alert()
        analytics_make.alert(dimension="crime_group", level="burglary", parent=alert)

        page = text_of(force_client.get(url(alert)))

        assert "The same change stands out in: Burglary" in page
        assert "Burglary" not in text_of(force_client.get("/staff/alerts/"))

    def test_links_to_no_quarter_that_ends_before_its_weeks(self, force_client):
        page = force_client.get(url(analytics_make.alert())).content.decode()

        assert "See this question over time" not in page

    @pytest.mark.slow
    def test_draws_its_weeks_once_they_are_counted(self, force_client):
        make.answers_around()
        alert = analytics_make.alert(item=ITEM)
        assert "The weeks are drawn here once" in text_of(force_client.get(url(alert)))

        follow(by=TESTER, at=NOW)

        page = force_client.get(url(alert))
        assert "<svg" in page.content.decode()
        assert "too few answers" in text_of(page)
        assert "by four weeks over a year" in text_of(page)

    def test_goes_to_the_operations_lead_where_nobody_answers_in_time(self, force_client):
        alert = make.taken()
        follow(by=TESTER, at=NOW + timedelta(days=21))

        with time_machine.travel(NOW + timedelta(days=22)):
            page = text_of(_client(_staff(Role.OPERATIONS_LEAD, CITY)).get(url(alert)))

        assert "It went to the operations lead, or to somebody else" in page
        assert "on 7 December 2026: it was not answered" in page
        assert "Give it to somebody" in page

    @pytest.mark.slow
    def test_says_the_same_on_paper(self, force_client):
        make.answers_around()
        alert = make.acted(item=ITEM).case.alert
        follow(by=TESTER, at=NOW)

        with judge.watched() as found:
            paper = force_client.get(url(alert) + "evidence.pdf")

        assert paper["Content-Type"] == "application/pdf"
        assert judge.faults(paper.content) == []
        assert judge.overprinted(found) == []
        words = _words_of(paper.content)
        assert "City of London Police" in words
        assert "30 % in the eight weeks before, 80 % in the eight weeks from then" in words
        assert "Weekly calls." in words

    @pytest.mark.slow
    def test_says_the_same_to_another_system(self, force_client):
        make.answers_around()
        make.acted(item=ITEM)
        follow(by=TESTER, at=NOW)

        [entry] = force_client.get("/api/v1/alerts/").json()["alerts"]

        assert entry["id"] == Alert.objects.get().pk, "what a webhook tells"
        assert entry["force"] == CITY
        assert entry["state"] == "measured"
        assert entry["statement"]["en"].startswith("In the 8 weeks to 15 November 2026")
        assert entry["statement"]["cy"] != entry["statement"]["en"]
        assert len(entry["weeks"]["points"]) == 13


def _words_of(pdf):
    from io import BytesIO

    from pypdf import PdfReader

    pages = PdfReader(BytesIO(pdf)).pages
    words = " ".join(page.extract_text() for page in pages)
    return re.sub(r"\s+", " ", words.replace("\N{NO-BREAK SPACE}", " "))


class TestWhatOthersDid:
    @pytest.mark.slow
    def test_is_shown_to_every_force_with_what_became_of_it(self, force_client):
        make.answers_around()
        make.acted(item=ITEM, force_id=CITY)
        make.acted(item=ITEM, force_id=KENT)
        make.shown(ITEM, CITY)
        follow(by=TESTER, at=NOW)

        page = text_of(force_client.get("/staff/alerts/what-others-did/"))

        assert "Begun 2 times, measured again 2." in page
        assert "Kent Police" in page
        assert "Beside forces where nothing was done: +50 points" in page
        assert page.count("Beside forces where nothing was done: ") == 1, "Kent's is not shown"
        assert "80 %" not in page, "shares are the force's own"

    def test_has_the_words_only_once_a_second_person_approved_them(self, force_client):
        action = make.acted()
        words = notices.write(action=action, text="We call.", text_cy="Galwn.", by=ANN, at=NOW)
        assert "We call." not in text_of(force_client.get("/staff/alerts/what-others-did/"))

        notices.approve(told=words, by=BEA, at=NOW)

        assert "We call." in text_of(force_client.get("/staff/alerts/what-others-did/"))


class TestWhatIsTold:
    @pytest.mark.slow
    def test_is_written_by_one_person_and_approved_by_another(self, force_client):
        action = make.acted()
        address = f"/staff/alerts/actions/{action.pk}/"
        written = {"text": "We call.", "text_cy": "Galwn."}
        page = force_client.post(address + "told/", written, follow=True)
        assert "It waits for a second person." in text_of(page)

        read = {"written_at": SaidAndDone.objects.get().written_at.isoformat()}
        again = force_client.post(address + "approve/", read, follow=True)
        assert "Somebody else than who wrote it" in text_of(again)
        second = _client(_staff(Role.FORCE_ANALYST, CITY, prefix="second."))
        assert "It may be read by everybody." in text_of(
            second.post(address + "approve/", read, follow=True)
        )
        assert SaidAndDone.objects.get().approved_at == NOW

    @pytest.mark.slow
    def test_is_approved_as_it_was_read_alone(self, force_client):
        action = make.acted()
        notices.write(action=action, text="We call.", text_cy="Galwn.", by=ANN, at=NOW)
        page = force_client.get(f"/staff/alerts/{action.case.alert_id}/").content.decode()
        read = re.search(r'name="written_at" value="([^"]+)"', page)[1]
        assert "We call." in page
        assert "Galwn." in page
        later = NOW + timedelta(minutes=1)
        notices.write(action=action, text="We wait.", text_cy="Arhoswn.", by=ANN, at=later)

        address = f"/staff/alerts/actions/{action.pk}/approve/"
        answer = text_of(force_client.post(address, {"written_at": read}, follow=True))

        assert "The words changed since you read them." in answer
        assert SaidAndDone.objects.get().approved_at is None

    @pytest.mark.slow
    def test_is_taken_back_by_two(self, force_client):
        words = notices.write(
            action=make.acted(), text="We call.", text_cy="Galwn.", by=ANN, at=NOW
        )
        notices.approve(told=words, by=BEA, at=NOW)
        address = f"/staff/alerts/actions/{words.action_id}/"
        read = {"written_at": words.written_at.isoformat()}
        refused = force_client.post(address + "told/", {"text": "x", "text_cy": "x"}, follow=True)
        assert "it has to be taken back first" in text_of(refused)

        first = force_client.post(address + "take-back/", read, follow=True)
        again = force_client.post(address + "take-back/", read, follow=True)
        assert "It waits for a second person." in text_of(first)
        assert "Somebody else than who asked has to agree" in text_of(again)
        second = _client(_staff(Role.FORCE_ANALYST, CITY, prefix="second."))
        over = text_of(second.post(address + "take-back/", read, follow=True))

        assert "Nobody may read it any more." in over
        assert "Taken back by " in over

    def test_holds_no_figure_of_people(self, force_client):
        address = f"/staff/alerts/actions/{make.acted().pk}/told/"

        page = text_of(force_client.post(address, {"text": "8 in 10", "text_cy": "Galwn."}))

        assert "Leave out how many people said it" in page
        assert not SaidAndDone.objects.exists()

    @for_each(
        "figure",
        ["80 % are told", "eight per cent", "wyth y cant", "8 o bob 10", "3 of 9",
         "one in five of you", "Three out of four waited.", "Half of you", "two thirds of them",
         "Four women said", "12 disabled victims", "un o bob pump", "tri o bob pedwar",
         "Dywedodd hanner", "pedair o fenywod", "5 o ddioddefwyr"],
    )  # fmt: skip
    def test_knows_a_figure_of_people_in_words(self, figure):
        assert FIGURE.search(figure)

    @for_each(
        "text",
        ["We call within 24 hours, and again after ten days.", "One person stays with your case.",
         "Call 101. Two officers read each file.", "Galwn o fewn 24 awr.",
         "Un person sy’n gofalu am eich achos.", "Victims said that nobody rang."],
    )  # fmt: skip
    def test_keeps_other_numbers(self, text):
        assert not FIGURE.search(text)
