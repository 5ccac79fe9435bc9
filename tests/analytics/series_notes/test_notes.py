import html
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError

from access.models import AuditEvent, Force
from analytics.figures.selectors.figures import TrendPoint, with_habit
from analytics.models import SeriesNote
from analytics.series_notes import actions
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import Published
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

FORCE, NATION = f"/staff/figures/{CITY}/", "/staff/forces/"
NOTE_ON_FORCE, NOTE_ON_NATION = f"/staff/series-notes/{CITY}/", "/staff/series-notes/"
SYSTEM = "New crime recording system"
LOW, HIGH = 0.50, 0.62
QUARTERS = [f"{year}-Q{quarter}" for year in (2023, 2024, 2025, 2026) for quarter in (1, 2, 3, 4)]


def share(positive: float, base: int) -> Published:
    return Published(
        positive=positive,
        neutral=0.0,
        negative=1 - positive,
        interval=wilson_interval(successes=positive * base, trials=base),
        base=base,
        effective_base=base,
    )


def series(*shares: float, base: int = 400) -> list[TrendPoint]:
    return [
        TrendPoint(period=period, force=None, nation=share(one, base))
        for period, one in zip(QUARTERS, shares, strict=False)
    ]


def rebased(points: list[TrendPoint], at: int) -> list[TrendPoint]:
    note = SeriesNote(period=points[at].period, is_rebase=True, reason=SYSTEM)
    return [*points[:at], replace(points[at], notes=(note,)), *points[at + 1 :]]


class TestLimits:
    def test_begin_anew_with_the_quarter_that_a_person_named(self):
        wobble = [0.0, 0.01, -0.01, 0.01, 0.0, -0.01, 0.0]
        points = series(*(LOW + by for by in wobble), *(HIGH + by for by in wobble))

        before, after = with_habit(points), with_habit(rebased(points, 7))

        assert any(point.habit.signal for point in before)
        assert not any(point.habit.signal for point in after)
        assert {round(point.habit.centre, 3) for point in after[:7]} == {0.5}
        assert {round(point.habit.centre, 3) for point in after[7:]} == {0.62}

    def test_are_those_of_the_quarters_before_too_until_there_are_seven(self):
        wobble = [0.0, 0.01, -0.01, 0.01, 0.0, -0.01, 0.0]
        fall = series(*(HIGH + by for by in wobble), LOW, LOW, LOW)

        once, twice = with_habit(rebased(fall, 7)), with_habit(rebased(rebased(fall, 7), 8))

        assert [one.habit for one in once[7:]] == [one.habit for one in with_habit(fall)[7:]]
        assert any(point.habit.signal for point in twice[7:])


@shared_rows
def filled():
    make.load([*make.satisfied_and_not(45, 15), *make.satisfied_and_not(20, 40, force=KENT)])
    make.fill()


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def post(client, address: str, **given: str):
    whole = {"period": Q3, "item": "", "kind": "event", "reason": SYSTEM, **given}
    return client.post(address, whole, follow=True)


@pytest.mark.django_db
@pytest.mark.usefixtures("filled")
class TestANote:
    @pytest.mark.slow
    def test_stands_on_the_series_with_its_reason_and_who_wrote_it(
        self, force_client, force_analyst, national_client
    ):
        page = post(force_client, NOTE_ON_FORCE, kind="rebase")

        note, event = SeriesNote.objects.get(), AuditEvent.objects.get(kind="series.noted")
        assert (note.force_id, note.noted_by) == (CITY, force_analyst.name)
        assert (event.actor_user, event.force_code) == (force_analyst, CITY)
        effect = (
            "The limits begin anew with this quarter, and the quarters before count in them "
            "until there are seven."
        )
        told = f"{SYSTEM} {effect} {force_analyst.name}"
        assert told in text_of(page)
        assert f"<title>{SYSTEM}</title>" in page.content.decode()
        assert SYSTEM in text_of(national_client.get(FORCE))
        assert SYSTEM not in text_of(national_client.get(NATION))

    def test_on_one_question_stands_on_no_other(self, force_client):
        post(force_client, NOTE_ON_FORCE, item="Q-INF-1")

        assert SYSTEM in text_of(force_client.get(FORCE, {"item": "Q-INF-1"}))
        assert SYSTEM not in text_of(force_client.get(FORCE, {"item": "Q-OVR-1"}))

    @pytest.mark.slow
    def test_on_the_nation_is_for_national_staff_and_on_a_force_for_its_own(
        self, force_client, national_client
    ):
        assert post(national_client, NOTE_ON_NATION).status_code == 200
        refused = [
            post(force_client, NOTE_ON_NATION),
            post(national_client, NOTE_ON_FORCE),
            post(force_client, NOTE_ON_FORCE.replace(CITY, KENT)),
        ]

        assert [answer.status_code for answer in refused] == [404] * 3
        assert SeriesNote.objects.get().force is None
        assert "Note an event" not in text_of(national_client.get(FORCE))
        assert SYSTEM in text_of(national_client.get(NATION))

    def test_needs_a_reason_and_a_quarter_that_is_over(self, force_client):
        page = post(force_client, NOTE_ON_FORCE, reason=" ", period="2999-Q1")

        assert "Write what happened." in text_of(page)
        assert "Choose a quarter of the list." in text_of(page)
        with pytest.raises(IntegrityError):
            note(reason="")

    @pytest.mark.slow
    def test_is_taken_back_once_by_those_who_may_write_it(self, force_client, national_client):
        address = f"/staff/series-notes/{note().pk}/take-back/"

        assert national_client.post(address).status_code == 404
        first, again = (text_of(force_client.post(address, follow=True)) for _ in range(2))

        assert "The note is taken back." in first
        assert "Somebody had taken this note back already." in again
        assert SYSTEM not in first
        assert AuditEvent.objects.filter(kind="series.note_taken_back").count() == 1

    @pytest.mark.parametrize(
        ("page", "back"), [("trends", f"/staff/trends/{CITY}/"), ("", FORCE), ("x\x00", FORCE)]
    )
    def test_leads_back_to_the_page_question_and_quarter_it_came_from(
        self, force_client, page, back
    ):
        asked = {"item": "Q-INF-1", "period": Q3, "page": page}
        address = f"{NOTE_ON_FORCE}?{urlencode(asked)}"

        told = text_of_links(force_client.get(address))
        written = post(force_client, address, item="Q-INF-1")
        taken = force_client.post(
            f"/staff/series-notes/{SeriesNote.objects.get().pk}/take-back/?{urlencode(asked)}"
        )

        whole = f"{back}?item=Q-INF-1&period={Q3}"
        assert whole in told
        assert written.redirect_chain == [(whole, 302)]
        assert taken.url == whole

    def test_pressed_twice_stands_once_until_it_is_taken_back(self):
        first = note()
        assert note() == first
        assert note("Another one") != first

        actions.take_back(note=first, by=TESTER, at=NOW)

        assert note() != first

    def test_on_trends_knows_that_it_stands_there(self, force_client):
        note()

        links = text_of_links(force_client.get(f"/staff/trends/{CITY}/", {"item": "Q-INF-1"}))

        own = [link for link in links if "/series-notes/" in link]
        assert len(own) == 2
        assert all(link.endswith(f"?item=Q-INF-1&period={Q3}&page=trends") for link in own)


def text_of_links(response) -> list[str]:
    found = re.findall(r'(?:href|action)="([^"]*)"', response.content.decode())
    return [html.unescape(link) for link in found]


def note(reason: str = SYSTEM) -> SeriesNote:
    return actions.note_on_series(
        force=Force.objects.get(code=CITY), item="", period=Q3, is_rebase=False, reason=reason,
        by=TESTER, at=NOW,
    )  # fmt: skip
