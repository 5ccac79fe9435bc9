from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from access import selectors as access_selectors
from access.administration.actions import accounts, roles
from access.administration.actions.roles import UnableToDoItError, WantedRole
from access.administration.rules import LinkFor, WhyNot
from access.approval.decisions import OwnRequestError, RequestDecidedError
from access.break_glass import rules as glass
from access.models import AccountMail, ApiKey, AuditEvent, Force, Membership, RoleRequest, User
from access.permissions import GRANTS, Permission, Role
from access.sign_in.actions import end_idle_accounts, switch_off
from tests.access.administration.make import (
    CITY,
    DECISIONS,
    KENT,
    PASSWORD,
    PEOPLE,
    SOMEBODY,
    acting,
    administrator,
    analyst_of,
    asked_for,
    joined,
    link_in,
    sent,
)
from tests.api_keys import make_key
from tests.architecture.test_queries import MOST, queries
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db) -> User:
    return administrator("first", CITY)


@pytest.fixture
def second(db) -> User:
    return administrator("second", CITY)


def refusal(act, **given) -> WhyNot:
    with pytest.raises(UnableToDoItError) as refused:
        act(**given, at=timezone.now())
    return refused.value.why


def opened_link(path: str) -> tuple[Client, Page]:
    client = Client()
    return client, Page(client.get(path, follow=True))


class TestInviting:
    def test_gives_nothing_before_a_second_administrator_agrees(self, first):
        request = asked_for(first)

        assert not Membership.objects.filter(user=request.user).exists()
        assert not User.objects.get(pk=request.user_id).is_active
        assert not AccountMail.objects.exists()
        with pytest.raises(OwnRequestError):
            roles.give(request=request, by=acting(first), at=timezone.now())

    @pytest.mark.slow
    def test_sends_a_link_by_which_the_person_chooses_a_password(self, first, second):
        page = Page(
            _client(first).post(
                f"{PEOPLE}invite/",
                {"name": "Ann Ash", "email": " Ann.Ash@example.org ", "role": "force_analyst",
                 "place": f"force:{CITY}"},
                follow=True,
            )
        )  # fmt: skip
        assert "waits for a second administrator" in page.text
        request = RoleRequest.objects.get()
        _client(second).post(f"/staff/administration/roles/{request.pk}/give/")

        letter = sent()[0]
        assert letter.to == [SOMEBODY]
        client, page = opened_link(link_in(letter))
        assert page.title.startswith("Choose a password")
        client.post("/staff/account/link/", {"password": PASSWORD, "again": PASSWORD})

        signed_in = client.post("/staff/account/login/", {"login": SOMEBODY, "password": PASSWORD})
        assert signed_in.status_code == 302
        assert access_selectors.viewer_for(request.user_id).force_codes == {CITY}
        kinds = list(
            AuditEvent.objects.filter(target=f"access.User {request.user_id}").values_list(
                "kind", flat=True
            )
        )
        assert kinds == [
            "user.created", "role.asked", "role.given", "account_link.used", "user.signed_in"
        ]  # fmt: skip

    def test_makes_no_link_from_the_database_alone(self, first, second, settings):
        roles.give(request=asked_for(first), by=acting(second), at=timezone.now())
        path = link_in(sent()[0])

        settings.SECRET_KEY = "another"
        assert "works no longer" in opened_link(path)[1].text

    def test_refused_leaves_no_name_or_address_behind(self, first, second):
        request = asked_for(first)
        roles.set_aside(request=request, by=acting(second), at=timezone.now())

        user = User.objects.get(pk=request.user_id)
        assert (user.name, SOMEBODY in user.email) == ("", False)
        with pytest.raises(RequestDecidedError):
            roles.give(request=request, by=acting(second), at=timezone.now())

    def test_gives_no_role_of_another_force(self, first):
        asked = {"name": "A", "email": SOMEBODY, "role": "force_analyst", "place": f"force:{KENT}"}

        assert Page(_client(first).post(f"{PEOPLE}invite/", asked)).title.startswith("Error:")
        assert 'value="nation"' not in _client(first).get(f"{PEOPLE}invite/").content.decode()

    def test_sends_another_link_in_place_of_the_first(self, first, second):
        roles.give(request=asked_for(first), by=acting(second), at=timezone.now())
        old = link_in(sent()[0])
        user = User.objects.get(email=SOMEBODY)
        _client(first).post(f"{PEOPLE}{user.pk}/invite/")

        new = link_in(sent()[1])
        assert "works no longer" in opened_link(old)[1].text
        assert "Choose a password" in opened_link(new)[1].text


class TestALink:
    def test_works_once(self, first, second):
        joined(first, second)

        assert "works no longer" in opened_link(link_in(mail.outbox[0]))[1].text

    def test_works_for_seven_days(self, first, second):
        roles.give(request=asked_for(first), by=acting(second), at=timezone.now())
        path = link_in(sent(timezone.now() - timedelta(days=7))[0])

        assert "works no longer" in opened_link(path)[1].text

    @pytest.mark.parametrize(
        "token", ["1", "1x", "x", "99999999999999999999x12", "1x" + "0" * 64, "²x1"]
    )
    def test_is_none_where_it_was_made_up(self, token):
        answer = Client().get(f"/staff/account/link/{token}/", follow=True)
        assert answer.status_code == 410

    def test_is_not_used_up_by_who_looks_at_it(self, first, second):
        roles.give(request=asked_for(first), by=acting(second), at=timezone.now())
        path = link_in(sent()[0])
        opened_link(path)

        assert "Choose a password" in opened_link(path)[1].text

    def test_takes_no_password_that_is_easy(self, first, second):
        roles.give(request=asked_for(first), by=acting(second), at=timezone.now())
        client, _page = opened_link(link_in(sent()[0]))

        page = Page(client.post("/staff/account/link/", {"password": "ann", "again": "ann"}))
        assert page.title.startswith("Error:")
        assert not User.objects.get(email=SOMEBODY).has_usable_password()


class TestARole:
    def test_is_given_to_nobody_by_themselves(self, first, second):
        own = {"user": first, "wanted": analyst_of(), "by": acting(first)}
        assert refusal(roles.ask_for_role, **own) == WhyNot.THEMSELVES

    def test_of_a_reader_is_never_an_administrators(self, first, second):
        other = {"user": second, "wanted": analyst_of(), "by": acting(first)}
        assert refusal(roles.ask_for_role, **other) == WhyNot.ALONE

    def test_of_an_administrator_is_never_a_readers(self, first, second):
        reader = _staff(Role.TRIAGE_OFFICER, CITY)
        wanted = WantedRole(role=Role.ADMINISTRATOR, force=Force.objects.get(code=CITY))
        assert (
            refusal(roles.ask_for_role, user=reader, wanted=wanted, by=acting(first))
            == WhyNot.ALONE
        )

    @pytest.mark.databases
    def test_cannot_be_given_alone_in_the_database_either(self, first):
        request = asked_for(first)

        with pytest.raises(IntegrityError, match="role_request_is_given_by_another"):
            RoleRequest.objects.filter(pk=request.pk).update(
                state="given", decided_at=NOW, decided_by=first
            )

    def test_is_not_given_by_who_it_is_for(self, first, second):
        third = administrator("third", CITY)
        place = {"force": Force.objects.get(code=CITY), "ends_on": timezone.localdate()}
        Membership.objects.filter(user=third).update(ends_on=timezone.localdate())
        wanted = WantedRole(role=Role.ADMINISTRATOR, force=place["force"])
        request = roles.ask_for_role(user=third, wanted=wanted, by=acting(first), at=timezone.now())

        assert refusal(roles.give, request=request, by=acting(third)) == WhyNot.THEMSELVES

    def test_ends_after_its_last_day(self, first, second):
        user = joined(first, second, wanted=analyst_of(ends_on=timezone.localdate()))

        assert access_selectors.viewer_for(user.pk).may(Permission.VIEW_FIGURES)
        Membership.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
        assert not access_selectors.viewer_for(user.pk).may(Permission.VIEW_FIGURES)
        assert not access_selectors.staff_who_may(Permission.VIEW_FIGURES, [CITY])

    def test_moves_in_one_step(self, first, second):
        user = joined(first, second)
        held = user.memberships.get()
        wanted = WantedRole(
            role=Role.DATA_LOADER, force=Force.objects.get(code=CITY), replaces=held
        )
        request = roles.ask_for_role(user=user, wanted=wanted, by=acting(first), at=timezone.now())
        assert user.memberships.get() == held

        roles.give(request=request, by=acting(second), at=timezone.now())
        assert user.memberships.get().role == Role.DATA_LOADER

    def test_is_made_shorter_by_one_and_longer_by_two(self, first, second):
        held = joined(first, second).memberships.get()
        today = timezone.localdate()
        roles.end_role_on(membership=held, ends_on=today, by=acting(first), at=timezone.now())

        later = {"membership": held, "ends_on": today + timedelta(days=1), "by": acting(first)}
        assert refusal(roles.end_role_on, **later) == WhyNot.LATER
        longer = roles.ask_for_role(
            user=held.user, wanted=analyst_of(), by=acting(first), at=timezone.now()
        )
        roles.give(request=longer, by=acting(second), at=timezone.now())
        held.refresh_from_db()
        assert held.ends_on is None

    @pytest.mark.parametrize("role", [Role.NATIONAL_ANALYST, Role.PARTNER, Role.OVERSIGHT])
    def test_that_is_not_a_forces_is_held_in_none(self, first, role):
        wanted = WantedRole(role=role, force=Force.objects.get(code=CITY))
        given = {"email": SOMEBODY, "name": "A", "wanted": wanted, "by": acting(first)}
        assert refusal(roles.invite, **given) == WhyNot.WRONG_PLACE


class TestLeaving:
    @pytest.mark.slow
    def test_ends_everything_at_once(self, first, second):
        user = joined(first, second)
        make_key(user)
        browser = Client()
        browser.force_login(user)
        waiting = roles.ask_for_role(
            user=user,
            wanted=WantedRole(role=Role.DATA_LOADER, force=Force.objects.get(code=CITY)),
            by=acting(first),
            at=timezone.now(),
        )
        _client(first).post(f"{PEOPLE}{user.pk}/leave/")

        user.refresh_from_db()
        assert (user.is_active, user.has_usable_password()) == (False, False)
        assert not user.memberships.exists()
        assert not ApiKey.objects.filter(revoked_at=None).exists()
        assert browser.get("/staff/").status_code == 302
        with pytest.raises(RequestDecidedError):
            roles.give(request=waiting, by=acting(second), at=timezone.now())

    @pytest.mark.slow
    def test_is_not_done_to_who_has_a_role_elsewhere(self, first, second):
        user = joined(first, second)
        Membership.objects.create(user=user, role=Role.FORCE_ANALYST, force_id=KENT)

        page = Page(_client(first).get(f"{PEOPLE}{user.pk}/"))
        assert "national administrators look after their account" in page.text
        for act in ("leave", "link", "invite"):
            answer = _client(first).post(f"{PEOPLE}{user.pk}/{act}/", {"lost": "password"})
            assert answer.status_code == 404
        elsewhere = user.memberships.get(force_id=KENT)
        end = _client(first).post(f"{PEOPLE}{user.pk}/roles/{elsewhere.pk}/end/")
        assert end.status_code == 404

    def test_and_coming_back_takes_two_again(self, first, second):
        user = joined(first, second)
        accounts.leave(user=user, by=acting(first), at=timezone.now())

        request = asked_for(first)
        assert request.user == user
        roles.give(request=request, by=acting(second), at=timezone.now())
        assert not User.objects.get(pk=user.pk).is_active
        assert "/staff/account/link/" in sent()[-1].body


class TestAnAccountThatNobodyUsed:
    @pytest.fixture
    def idle(self, first, second) -> User:
        user = joined(first, second)
        switch_off(user=user, by=TESTER, at=timezone.now())
        return user

    def test_is_switched_on_by_two_administrators_and_a_new_password(self, first, second, idle):
        page = Page(_client(first).post(f"{PEOPLE}{idle.pk}/switch-on/", follow=True))
        assert "It waits for a second administrator" in page.text
        link = AccountMail.objects.get(kind="back")
        with pytest.raises(OwnRequestError):
            accounts.allow_link(mail=link, by=acting(first), at=timezone.now())
        _client(second).post(f"/staff/administration/links/{link.pk}/allow/")
        client, _page = opened_link(link_in(sent()[-2]))
        client.post("/staff/account/link/", {"password": PASSWORD, "again": PASSWORD})

        idle.refresh_from_db()
        assert idle.is_active
        assert access_selectors.viewer_for(idle.pk).force_codes == {CITY}
        assert AuditEvent.objects.filter(kind="user.switched_on").exists()
        end_idle_accounts(by=TESTER, at=timezone.now())
        assert User.objects.get(pk=idle.pk).is_active

    def test_stays_off_while_one_alone_asks(self, first, idle):
        _client(first).post(f"{PEOPLE}{idle.pk}/switch-on/")

        sent()
        assert not any("/staff/account/link/" in letter.body for letter in mail.outbox[1:])
        assert not User.objects.get(pk=idle.pk).is_active

    def test_keeps_its_second_factor(self, first, second, idle):
        Authenticator.objects.create(user=idle, type=Authenticator.Type.TOTP, data={"secret": "x"})
        link = accounts.ask_for_link(
            user=idle, kind=LinkFor.BACK, by=acting(first), at=timezone.now()
        )
        accounts.allow_link(mail=link, by=acting(second), at=timezone.now())
        token = link_in(sent()[-2]).rstrip("/").rpartition("/")[2]
        accounts.use_link(token=token, password=PASSWORD, by=TESTER, at=timezone.now())

        assert Authenticator.objects.filter(user=idle).exists()
        phone = accounts.ask_for_link(
            user=idle, kind=LinkFor.PHONE, by=acting(first), at=timezone.now()
        )
        assert phone.needs_second

    def test_is_none_where_it_is_in_use_or_has_no_role(self, first, second, idle):
        used = joined(first, second, email="other@example.org")
        given = {"kind": LinkFor.BACK, "by": acting(first)}
        assert refusal(accounts.ask_for_link, user=used, **given) == WhyNot.IN_USE
        idle.memberships.all().delete()
        assert refusal(accounts.ask_for_link, user=idle, **given) == WhyNot.NO_ROLE

    def test_of_another_force_is_not_found(self, idle):
        elsewhere = administrator("kent", KENT)
        assert _client(elsewhere).post(f"{PEOPLE}{idle.pk}/switch-on/").status_code == 404


class TestAnAdministratorOfAForce:
    def test_sees_the_people_of_their_force_alone(self, first):
        ours, theirs = (
            _staff(Role.FORCE_ANALYST, CITY),
            _staff(Role.FORCE_ANALYST, KENT, prefix="k."),
        )

        page = Page(_client(first).get(PEOPLE))
        assert ours.email in page.text
        assert theirs.email not in page.text
        assert _client(first).get(f"{PEOPLE}{theirs.pk}/").status_code == 404
        assert _client(first).get(f"{PEOPLE}?force={KENT}").status_code == 404

    def test_decides_nothing_of_another(self, first):
        nation = administrator("nation")
        request = asked_for(nation, wanted=analyst_of(KENT))

        for act in ("give", "set-aside"):
            answer = _client(first).post(f"/staff/administration/roles/{request.pk}/{act}/")
            assert answer.status_code == 404
        assert SOMEBODY not in Page(_client(first).get(DECISIONS)).text

    def test_is_told_at_home_what_waits_for_another(self, first, second):
        asked_for(first)

        assert (
            "1 role waits for a second administrator" in Page(_client(second).get("/staff/")).text
        )
        assert "waits for a second" not in Page(_client(first).get("/staff/")).text


class TestAnAdministrator:
    def test_reads_nothing_of_what_victims_said(self):
        assert GRANTS[Role.ADMINISTRATOR] == {
            Permission.ADMINISTER,
            Permission.KEEP_PEOPLE,
            Permission.KEEP_FORCES,
            Permission.SERVE_CALLERS,
            # Passwords alone: a case is opened to others (access.break_glass.rules).
            Permission.BREAK_GLASS,
            Permission.KEEP_SAID_AND_DONE,
        }
        assert Role.ADMINISTRATOR not in glass.ASKS[glass.CASE] | glass.OPENS[glass.CASE]

    def test_sees_last_sign_in_and_second_factor(self, administrator_client, force_analyst):
        Authenticator.objects.create(user=force_analyst, type="totp", data={})
        User.objects.filter(pk=force_analyst.pk).update(last_login=NOW)

        text = Page(administrator_client.get(f"{PEOPLE}?words=force+analyst")).text
        assert "16 November 2026" in text
        assert "On" in text


class TestLosing:
    @pytest.fixture
    def user(self, first, second) -> User:
        user = joined(first, second)
        Authenticator.objects.create(user=user, type="totp", data={})
        mail.outbox.clear()
        return user

    def ask(self, by: User, user: User, lost: str) -> AccountMail:
        _client(by).post(f"{PEOPLE}{user.pk}/link/", {"lost": lost})
        return AccountMail.objects.filter(user=user, kind=lost).latest("pk")

    @pytest.mark.slow
    def test_a_password_keeps_the_second_factor(self, first, user):
        self.ask(first, user, "password")
        client, _page = opened_link(link_in(sent()[0]))
        new = {"password": "four green doors closing", "again": "four green doors closing"}
        client.post("/staff/account/link/", new)

        user.refresh_from_db()
        assert user.check_password(new["password"])
        assert Authenticator.objects.filter(user=user).exists()
        assert "set again by a link" in sent()[-1].body

    @pytest.mark.slow
    def test_a_phone_takes_the_password(self, first, user):
        browser = Client()
        browser.force_login(user)
        self.ask(first, user, "phone")
        client, _page = opened_link(link_in(sent()[0]))

        wrong = Page(client.post("/staff/account/link/", {"password": "not this one at all"}))
        assert "That is not the password you have now" in wrong.text
        assert Authenticator.objects.filter(user=user).exists()
        client.post("/staff/account/link/", {"password": PASSWORD})
        assert not Authenticator.objects.filter(user=user).exists()
        assert browser.get("/staff/").status_code == 302

    @pytest.mark.slow
    def test_both_takes_two_administrators(self, first, second, user):
        waiting = self.ask(first, user, "both")

        assert [letter.to for letter in sent()] == [[user.email]]
        assert "/staff/account/link/" not in mail.outbox[0].body
        with pytest.raises(OwnRequestError):
            accounts.allow_link(mail=waiting, by=acting(first), at=timezone.now())
        assert refusal(accounts.allow_link, mail=waiting, by=acting(user)) == WhyNot.THEMSELVES
        _client(second).post(f"/staff/administration/links/{waiting.pk}/allow/")
        assert "/staff/account/link/" in sent()[-1].body

    def test_one_after_the_other_takes_two_administrators(self, first, user):
        self.ask(first, user, "password")

        assert self.ask(first, user, "phone").needs_second

    def test_a_password_without_a_second_factor_takes_two(self, first, user):
        Authenticator.objects.filter(user=user).delete()

        assert self.ask(first, user, "password").needs_second

    @pytest.mark.databases
    def test_is_refused_by_the_database_where_one_sends_it_alone(self, first, user):
        waiting = self.ask(first, user, "both")

        with pytest.raises(IntegrityError, match="needs_a_second"):
            AccountMail.objects.filter(pk=waiting.pk).update(sent_at=NOW)

    def test_is_never_of_an_administrators_own_account(self, first, user):
        own = {"user": first, "kind": LinkFor.PASSWORD, "by": acting(first)}
        assert refusal(accounts.ask_for_link, **own) == WhyNot.THEMSELVES

    @pytest.mark.slow
    @pytest.mark.parametrize(("is_development", "mails"), [(False, "development"), (True, "smtp")])
    def test_shows_no_administrator_the_link(self, first, user, settings, is_development, mails):
        self.ask(first, user, "password")
        path = link_in(sent()[0])
        page = f"{PEOPLE}{user.pk}/"
        settings.IS_DEVELOPMENT, settings.STAFF_MAIL = True, "development"
        assert path in _client(first).get(page).content.decode()

        settings.IS_DEVELOPMENT, settings.STAFF_MAIL = is_development, mails
        assert path not in _client(first).get(page).content.decode()


class TestThePages:
    @pytest.mark.slow
    @pytest.mark.parametrize("force", [None, CITY])
    def test_ask_at_most_twelve_queries_however_much_happened(self, first, second, force):
        user = joined(first, second)
        for _ in range(4):
            accounts.ask_for_link(user=user, kind=LinkFor.BOTH, by=acting(first), at=timezone.now())
        client = _client(administrator("third", force))

        for path in (f"{PEOPLE}{user.pk}/", PEOPLE, DECISIONS):
            assert queries(lambda at=path: client.get(at)) <= MOST, path
