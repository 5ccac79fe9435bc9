from datetime import datetime, timedelta

import pytest

from access import actions as access_actions
from access.models import Force, User
from access.permissions import Role
from responses.models import (
    Case,
    DangerNotice,
    DangerReview,
    DeskNotice,
    Import,
    SealedDanger,
    Upload,
    WrittenText,
)
from responses.triage.actions import escalating, notices, reading, sending
from responses.triage.danger import action_card, actions, mails, selectors
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory
from responses.triage.selectors import desks, texts
from tests.access.digests.make import Remembering
from tests.conftest import NOW, TESTER
from tests.responses.triage.at_the_desk import NATIONAL, begun, on_the_rota, written
from tests.responses.triage.danger.notices import (
    CITY,
    REASON,
    actor,
    danger_text,
    send,
    staff,
    viewer,
)
from tests.responses.triage.test_reading import DANGER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("has_confirmed"), pytest.mark.safety]
SOON = NOW + timedelta(minutes=2)
LATE = NOW + timedelta(minutes=11)
NEXT_WEEK = NOW + timedelta(days=8)


@pytest.fixture
def ash_and_birch() -> tuple[User, User]:
    ash, birch = on_the_rota("Ash", "Birch")
    return ash, birch


@pytest.fixture
def carrier() -> Remembering:
    return Remembering()


def mail(carrier: Remembering, *, at: datetime = NOW) -> list[str]:
    """Return who is emailed now."""
    before = len(carrier.letters)
    notices.send_notices(carrier=carrier, by=TESTER, now=lambda: at)
    return sorted(letter.to for letter in carrier.letters[before:])


def hear_danger(text: WrittenText, *, at: datetime) -> None:
    sending.report_danger(
        response_id=text.response_id, heard="He is back with a knife", language="en", by=TESTER,
        at=at,
    )  # fmt: skip
    text.refresh_from_db()


class TestATextWhoseReaderGoes:
    def test_is_told_again_to_the_others(self, ash_and_birch, carrier):
        text = written(better=DANGER)
        mail(carrier)

        reading.take(text=text, by=actor(ash_and_birch[0]), at=NOW)
        reading.declare(response_id=text.response_id, by=actor(ash_and_birch[0]), at=NOW)
        escalating.see_to_texts(by=TESTER, at=SOON)

        assert mail(carrier, at=SOON) == ["birch@example.org"]

    def test_is_told_to_others_whose_email_had_stopped_when_it_was_taken(
        self, ash_and_birch, carrier
    ):
        text = written(better=DANGER)
        reading.take(text=text, by=actor(ash_and_birch[0]), at=NOW)
        assert mail(carrier) == []

        reading.declare(response_id=text.response_id, by=actor(ash_and_birch[0]), at=NOW)
        escalating.see_to_texts(by=TESTER, at=SOON)

        assert mail(carrier, at=SOON) == ["birch@example.org"]

    def test_is_told_to_the_colleague_who_gets_it(self, ash_and_birch, carrier):
        ash, birch = ash_and_birch
        text = written(better=DANGER)
        mail(carrier)

        reading.take(text=text, by=actor(ash), at=NOW)
        reading.hand_over(text=text, to=birch, by=actor(ash), at=SOON)

        assert mail(carrier, at=SOON) == ["birch@example.org"]

    def test_is_told_to_its_reader_when_more_is_heard(self, ash_and_birch, carrier):
        text = danger_text()
        escalating.see_to_texts(by=TESTER, at=NOW)
        mail(carrier)
        reading.take(text=text, by=actor(ash_and_birch[0]), at=NOW)

        hear_danger(text, at=SOON)

        assert mail(carrier, at=SOON) == ["ash@example.org"]


class TestADeskWhoseReaderLoadedTheCase:
    def test_saf_13_does_not_keep_the_national_desk_from_knowing(self):
        (ash,) = on_the_rota("Ash")
        (nora,) = on_the_rota("Nora", desk=NATIONAL)
        response = begun()
        loaded = Import.objects.create(source="case_file", loaded_at=NOW, loaded_by="Ash")
        Case.objects.update(first_import=loaded)
        Upload.objects.create(
            force_id=CITY, file_name="a.csv", uploaded_at=NOW, uploaded_by="Ash",
            uploaded_by_id=ash.pk, asked_by="Birch", asked_by_id=0, last_active_at=NOW,
            import_batch=loaded,
        )  # fmt: skip
        text = written(response, better=DANGER)
        assert texts.waiting(viewer(ash)) == []
        assert texts.waiting(viewer(nora)) == [text]

        escalating.see_to_texts(by=TESTER, at=SOON)

        assert DeskNotice.objects.filter(text=text, user=nora).exists()


class TestNewDangerAfterAConfirmedNotice:
    @pytest.fixture
    def text(self, ash_and_birch) -> WrittenText:
        ash, _birch = ash_and_birch
        room, text = staff("Rook", Role.CONTROL_ROOM), danger_text()
        notice = send(text, ash)
        actions.open_as_unit(notice=notice, by=actor(room), at=NOW)
        actions.confirm(notice=notice, by=actor(room), at=NOW)
        reading.close(
            text=text, outcome=TextOutcome.PASSED_ON, told="not_needed", by=actor(ash), at=NOW
        )
        hear_danger(text, at=NEXT_WEEK)
        return text

    def test_saf_3_is_overdue_like_any_other(self, text):
        late = texts.is_overdue_for_life(NEXT_WEEK + timedelta(hours=1))

        assert list(WrittenText.objects.filter(late)) == [text]

    def test_saf_3_opens_the_details_to_a_reader(self, text, ash_and_birch):
        _ash, birch = ash_and_birch
        notice = DangerNotice.objects.get()
        card = action_card.action_card(
            text, notice, viewer=viewer(birch), forms={}, at=NEXT_WEEK
        )  # fmt: skip
        assert card.open_form is not None
        SealedDanger.objects.all().delete()

        actions.open_as_reader(notice=notice, reason=REASON, by=actor(birch), at=NEXT_WEEK)

        details = actions.read_as_reader(notice=notice, by=actor(birch), at=NEXT_WEEK)
        assert details is not None
        assert details.case_key == notice.case.case_key


class TestANoticeThatNeedsASecondReader:
    def test_saf_3_calls_the_others_on_duty(self, ash_and_birch, carrier):
        send(danger_text(RiskCategory.SERIOUS), ash_and_birch[0])

        assert mail(carrier) == ["birch@example.org"]

    def test_saf_3_calls_the_national_desk_where_no_other_is_on_duty(self, carrier):
        (ash,) = on_the_rota("Ash")
        on_the_rota("Nan", desk=NATIONAL)
        text = danger_text(RiskCategory.SERIOUS)

        send(text, ash)

        text.refresh_from_db()
        assert text.escalated == desks.TO_THE_NATION
        assert mail(carrier) == ["nan@example.org"]


class TestANoticeThatNobodyConfirms:
    def test_saf_3_is_told_to_the_national_desk(self, ash_and_birch, carrier):
        on_the_rota("Nan", desk=NATIONAL)
        staff("Rook", Role.CONTROL_ROOM)
        send(danger_text(), ash_and_birch[0])

        actions.note_unconfirmed(by=TESTER, at=LATE)

        assert mail(carrier, at=LATE) == ["nan@example.org"]


class TestANoticeFoundToBeAboutPolice:
    @pytest.fixture
    def notice(self, ash_and_birch) -> DangerNotice:
        room, text = staff("Rook", Role.CONTROL_ROOM), danger_text()
        actions.set_unit(
            force=text.force, unit="control_room", phone="020 7946 0000",
            emails=["room@example.org"], by=TESTER, at=NOW,
        )  # fmt: skip
        notice = send(text, ash_and_birch[0])
        actions.open_as_unit(notice=notice, by=actor(room), at=NOW)
        return notice

    @pytest.mark.parametrize("is_confirmed", [True, False])
    def test_saf_13_opens_to_the_national_desk_at_once(self, ash_and_birch, notice, is_confirmed):
        (nan,) = on_the_rota("Nan", desk=NATIONAL)
        if is_confirmed:
            actions.confirm(notice=notice, by=actor(User.objects.get(name="Rook")), at=NOW)

        escalating.escalate(
            text=notice.text, is_about_police=True, by=actor(ash_and_birch[0]), at=NOW
        )
        actions.open_as_reader(notice=notice, reason=REASON, by=actor(nan), at=SOON)

        assert actions.read_as_reader(notice=notice, by=actor(nan), at=SOON) is not None

    def test_saf_13_rings_its_own_control_room_no_more(self, ash_and_birch, notice, carrier):
        on_the_rota("Nan", desk=NATIONAL)
        escalating.escalate(
            text=notice.text, is_about_police=True, by=actor(ash_and_birch[0]), at=NOW
        )

        actions.note_unconfirmed(by=TESTER, at=LATE)
        mails.ring(
            notice_id=notice.pk, turn=actions.SECOND_ROUND, place=0, carrier=carrier, at=LATE
        )

        assert carrier.letters == []


class TestAControlRoom:
    def test_saf_13_shows_no_notice_to_a_member_who_knows_somebody_in_the_case(self, ash_and_birch):
        rook, raven = staff("Rook", Role.CONTROL_ROOM), staff("Raven", Role.CONTROL_ROOM)
        text = danger_text()
        reading.declare(response_id=text.response_id, by=actor(rook), at=NOW)

        notice = send(text, ash_and_birch[0])

        assert selectors.received_lately(viewer(rook), at=NOW) == []
        assert selectors.received_lately(viewer(raven), at=NOW) == [notice]


class TestAReview:
    def test_saf_15_is_due_again_when_a_reader_opens_the_details_later(self, ash_and_birch):
        ash, birch = ash_and_birch
        officer = staff("Oak", Role.DATA_PROTECTION_OFFICER)
        notice = send(danger_text(), ash)
        side = DangerReview.Side.PROTECTION
        verdict = {"notice": notice, "side": side, "verdict": "justified", "note": ""}
        actions.review(**verdict, by=actor(officer), at=NOW)
        assert not selectors.unreviewed(viewer(officer), side).exists()

        actions.open_as_reader(notice=notice, reason=REASON, by=actor(birch), at=SOON)

        assert list(selectors.unreviewed(viewer(officer), side)) == [notice]
        actions.review(**verdict, by=actor(officer), at=SOON + timedelta(minutes=1))
        assert not selectors.unreviewed(viewer(officer), side).exists()


class TestAForceThatHasEnded:
    @pytest.mark.slow
    def test_saf_13_leaves_no_police_matter_in_the_control_room_of_its_heir(self):
        on_the_rota("Nan", desk=NATIONAL)
        room = staff("Kestrel", Role.CONTROL_ROOM, "kent")
        (cedar,) = on_the_rota("Cedar", desk=desks.Desk("kent"))
        text = danger_text()
        access_actions.merge_forces(
            predecessors=[Force.objects.get(code=CITY)], into="kent", name="", name_cy="",
            on=NOW.date().replace(day=1), with_staff=False, by=TESTER, at=NOW,
        )  # fmt: skip
        notice = send(text, cedar)
        assert selectors.received_lately(viewer(room), at=NOW) == [notice]

        escalating.escalate(text=text, is_about_police=True, by=actor(cedar), at=NOW)

        assert selectors.received_lately(viewer(room), at=NOW) == []
