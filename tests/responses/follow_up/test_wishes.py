from datetime import date, timedelta

import pytest
from django.http import Http404

from access import selectors as access_selectors
from access.actor import Actor
from access.models import AuditEvent, User
from responses.follow_up import actions, selectors
from responses.follow_up.actions import EndedError, TooFewTriesError
from responses.follow_up.endings import FollowUpEnd
from responses.invitations.actions import opt_outs, undo_opt_outs
from responses.models import Case, Contact, FollowUp, SealedWish, UnsafeNumber
from responses.tasks_due import WISHES
from responses.vault import person_keys
from responses.vault.sealed import wishes
from responses.vault.sealed.wishes import SafeWay
from tests.conftest import NOW, TESTER, sign_in
from tests.responses.triage.at_the_desk import CITY, NATIONAL, begun, on_the_rota

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("has_confirmed")]
MOBILE = "+447700900010"


@pytest.fixture
def desk() -> list[User]:
    return list(on_the_rota("Ash", "Birch"))


def wish(*, way: str = "07700 900123") -> FollowUp:
    response = begun()
    safe_way = SafeWay(way=way, not_to="my husband")
    actions.ask(response_id=response.pk, safe_way=safe_way, language="en", by=TESTER, at=NOW)
    return FollowUp.objects.get(response=response)


def viewer(user: User):
    return access_selectors.viewer_for(user.pk)


def end(held: FollowUp, outcome: FollowUpEnd, *, days: int = 1) -> None:
    actions.end(wish=held, outcome=outcome, by=TESTER, at=NOW + timedelta(days=days))


class TestAWish:
    def test_is_seen_by_the_force_of_the_case_and_no_other(self, desk):
        (other,) = on_the_rota("Cedar", desk=type(CITY)("kent"))
        held = wish()

        assert selectors.open_wishes(viewer(desk[0])) == [held]
        with pytest.raises(Http404):
            selectors.wish_of(viewer(other), held.pk)

    @pytest.mark.slow
    def test_tells_how_somebody_is_reached_on_its_own_page_alone(self, desk, client, clock):
        held = wish()
        sign_in(client, desk[0])

        listed = client.get("/staff/wishes/").content.decode()
        shown = client.get(f"/staff/wishes/{held.pk}/").content.decode()

        assert "900123" not in listed
        assert "900123" in shown
        assert "my husband" in shown
        assert AuditEvent.objects.filter(kind="follow_up.read").count() == 1
        assert "900123" not in str(list(AuditEvent.objects.values()))

    def test_is_given_up_after_three_tries_and_not_before(self, desk):
        held = wish()
        for _ in range(2):
            actions.note_try(wish=held, by=TESTER, at=NOW)
        with pytest.raises(TooFewTriesError):
            end(held, FollowUpEnd.NOT_REACHED)
        actions.note_try(wish=held, by=TESTER, at=NOW)

        end(held, FollowUpEnd.NOT_REACHED)

        held.refresh_from_db()
        assert (held.state, held.tries) == ("closed", 3)

    def test_ends_once(self, desk):
        held = wish()
        end(held, FollowUpEnd.SPOKEN)

        with pytest.raises(EndedError):
            end(held, FollowUpEnd.UNSAFE)

    @pytest.mark.safety
    def test_saf_13_is_hidden_from_who_knows_somebody(self, desk, client, clock):
        held = wish()
        sign_in(client, desk[0])

        client.post(f"/staff/wishes/{held.pk}/conflict/")

        assert client.get(f"/staff/wishes/{held.pk}/").status_code == 404

    @pytest.mark.parametrize("act", ["end", "hand-over"])
    def test_says_what_is_missing(self, desk, client, clock, act):
        held = wish()
        sign_in(client, desk[0])

        page = client.post(f"/staff/wishes/{held.pk}/{act}/").content.decode()

        assert "There is a problem" in page

    @pytest.mark.slow
    def test_is_handed_on(self, desk, client, clock):
        held = wish()
        sign_in(client, desk[0])

        client.post(f"/staff/wishes/{held.pk}/take/")
        client.post(f"/staff/wishes/{held.pk}/hand-over/", {"person": desk[1].pk})
        client.post(f"/staff/wishes/{held.pk}/try/")

        held.refresh_from_db()
        assert (held.held_by, held.tries) == (desk[1], 1)


@pytest.mark.safety
class TestWhoseCaseIsHiddenLater:
    @pytest.mark.slow
    def test_saf_13_is_seen_to_at_the_national_desk(self, desk):
        nation = on_the_rota("Nan", "Noel", desk=NATIONAL)
        held = wish()
        Case.objects.update(flags={"police_suspect": True})

        assert selectors.open_wishes(viewer(nation[0])) == [held]
        assert selectors.colleagues(held, viewer(nation[0])) == [nation[1]]
        assert selectors.open_wishes(viewer(desk[0])) == []


@pytest.mark.safety
class TestWhoWantsNoContactAnyMore:
    @pytest.mark.slow
    def test_saf_12_is_not_contacted_although_they_had_asked(self, desk):
        held = wish()
        seen = []

        ticket = opt_outs.opt_out(
            invitation_id=held.response.invitation_id, channel="web", by=TESTER, at=NOW
        )
        seen.append(selectors.open_wishes(viewer(desk[0])))
        with pytest.raises(Http404):
            selectors.wish_of(viewer(desk[0]), held.pk)
        undo_opt_outs.undo(ticket=ticket, by=TESTER, at=NOW)
        seen.append(selectors.open_wishes(viewer(desk[0])))

        assert seen == [[], [held]]

    @pytest.mark.slow
    def test_saf_12_is_not_contacted_where_they_said_so_in_another_case(self, desk):
        (nation,) = on_the_rota("Nan", desk=NATIONAL)
        wish()
        FollowUp.objects.update(escalated=2)
        other = begun()
        assert [WISHES.rows(viewer(each), NOW).count() for each in (desk[0], nation)] == [1, 1]

        opt_outs.opt_out(invitation_id=other.invitation_id, channel="web", by=TESTER, at=NOW)

        assert selectors.open_wishes(viewer(desk[0])) == []
        assert [WISHES.rows(viewer(each), NOW).count() for each in (desk[0], nation)] == [0, 0]


class TestWhoseDayHasPassed:
    def steps(self, held: FollowUp, *days: int) -> list[int]:
        found = []
        for day in days:
            actions.see_to_wishes(by=TESTER, at=NOW + timedelta(days=day))
            held.refresh_from_db()
            found.append(held.escalated)
        return found

    @pytest.mark.slow
    def test_is_the_leads_the_day_after_and_the_nations_two_working_days_later(self, desk):
        nation = on_the_rota("Nan", "Noel", desk=NATIONAL)
        held = wish()

        assert self.steps(held, 14, 15, 16) == [0, 1, 1]
        assert selectors.open_wishes(viewer(nation[0])) == []
        assert self.steps(held, 17) == [2]
        assert selectors.open_wishes(viewer(nation[0])) == [held]
        steps = AuditEvent.objects.filter(kind="follow_up.escalated").order_by("pk")
        assert [line.details["step"] for line in steps] == [1, 2]

    def test_comes_though_another_fails(self, desk, monkeypatch):
        broken, held = wish(), wish()
        monkeypatch.setattr(
            actions.audit, "record", lambda *_, target, **__: 1 / (target.pk - broken.pk)
        )

        with pytest.raises(ZeroDivisionError):
            actions.see_to_wishes(by=TESTER, at=NOW + timedelta(days=15))

        steps = FollowUp.objects.order_by("pk").values_list("escalated", flat=True)
        assert list(steps) == [0, 1]
        assert held.pk > broken.pk

    def test_is_nobodys_that_was_answered(self, desk):
        held = wish()
        end(held, FollowUpEnd.SPOKEN)

        assert self.steps(held, 40) == [0]

    @pytest.mark.safety
    def test_saf_12_is_nobodys_who_wants_no_contact_any_more(self, desk):
        held, other = wish(), begun()
        opt_outs.opt_out(invitation_id=other.invitation_id, channel="web", by=TESTER, at=NOW)

        assert self.steps(held, 40) == [0]
        assert selectors.late_wishes(viewer(desk[0]), on=date(2027, 1, 4)) == []


class TestWhoseHolderIsGone:
    def test_is_handed_back_to_the_list(self, desk):
        held, kept = wish(), wish()
        for each, user in zip((held, kept), desk, strict=True):
            actions.take(wish=each, by=Actor.user(user_id=user.pk, name="x"), at=NOW)
        User.objects.filter(pk=desk[0].pk).update(is_active=False)

        actions.see_to_wishes(by=TESTER, at=NOW)

        rows = FollowUp.objects.order_by("pk").values_list("held_by", flat=True)
        assert list(rows) == [None, desk[1].pk]
        assert AuditEvent.objects.filter(kind="follow_up.handed_back").count() == 1


class TestThePromise:
    @pytest.mark.slow
    def test_counts_who_was_reached_by_the_day(self, desk):
        for number in range(10):
            held = wish()
            if number < 6:
                end(held, FollowUpEnd.SPOKEN, days=1 if number < 4 else 20)
        end(FollowUp.objects.filter(state="open").first(), FollowUpEnd.UNSAFE)

        kept = selectors.kept_promises(viewer(desk[0]), at=NOW + timedelta(days=40))

        assert (kept.due, kept.in_time) == (10, 4)

    @pytest.mark.slow
    def test_says_nothing_of_fewer_than_ten(self, desk):
        for _ in range(9):
            wish()

        assert selectors.kept_promises(viewer(desk[0]), at=NOW + timedelta(days=40)) is None


class TestTheSafeWay:
    def test_is_destroyed_six_months_after_it_was_asked(self, desk):
        wish()

        assert wishes.forget_older(before=NOW - timedelta(days=1)) == 0
        assert wishes.forget_older(before=NOW) == 1
        assert not SealedWish.objects.exists()


@pytest.mark.safety
class TestTheNumberOnFile:
    def page(self, client, user, held: FollowUp) -> str:
        sign_in(client, user)
        client.post(f"/staff/wishes/{held.pk}/take/", {"holder": ""})
        return client.get(f"/staff/wishes/{held.pk}/").content.decode()

    def test_saf_15_is_hidden_until_a_reader_takes_the_request(self, desk, client, clock):
        held = wish(way="Ring the number you have")
        Contact.objects.update(
            number_safe="yes", safe_confirmed_on=NOW.date(), safe_confirmed_by="Officer"
        )
        sign_in(client, desk[0])

        page = client.get(f"/staff/wishes/{held.pk}/").content.decode()

        assert 'data-test="assign-first"' in page
        assert MOBILE not in page

    def test_saf_1_is_shown_when_it_is_safe(self, desk, client, clock):
        held = wish(way="Ring the number you have")
        Contact.objects.update(
            number_safe="yes", safe_confirmed_on=NOW.date(), safe_confirmed_by="Officer"
        )

        page = self.page(client, desk[0], held)

        assert 'data-test="number"' in page
        assert MOBILE in page
        assert 'data-test="unsafe"' not in page

    def test_saf_2_is_flagged_and_hidden_when_it_is_unsafe(self, desk, client, clock):
        held = wish(way="Ring the number you have")
        Contact.objects.update(number_safe="no")

        page = self.page(client, desk[0], held)

        assert page.index('data-test="unsafe"') < page.index("Ring the number you have")
        assert 'data-test="no-number"' in page
        assert MOBILE not in page

    def test_saf_2_is_flagged_when_the_person_writes_one_that_is_unsafe(self, desk, client, clock):
        UnsafeNumber.objects.create(person_key=person_keys.person_key(mobile="+447700900123"))

        page = self.page(client, desk[0], wish(way="07700 900123 after six"))

        assert 'data-test="unsafe"' in page
        assert "ending 123" in page

    @pytest.mark.parametrize("number_safe", ["unknown", "yes"])
    def test_saf_1_is_hidden_in_a_sensitive_case_without_a_current_agreement(
        self, desk, client, clock, number_safe
    ):
        held = wish(way="Ring the number you have")
        Case.objects.update(flags={"domestic_abuse": True})
        Contact.objects.update(
            number_safe=number_safe,
            safe_confirmed_on=NOW.date() - timedelta(days=91),
            safe_confirmed_by="Officer",
        )

        page = self.page(client, on_the_rota("Nan", desk=NATIONAL)[0], held)

        assert 'data-test="no-number"' in page
        assert MOBILE not in page

    def test_saf_15_asks_for_the_password_after_a_faulty_press_too(self, desk, client, clock):
        held = wish()
        client.force_login(desk[0])

        answer = client.post(f"/staff/wishes/{held.pk}/end/", {})

        assert answer.status_code == 302
        assert "900123" not in answer.content.decode()
