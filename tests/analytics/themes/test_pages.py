import random
from datetime import timedelta

import pytest
import time_machine
from django.utils.timezone import localdate

from access.audit import AuditKind
from access.models import AuditEvent
from analytics.models import EmergingTerm, ThemeRate
from analytics.themes import actions, selectors
from responses import extract
from responses.models import Case, CodedText, Response, ThemeCoding
from responses.themes.actions import redacting
from responses.themes.selectors import coding
from responses.vault.sealed import redacted_texts
from responses.vault.sealed.redacted_texts import RedactedWords
from tests.analytics.make import CITY, KENT, answering, load
from tests.analytics.records.test_record_pages import CLOSED, IN_Q2, Q2, close, words
from tests.conftest import TESTER
from tests.responses.asked import NO_FLAGS
from tests.responses.pages import Page
from tests.responses.themes.coded import analyst, given_to_coders, withdraw
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
DAY = localdate(CLOSED)
INFORMED, RESPECT = "better:informed", "well:respect"


def code_all(force: str, user_id: int) -> None:
    responses = Response.objects.filter(invitation__stage_event__case__force=force).order_by("pk")
    for number, response in enumerate(responses):
        text = given_to_coders(response, force=force, words="No news since the lapwing report")
        said = [INFORMED] * (number % 4 == 0) + [RESPECT] * (number % 2 == 0)
        ThemeCoding.objects.create(
            text=text, turn=1, user_id=user_id, frame_version=1, themes=said, coded_at=CLOSED
        )


@shared_rows
def counted() -> None:
    user = analyst("Oak")
    for force, people in ((CITY, 40), (KENT, 32), ("gwent", 8)):
        given = {"Q-OVR-1": ["neither"]}
        load(answering(people, given, on=IN_Q2, force=force, flags=NO_FLAGS))
        code_all(force, user.pk)
    close(CLOSED)
    actions.count_themes(period=Q2, by=TESTER, at=CLOSED)


class TestCounting:
    def test_is_done_once_when_the_quarter_is_closed_and_coded(self, counted):
        whole = ThemeRate.objects.get(area="nation", rate=INFORMED, dimension="all")

        assert (whole.people, whole.found) == (80, 20)
        assert selectors.periods_to_count(at=CLOSED) == []
        assert AuditEvent.objects.filter(kind=AuditKind.THEMES_COUNTED).count() == 1

    def test_waits_for_coders_eight_weeks_and_no_longer(self, counted):
        ThemeRate.objects.all().delete()
        ThemeCoding.objects.order_by("pk").first().delete()

        assert selectors.periods_to_count(at=CLOSED + timedelta(days=50)) == []
        assert selectors.periods_to_count(at=CLOSED + timedelta(days=60)) == [Q2]

    @pytest.mark.slow
    def test_leaves_out_what_another_frame_or_an_open_difference_says(self, counted):
        ThemeRate.objects.all().delete()
        first, second, *_ = ThemeCoding.objects.order_by("pk")
        ThemeCoding.objects.filter(pk=first.pk).update(frame_version=2)
        CodedText.objects.filter(pk=second.text_id).update(is_doubled=True)

        actions.count_themes(period=Q2, by=TESTER, at=CLOSED + timedelta(days=60))

        assert ThemeRate.objects.get(area="nation", rate=INFORMED, dimension="all").people == 78

    def test_stores_nothing_of_a_force_with_few_nor_of_what_would_give_it_away(self, counted):
        areas = set(ThemeRate.objects.filter(rate=INFORMED).values_list("area", flat=True))
        assert areas == {CITY, "nation"}


class TestThePages:
    @pytest.mark.slow
    def test_say_what_words_speak_of(self, counted, force_client, national_client):
        with time_machine.travel(CLOSED, tick=False):
            own = words(Page(force_client.get(f"/staff/themes/{CITY}/")))
            nation = words(Page(national_client.get("/staff/themes/")))

        assert "most often “Kept informed”: 25 % (14–40 %) of 40" in own
        assert "Kept informed 25 % (14–40 %) of 40" in own
        assert "a draft" in own
        assert "Kept informed: 25 % of 80" in nation
        assert "Kent" not in nation

    def test_say_so_where_few_themes_may_be_shown(self, counted, national_client):
        ThemeRate.objects.exclude(rate=INFORMED).delete()
        with time_machine.travel(CLOSED, tick=False):
            page = words(Page(national_client.get("/staff/themes/")))
        assert "Kept informed: 25 % of 80 – –" in page

    def test_answer_all_systems_the_same(self, counted, national_client, force_client):
        with time_machine.travel(CLOSED, tick=False):
            told = national_client.get("/api/v1/themes/", {"period": Q2}).json()
            refused = force_client.get("/api/v1/themes/", {"force": KENT})
            wrong = national_client.get("/api/v1/themes/", {"period": "2020-Q1"})

        whole = [
            each
            for each in told["themes"]
            if (each["side"], each["dimension"]) == ("better", "all")
        ]
        assert (whole[0]["theme"], whole[0]["people"], whole[0]["share"]) == ("informed", 80, 0.25)
        assert told["is_draft"] is True
        assert (refused.status_code, wrong.status_code) == (404, 400)


def say_lately(texts) -> None:
    CodedText.objects.filter(pk__in=[text.pk for text in texts]).update(sent_at=CLOSED)


def say_nothing_new(texts) -> None:
    plain = RedactedWords(better="Nobody rang about the report")
    for text in texts:
        redacted_texts.change(plain, response_id=text.response_id)


def areas_of(term: str) -> set[str]:
    return set(EmergingTerm.objects.filter(term=term).values_list("area", flat=True))


class TestNewWords:
    @pytest.mark.slow
    def test_stand_on_the_page_of_the_nation_by_language(self, counted, national_client):
        say_lately(CodedText.objects.order_by("pk")[:12])
        say_nothing_new(CodedText.objects.order_by("pk")[12:])

        actions.find_terms(by=TESTER, at=CLOSED)

        assert EmergingTerm.objects.filter(area="nation", language="en", term="lapwing").exists()
        assert not EmergingTerm.objects.filter(term__contains="rang").exists()
        with time_machine.travel(CLOSED, tick=False):
            assert "lapwing" in words(Page(national_client.get("/staff/themes/")))

    def test_of_a_force_stand_on_its_own_page_and_in_no_other(
        self, counted, force_client, national_client
    ):
        of_the_city = CodedText.objects.filter(force=CITY).order_by("pk")
        say_lately(of_the_city[:12])
        say_nothing_new(of_the_city[12:])
        say_nothing_new(CodedText.objects.exclude(force=CITY))

        actions.find_terms(by=TESTER, at=CLOSED)

        assert areas_of("lapwing") == {CITY, "nation"}
        with time_machine.travel(CLOSED, tick=False):
            own = words(Page(force_client.get(f"/staff/themes/{CITY}/")))
            told = force_client.get("/api/v1/themes/", {"force": CITY, "period": Q2}).json()
            other = words(Page(national_client.get(f"/staff/themes/{KENT}/")))
        assert "lapwing" in own
        assert "lapwing" in told["new_terms"][0]["terms"]
        assert "lapwing" not in other

    def test_of_nine_people_of_a_force_are_the_nations_alone(self, counted):
        say_lately(CodedText.objects.filter(force=CITY).order_by("pk")[:9])
        say_lately(CodedText.objects.filter(force=KENT).order_by("pk")[:9])
        say_nothing_new(CodedText.objects.exclude(sent_at=CLOSED))

        actions.find_terms(by=TESTER, at=CLOSED)

        assert areas_of("lapwing") == {"nation"}

    def test_of_a_case_that_no_force_may_see_count_for_the_nation_alone(self, counted):
        ten = list(CodedText.objects.filter(force=CITY).order_by("pk")[:10])
        say_lately(ten)
        say_nothing_new(CodedText.objects.exclude(sent_at=CLOSED))
        case = coding.case_of(ten[0].response_id)
        Case.objects.filter(pk=case.pk).update(flags={"police_suspect": True})

        actions.find_terms(by=TESTER, at=CLOSED)

        assert areas_of("lapwing") == {"nation"}

    def test_of_nine_people_do_not_leave_the_vault(self, counted):
        say_lately(CodedText.objects.order_by("pk")[:9])

        actions.find_terms(by=TESTER, at=CLOSED)

        assert not EmergingTerm.objects.exists()


class TestTextsByWeek:
    @staticmethod
    def decided(**facts: object) -> list[extract.DecidedText]:
        span = {"decided_from": DAY, "decided_to": DAY, "within": timedelta(weeks=8)}
        return list(extract.decided_texts(**span | facts))

    def test_stand_in_the_week_in_which_it_was_decided_what_they_speak_of(self, counted):
        say_lately(CodedText.objects.all())

        found = self.decided()

        assert (len(found), {each.decided_on for each in found}) == (80, {DAY})
        assert sum(INFORMED in each.themes for each in found) == 20
        assert self.decided(decided_from=DAY + timedelta(days=1), decided_to=CLOSED.date()) == []

    def test_are_none_of_what_was_coded_long_after_it_was_sent(self, counted):
        CodedText.objects.update(sent_at=CLOSED - timedelta(weeks=8, days=1))
        assert self.decided() == []

    def test_are_those_alone_that_figures_of_themes_count(self, counted):
        say_lately(CodedText.objects.all())
        first, second, third, *_ = ThemeCoding.objects.order_by("pk")
        ThemeCoding.objects.filter(pk=first.pk).update(frame_version=2)
        CodedText.objects.filter(pk=second.text_id).update(is_doubled=True)
        withdraw(third.text)

        assert len(self.decided()) == 77

    def test_are_decided_when_a_difference_is_settled(self, counted):
        say_lately(CodedText.objects.all())
        text = CodedText.objects.order_by("pk")[0]
        CodedText.objects.filter(pk=text.pk).update(is_doubled=True)
        later = CLOSED + timedelta(days=3)
        for turn, name in ((2, "Elm"), (3, "Yew")):
            ThemeCoding.objects.create(
                text=text, turn=turn, user_id=analyst(name).pk, frame_version=1,
                themes=[RESPECT], coded_at=later,
            )  # fmt: skip

        (settled,) = self.decided(decided_from=later.date(), decided_to=later.date())

        assert settled.themes == {RESPECT}


class TestRegrouping:
    def test_keeps_a_full_batch(self, counted):
        redacting.redact_texts(by=TESTER, at=CLOSED, chance=random.Random(1))
        assert set(CodedText.objects.values_list("batch", flat=True)) == {1, None}
