from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from access.background import task_queue
from access.digests.carriers import MailServer
from access.models import AuditEvent, Membership, User, WebhookDelivery
from access.permissions import Role
from responses.data_protection.actions import retention
from responses.models import (
    Case,
    CaseTie,
    Contact,
    DangerNotice,
    DangerOpening,
    DangerReview,
    DeskAction,
    SealedDanger,
    WrittenText,
)
from responses.triage.actions import escalating, reading
from responses.triage.actions.escalating import NoNationalReaderError
from responses.triage.actions.reading import NoticeWaitsError
from responses.triage.danger import actions, mails, selectors
from responses.triage.danger.actions import (
    NationalDeskOnlyError,
    NoDangerError,
    NotAllowedError,
    NotOpenError,
    NotReadError,
    SecondReaderError,
    SentBeforeError,
    TextClosedError,
)
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory
from responses.triage.selectors import texts
from responses.vault.sealed import danger_details
from tests.conftest import NOW, TESTER, sign_in
from tests.responses.triage.at_the_desk import NATIONAL, on_the_rota, record_call
from tests.responses.triage.danger.notices import (
    CITY,
    REASON,
    actor,
    danger_text,
    send,
    staff,
    viewer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("has_confirmed"), pytest.mark.safety]
TEN = timedelta(minutes=10)
HOUR = timedelta(hours=1)
MOBILE = "+447700900010"


@pytest.fixture
def desk() -> list[User]:
    return list(on_the_rota("Ash", "Birch"))


@pytest.fixture
def room(db) -> User:
    return staff("Rook", Role.CONTROL_ROOM)


@pytest.fixture
def nation() -> list[User]:
    return list(on_the_rota("Nan", "Noel", desk=NATIONAL))


def open_as(user: User, notice: DangerNotice, *, at) -> None:
    actions.open_as_reader(notice=notice, reason=REASON, by=actor(user), at=at)


def confirm(notice: DangerNotice, by: User, *, at=NOW) -> None:
    actions.open_as_unit(notice=notice, by=actor(by), at=at)
    actions.confirm(notice=notice, by=actor(by), at=at)


class TestSending:
    @pytest.mark.parametrize("category", ["immediate", "suicide", "child"])
    def test_saf_3_takes_one_reader_for_a_risk_to_life(self, desk, room, category):
        notice = send(danger_text(RiskCategory(category)), desk[0])

        assert (notice.state, notice.receiver_id, notice.unit) == ("sent", CITY, "control_room")
        assert notice.confirm_by_at == NOW + TEN
        assert selectors.received_lately(viewer(room), at=NOW) == [notice]

    @pytest.mark.parametrize("category", ["serious", "honour", "breach"])
    def test_saf_3_takes_two_readers_for_ongoing_harm(self, desk, room, category):
        text = danger_text(RiskCategory(category))
        asked = send(text, desk[0])
        assert (asked.state, SealedDanger.objects.count()) == ("asked", 0)
        assert selectors.received_lately(viewer(room), at=NOW) == []
        with pytest.raises(SecondReaderError):
            send(text, desk[0])

        notice = send(text, desk[1])

        assert (notice.state, notice.second_by) == ("sent", desk[1])

    @pytest.mark.parametrize("category", ["none", "complaint", "new_offence", "author"])
    def test_saf_3_is_refused_without_danger(self, desk, room, category):
        with pytest.raises(NoDangerError):
            send(danger_text(RiskCategory(category)), desk[0])

    def test_saf_3_is_refused_for_a_closed_text(self, desk, room):
        text = danger_text()
        record_call(text)
        reading.close(text=text, outcome=TextOutcome.KNOWN, told="not_needed", by=TESTER, at=NOW)

        with pytest.raises(TextClosedError):
            send(text, desk[0])

    def test_saf_3_happens_once_however_often_it_is_pressed(self, desk, room):
        text = danger_text()
        send(text, desk[0])

        for reader in desk:
            with pytest.raises(SentBeforeError):
                send(text, reader)

        assert AuditEvent.objects.filter(kind="danger.sent").count() == 1

    def test_saf_3_assigns_the_text_to_its_sender(self, desk, room):
        text = danger_text()

        send(text, desk[1])

        text.refresh_from_db()
        assert text.held_by == desk[1]

    def test_saf_15_is_audited_without_key_number_or_reason(self, desk, room):
        notice = send(danger_text(), desk[0])
        confirm(notice, room)

        kinds = AuditEvent.objects.filter(kind__startswith="danger.").order_by("pk")
        assert list(kinds.values_list("kind", flat=True)) == [
            "danger.asked", "danger.sent", "danger.opened", "danger.confirmed",
        ]  # fmt: skip
        trail = str(list(AuditEvent.objects.values()))
        assert notice.case.case_key not in trail
        assert MOBILE not in trail
        assert REASON not in trail

    def test_saf_3_seals_the_details(self, desk, room):
        notice = send(danger_text(), desk[0])

        sealed = bytes(SealedDanger.objects.get().sealed)
        assert notice.case.case_key.encode() not in sealed
        found = danger_details.open_details(notice.pk)
        assert found is not None
        assert found.case_key == notice.case.case_key
        assert found.contact is not None
        assert found.contact.number == MOBILE

    def test_saf_2_leaves_an_unsafe_number_out(self, desk, room):
        text = danger_text()
        Contact.objects.update(number_safe="no")

        found = danger_details.open_details(send(text, desk[0]).pk)

        assert found is not None
        assert found.contact is not None
        assert (found.contact.number, found.contact.last_digits) == ("", MOBILE[-3:])


class TestWhoIsRung:
    def test_saf_3_is_the_unit_without_personal_data(self, desk, room, settings):
        actions.set_unit(
            force=room.memberships.get().force, unit="control_room", phone="01632 960001",
            emails=["room@example.org"], by=TESTER, at=NOW,
        )  # fmt: skip
        notice = send(danger_text(), desk[0])

        assert task_queue.pending(actions.RING_TASK) == [(notice.pk, 1, 0)]
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        mails.ring(notice_id=notice.pk, turn=1, place=0, carrier=MailServer(), at=NOW)
        (sent,) = mail.outbox
        assert sent.to == ["room@example.org"]
        said = sent.subject + sent.body
        assert f"/staff/danger-notices/{notice.pk}/" in said
        for word in (notice.case.case_key, MOBILE, REASON, "City of London"):
            assert word not in said
        notice.refresh_from_db()
        assert notice.mails_taken == 1

    def test_saf_3_stops_when_the_unit_has_confirmed(self, desk, room, settings):
        actions.set_unit(
            force=room.memberships.get().force, unit="control_room", phone="",
            emails=["room@example.org"], by=TESTER, at=NOW,
        )  # fmt: skip
        notice = send(danger_text(), desk[0])
        confirm(notice, room)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

        mails.ring(notice_id=notice.pk, turn=1, place=0, carrier=MailServer(), at=NOW)

        assert mail.outbox == []
        assert not WebhookDelivery.objects.exists()


class TestConfirming:
    def test_saf_3_comes_after_opening(self, desk, room):
        notice = send(danger_text(), desk[0])

        with pytest.raises(NotReadError):
            actions.confirm(notice=notice, by=actor(room), at=NOW)
        confirm(notice, room)

        notice.refresh_from_db()
        assert (notice.state, notice.confirmed_by, notice.confirmed_at) == ("confirmed", room, NOW)

    def test_saf_3_happens_once(self, desk, room):
        other = staff("Raven", Role.CONTROL_ROOM)
        notice = send(danger_text(), desk[0])
        confirm(notice, room)

        with pytest.raises(SentBeforeError):
            confirm(notice, other)

        notice.refresh_from_db()
        assert notice.confirmed_by == room

    def test_saf_3_ends_a_readers_access(self, desk, room):
        notice = send(danger_text(), desk[0])
        open_as(desk[0], notice, at=NOW + TEN)

        confirm(notice, room, at=NOW + 2 * TEN)

        with pytest.raises(NotOpenError):
            actions.read_as_reader(notice=notice, by=actor(desk[0]), at=NOW + 2 * TEN)
        with pytest.raises(NotOpenError):
            open_as(desk[1], notice, at=NOW + 2 * TEN)

    def test_saf_13_is_closed_to_another_force_and_to_a_revoked_role(self, desk, room):
        kent = staff("Kestrel", Role.CONTROL_ROOM, "kent")
        notice = send(danger_text(), desk[0])
        with pytest.raises(Http404):
            selectors.received_notice(viewer(kent), notice.pk)

        Membership.objects.filter(user=room).delete()

        with pytest.raises(Http404):
            selectors.received_notice(viewer(room), notice.pk)

    def test_saf_13_is_closed_to_a_member_who_is_barred_from_the_case(self, desk, room):
        text = danger_text()
        case = selectors.case_of(text)
        CaseTie.objects.create(
            case=case,
            user=room,
            kind=CaseTie.TieKind.BARRED,
            tied_at=NOW,
            tied_by="tests",
            tied_by_id=room.pk,
        )

        notice = send(text, desk[0])

        assert notice.receiver is None
        with pytest.raises(Http404):
            selectors.received_notice(viewer(room), notice.pk)


class TestAReadersHour:
    def test_saf_3_begins_after_ten_minutes_and_not_before(self, desk, room):
        notice = send(danger_text(), desk[0])
        with pytest.raises(NotOpenError):
            open_as(desk[0], notice, at=NOW + TEN - timedelta(seconds=1))

        open_as(desk[0], notice, at=NOW + TEN)

        found = actions.read_as_reader(notice=notice, by=actor(desk[0]), at=NOW + TEN)
        assert found is not None
        assert found.case_key == notice.case.case_key

    def test_saf_3_begins_at_once_without_a_control_room(self, desk):
        notice = send(danger_text(), desk[0])

        open_as(desk[0], notice, at=NOW)

        assert DangerOpening.objects.get().until == NOW + HOUR

    def test_saf_3_ends_on_the_server_and_begins_once(self, desk):
        notice = send(danger_text(), desk[0])
        open_as(desk[0], notice, at=NOW)

        with pytest.raises(NotOpenError):
            open_as(desk[0], notice, at=NOW + timedelta(minutes=59))
        with pytest.raises(NotOpenError):
            actions.read_as_reader(notice=notice, by=actor(desk[0]), at=NOW + HOUR)
        with pytest.raises(NotOpenError):
            open_as(desk[0], notice, at=NOW + HOUR)

    def test_saf_3_is_nobody_elses(self, desk):
        notice = send(danger_text(), desk[0])
        open_as(desk[0], notice, at=NOW)

        with pytest.raises(NotOpenError):
            actions.read_as_reader(notice=notice, by=actor(desk[1]), at=NOW)

    @pytest.mark.parametrize("loss", ["role", "account", "conflict"])
    def test_saf_13_ends_with_the_role_the_account_and_a_conflict(self, desk, client, clock, loss):
        text = danger_text()
        notice = send(text, desk[0])
        open_as(desk[0], notice, at=NOW)
        sign_in(client, desk[0])
        address = f"/staff/texts/{text.pk}/danger/"
        assert notice.case.case_key in client.get(address).content.decode()

        if loss == "role":
            Membership.objects.filter(user=desk[0]).delete()
        elif loss == "account":
            User.objects.filter(pk=desk[0].pk).update(is_active=False)
        else:
            reading.declare(response_id=text.response_id, by=actor(desk[0]), at=NOW)

        gone = client.get(address)
        assert gone.status_code in {302, 403, 404}
        assert notice.case.case_key not in gone.content.decode()


class TestWhenNobodyConfirms:
    def test_saf_3_the_national_desk_gets_the_text_and_the_unit_is_rung_again(
        self, desk, room, nation
    ):
        text = danger_text()
        notice = send(text, desk[0])
        assert actions.note_unconfirmed(by=TESTER, at=NOW + TEN - timedelta(seconds=1)) == 0

        assert actions.note_unconfirmed(by=TESTER, at=NOW + TEN) == 1
        assert actions.note_unconfirmed(by=TESTER, at=NOW + TEN) == 0

        notice.refresh_from_db()
        assert notice.unconfirmed_at == NOW + TEN
        assert texts.text_of(viewer(nation[0]), text.pk) == text

    def test_saf_3_the_text_stays_open(self, desk, room):
        text = danger_text()
        notice = send(text, desk[0])
        closing = {"outcome": TextOutcome.PASSED_ON, "told": "unsafe", "by": TESTER, "at": NOW}

        with pytest.raises(NoticeWaitsError):
            reading.close(text=text, **closing)
        confirm(notice, room)
        reading.close(text=text, **closing)

        text.refresh_from_db()
        assert text.state == "closed"


class TestAMatterOfPolice:
    def test_saf_13_is_sent_by_the_national_desk_only(self, desk, room, nation):
        text = danger_text()

        with pytest.raises(NationalDeskOnlyError):
            send(text, desk[0], is_about_police=True)

        assert not DangerNotice.objects.exists()
        escalating.escalate(text=text, is_about_police=True, by=actor(desk[0]), at=NOW)
        with pytest.raises(Http404):
            texts.text_of(viewer(desk[0]), text.pk)
        assert texts.text_of(viewer(nation[0]), text.pk) == text

    @pytest.mark.parametrize("why", ["suspect", "complaint"])
    def test_saf_13_is_known_by_the_suspect_and_by_the_rules(self, desk, room, nation, why):
        text = danger_text()
        if why == "suspect":
            Case.objects.update(flags={"police_suspect": True})
        else:
            WrittenText.objects.update(rules_category="misconduct")

        with pytest.raises(NationalDeskOnlyError):
            send(text, desk[0])

    def test_saf_13_goes_to_another_force_or_to_professional_standards(self, desk, room, nation):
        kent = staff("Kestrel", Role.CONTROL_ROOM, "kent")
        force = room.memberships.get().force
        actions.set_police_route(
            force=force, to_force=kent.memberships.get().force, to_unit="control_room",
            by=TESTER, at=NOW,
        )  # fmt: skip

        notice = send(danger_text(), nation[0], is_about_police=True)

        assert (notice.receiver_id, notice.desk_force) == ("kent", None)
        assert selectors.received_lately(viewer(kent), at=NOW) == [notice]
        with pytest.raises(Http404):
            selectors.received_notice(viewer(room), notice.pk)
        assert not AuditEvent.objects.filter(kind="danger.sent", force_code=CITY).exists()

    @pytest.mark.parametrize("how", ["flag", "reader"])
    def test_saf_13_leaves_the_own_control_room_when_it_is_found_out_later(
        self, desk, room, nation, how
    ):
        text = danger_text()
        notice = send(text, desk[0])
        assert selectors.received_lately(viewer(room), at=NOW) == [notice]

        if how == "flag":
            Case.objects.update(flags={"police_suspect": True})
        else:
            escalating.escalate(text=text, is_about_police=True, by=actor(desk[0]), at=NOW)

        with pytest.raises(Http404):
            selectors.received_notice(viewer(room), notice.pk)

    def test_saf_13_leaves_the_forces_desk_once_the_national_desk_sends_it(
        self, desk, room, nation
    ):
        text = danger_text()

        send(text, nation[0], is_about_police=True)

        with pytest.raises(Http404):
            texts.text_of(viewer(desk[0]), text.pk)

    def test_saf_13_opens_to_the_national_desk_without_a_route(self, room, nation):
        notice = send(danger_text(), nation[0], is_about_police=True)

        open_as(nation[0], notice, at=NOW)

        assert notice.receiver is None

    def test_saf_13_is_never_routed_to_the_forces_own_control_room(self, lead_client, room):
        actions_url = f"/staff/danger-notices/units/{CITY}/police/"

        assert lead_client.post(actions_url, {"to_force": "kent"}).status_code == 403
        lead = staff("Lead", Role.OPERATIONS_LEAD, None)
        sign_in(lead_client, lead)
        lead_client.post(actions_url, {"to_force": CITY, "to_unit": "control_room"})
        assert selectors.police_route_of(CITY) is None
        lead_client.post(actions_url, {"to_force": CITY, "to_unit": "professional_standards"})
        route = selectors.police_route_of(CITY)
        assert route is not None
        assert route.to_unit == "professional_standards"

    def test_saf_13_does_not_leave_for_an_empty_desk(self, desk, room):
        text = danger_text()

        with pytest.raises(NoNationalReaderError):
            escalating.escalate(text=text, is_about_police=True, by=actor(desk[0]), at=NOW)

        text.refresh_from_db()
        assert not text.is_national

    def test_saf_13_hides_an_earlier_request_from_the_force(self, desk, room, nation):
        text = danger_text(RiskCategory.SERIOUS)
        send(text, desk[0])

        escalating.escalate(text=text, is_about_police=True, by=actor(desk[1]), at=NOW)

        notice = DangerNotice.objects.get()
        officer = staff("Dora", Role.DATA_PROTECTION_OFFICER)
        assert (notice.is_police_matter, notice.desk_force) == (True, None)
        assert list(selectors.unreviewed(viewer(officer), "protection")) == []


class TestReviews:
    def test_saf_15_are_due_from_an_officer_and_the_national_desk(self, desk, room, nation):
        officer = staff("Dora", Role.DATA_PROTECTION_OFFICER)
        notice = send(danger_text(), desk[0])

        for person, side in ((officer, "protection"), (nation[0], "desk")):
            assert list(selectors.unreviewed(viewer(person), side)) == [notice]
            actions.review(
                notice=notice, side=side, verdict="justified", note="", by=actor(person), at=NOW
            )
            assert list(selectors.unreviewed(viewer(person), side)) == []

        assert DangerReview.objects.count() == 2

    def test_saf_15_are_by_no_one_who_took_part_and_once(self, desk, room, nation):
        notice = send(danger_text(), nation[0])
        review = {"notice": notice, "side": "desk", "verdict": "justified", "note": "", "at": NOW}

        with pytest.raises(NotAllowedError):
            actions.review(**review, by=actor(nation[0]))
        actions.review(**review, by=actor(nation[1]))
        with pytest.raises(NotAllowedError):
            actions.review(**review, by=actor(staff("Nia", Role.TRIAGE_OFFICER, None)))

    def test_saf_13_are_no_other_forces(self, desk, room):
        officer = staff("Dora", Role.DATA_PROTECTION_OFFICER, "kent")
        send(danger_text(), desk[0])

        assert list(selectors.unreviewed(viewer(officer), "protection")) == []

    def test_saf_15_name_reason_and_count_and_no_case(self, desk, room, nation, client, clock):
        notice = send(danger_text(), desk[0])
        officer = staff("Dora", Role.DATA_PROTECTION_OFFICER)
        for person, address in ((officer, "reviews"), (nation[0], "desk-reviews")):
            sign_in(client, person)
            page = client.get(f"/staff/danger-notices/{address}/").content.decode()
            assert REASON in page
            assert "Ash" in page
            assert notice.case.case_key not in page

    def test_saf_13_are_closed_to_a_forces_reader(self, desk, client, clock):
        sign_in(client, desk[0])

        assert client.get("/staff/danger-notices/desk-reviews/").status_code == 403
        assert client.get("/staff/danger-notices/reviews/").status_code == 403


class TestPages:
    def test_saf_3_show_the_reader_sent_and_then_confirmed(self, desk, room, client, clock):
        text = danger_text()
        sign_in(client, desk[0])
        address = f"/staff/texts/{text.pk}/"
        form = {"reason": REASON, "about_police": "no"}

        client.post(f"{address}send/", form)
        sent = client.get(address).content.decode()
        assert 'data-phase="sent"' in sent
        confirm(DangerNotice.objects.get(), room)
        confirmed = client.get(address).content.decode()

        assert 'data-phase="confirmed"' in confirmed
        assert "Confirmed by Rook" in confirmed
        case = Case.objects.get()
        assert case.case_key not in sent + confirmed

    def test_saf_3_ask_for_the_password_before_details(self, desk, room, client, clock):
        notice = send(danger_text(), desk[0])
        client.force_login(room)
        address = f"/staff/danger-notices/{notice.pk}/"

        asked = client.get(address)
        assert asked.status_code == 302
        assert asked["Location"].startswith("/staff/account/confirm/")
        sign_in(client, room)
        assert notice.case.case_key in client.get(address).content.decode()
        assert client.post(f"{address}confirm/").status_code == 302
        notice.refresh_from_db()
        assert notice.state == "confirmed"

    def test_saf_3_need_a_reason_and_a_word_about_police(self, desk, room, client, clock):
        text = danger_text()
        sign_in(client, desk[0])

        page = client.post(f"/staff/texts/{text.pk}/send/", {"reason": "now"}).content.decode()

        assert "There is a problem" in page
        assert not DangerNotice.objects.exists()

    def test_saf_13_are_404_for_a_reader_of_another_force(self, desk, room, client, clock):
        (other,) = on_the_rota("Cedar", desk=type(NATIONAL)("kent"))
        text = danger_text()
        send(text, desk[0])
        sign_in(client, other)

        for act in ("send", "danger/open", "escalate", "action"):
            assert client.post(f"/staff/texts/{text.pk}/{act}/").status_code == 404
        assert client.get(f"/staff/texts/{text.pk}/danger/").status_code == 404

    def test_have_at_most_four_steps_in_order(self, desk, room, client, clock):
        actions.set_unit(
            force=room.memberships.get().force, unit="control_room", phone="01632 960001",
            emails=[], by=TESTER, at=NOW,
        )  # fmt: skip
        text = danger_text()
        sign_in(client, desk[0])

        page = client.get(f"/staff/texts/{text.pk}/").content.decode()

        assert page.count('data-test="step"') == 4
        assert 'href="tel:01632960001"' in page

    def test_ask_no_more_queries_for_a_queue_with_more_notices(
        self, desk, room, client, clock, django_assert_max_num_queries
    ):
        sign_in(client, desk[0])
        send(danger_text(), desk[0])
        client.get("/staff/texts/")
        with CaptureQueriesContext(connection) as few:
            client.get("/staff/texts/")
        for _ in range(4):
            confirm(send(danger_text(), desk[0]), room)

        with django_assert_max_num_queries(len(few)):
            client.get("/staff/texts/")

    def test_record_what_was_done(self, desk, client, clock):
        text = danger_text()
        sign_in(client, desk[0])

        client.post(f"/staff/texts/{text.pk}/action/", {"action": "rang_control_room"})

        assert DeskAction.objects.get().user == desk[0]
        assert AuditEvent.objects.get(kind="text.action_recorded").details == {
            "action": "rang_control_room"
        }

    def test_keep_a_lead_who_lost_the_role_out(self, client, clock, db):
        lead = staff("Lead", Role.OPERATIONS_LEAD)
        sign_in(client, lead)
        address = f"/staff/danger-notices/units/{CITY}/"
        assert client.get(address).status_code == 200
        assert client.get("/staff/danger-notices/units/kent/").status_code == 404

        Membership.objects.filter(user=lead).delete()

        assert client.get(address).status_code in {302, 403}
        form = {"phone": "01632 960001", "emails": ""}
        assert client.post(f"{address}control_room/", form).status_code in {302, 403}
        assert selectors.unit_setting(CITY, "control_room") is None

    def test_keep_settings_that_make_sense(self, client, clock, db):
        sign_in(client, staff("Lead", Role.OPERATIONS_LEAD))
        address = f"/staff/danger-notices/units/{CITY}/control_room/"
        for phone, emails in (("ring me", ""), ("", "nowhere"), ("", "\n".join("abcdef"))):
            client.post(address, {"phone": phone, "emails": emails})
            assert selectors.unit_setting(CITY, "control_room") is None

        client.post(address, {"phone": "01632 960001", "emails": "a@example.org\r\nb@example.org"})

        kept = selectors.unit_setting(CITY, "control_room")
        assert kept is not None
        assert kept.emails == ["a@example.org", "b@example.org"]


class TestOverdueForLife:
    LATE = NOW + timedelta(hours=5)

    def test_saf_3_stands_first_and_is_counted(self, desk, client, clock):
        older = danger_text(RiskCategory.SERIOUS, at=NOW - timedelta(days=20))
        text = danger_text()
        clock.move_to(self.LATE)

        assert texts.waiting(viewer(desk[0]), at=self.LATE) == [text, older]
        assert texts.backlog_of(texts.desks.Desk(CITY), at=self.LATE).overdue_for_life == 1
        for person in (desk[0], staff("Lead", Role.OPERATIONS_LEAD)):
            sign_in(client, person)
            assert client.get("/staff/").content.decode().count('class="tag is-danger"') == 1
        sign_in(client, desk[0])
        listed = client.get("/staff/texts/").content.decode()
        assert listed.count('data-overdue="life"') == 1
        shown = client.get(f"/staff/texts/{text.pk}/").content.decode()
        assert 'data-test="overdue-life"' in shown

    def test_saf_3_is_of_no_text_before_its_time_or_after_a_confirmation(self, desk, room):
        text = danger_text()
        overdue = WrittenText.objects.filter(texts.is_overdue_for_life(NOW))
        assert not overdue.exists()
        late = WrittenText.objects.filter(texts.is_overdue_for_life(self.LATE))
        assert late.exists()

        confirm(send(text, desk[0]), room)

        assert not late.all().exists()


class TestWhatIsDestroyed:
    def test_details_after_seven_days_and_the_notice_with_the_case(self, desk, room):
        notice = send(danger_text(), desk[0])
        actions.record_list_read(rows=0, by=TESTER, at=NOW)

        retention.apply_retention(by=TESTER, at=NOW + timedelta(days=7))
        assert not SealedDanger.objects.exists()
        assert actions.open_as_unit(notice=notice, by=actor(room), at=NOW) is None
        WrittenText.objects.update(
            state="closed", closed_at=NOW, closed_by="x", outcome="passed_on", told="yes"
        )
        retention.apply_retention(by=TESTER, at=NOW + timedelta(days=366 * 9))

        assert not DangerNotice.objects.exists()
        assert not Case.objects.exists()
