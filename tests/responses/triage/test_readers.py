from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access import selectors as access_selectors
from access.actor import Actor
from access.models import AuditEvent, Organisation, User
from access.permissions import Permission, Role
from responses.casework.actions import case_access, safe_contact
from responses.follow_up import actions as wish_actions
from responses.follow_up import selectors as wishes
from responses.models import (
    Case,
    CaseTie,
    CaseWork,
    FollowUp,
    Import,
    ReadingAgreement,
    ReadingConfirmation,
    Response,
    Upload,
    WrittenText,
)
from responses.triage.actions import agreements, escalating
from responses.triage.actions.agreements import OwnAgreementError, SignedAgreement
from responses.triage.selectors import desks, texts
from responses.vault.sealed.wishes import SafeWay
from tests.conftest import NOW, TESTER, _staff
from tests.responses.invited import NO_FLAGS, Invited, invite
from tests.responses.triage.at_the_desk import (
    BETTER,
    CITY,
    NATIONAL,
    begun,
    on_the_rota,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
SIGNED = SignedAgreement(
    service="Harbour Refuge",
    service_signatory="Ada Moss",
    force_signatory="Ben Holt",
    first_on=date(2026, 1, 1),
    last_on=date(2028, 1, 1),
)


def reads(user: User, text: WrittenText) -> bool:
    viewer = access_selectors.viewer_for(user.pk)
    assert viewer is not None
    return (
        texts.texts_for(viewer.with_permission(Permission.READ_TEXTS)).filter(pk=text.pk).exists()
    )


def actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def case_of(text: WrittenText) -> Case:
    return Case.objects.get(stage_events__invitation__responses=text.response_id)


def with_flags(**flags: bool) -> Invited:
    return invite(flags={**NO_FLAGS, **flags})


def agreed(*, approved_by: User | None = None) -> ReadingAgreement:
    lead = _staff(Role.OPERATIONS_LEAD, CITY.force_code)
    nation = approved_by or _staff(Role.OPERATIONS_LEAD, None, prefix="national-")
    made = agreements.enter(
        force=access_selectors.force_by_code(CITY.force_code), signed=SIGNED, by=actor(lead), at=NOW
    )
    agreements.approve(agreement=made, by=actor(nation), at=NOW)
    return made


@pytest.fixture
def ash_and_birch() -> tuple[User, User]:
    ash, birch = on_the_rota("Ash", "Birch")
    return ash, birch


@pytest.fixture
def nora(ash_and_birch: tuple[User, User]) -> User:
    (nora,) = on_the_rota("Nora", desk=NATIONAL)
    return nora


@pytest.mark.safety
class TestSensitiveCases:
    @pytest.mark.parametrize(
        "flag",
        [
            "domestic_abuse",
            "sexual",
            "stalking",
            "honour_based",
            "forced_marriage",
            "police_suspect",
        ],
    )
    def test_saf_13_are_read_by_the_national_desk(self, ash_and_birch, nora, flag):
        text = written(begun(with_flags(**{flag: True}).invitation))

        assert not reads(ash_and_birch[0], text)
        assert reads(nora, text)
        assert desks.desk_of_row(text) == NATIONAL

    @pytest.mark.parametrize(
        "changes",
        [{"crime_group": "sexual"}, {"crime_group": "stalking_harassment"}, {"risk_level": "high"}],
    )
    def test_saf_13_are_known_by_crime_and_risk_too(self, ash_and_birch, nora, changes):
        text = written()
        Case.objects.update(**changes)

        assert not reads(ash_and_birch[0], text)
        assert reads(nora, text)

    def test_saf_13_are_those_with_an_unknown_flag_too(self, ash_and_birch, nora):
        known = {name: value for name, value in NO_FLAGS.items() if name != "domestic_abuse"}
        text = written(begun(invite(flags=known).invitation))

        assert not reads(ash_and_birch[0], text)
        assert reads(nora, text)

    def test_saf_13_move_at_once_when_the_case_changes(self, ash_and_birch, nora):
        text = written()
        assert reads(ash_and_birch[0], text)
        assert not reads(nora, text)

        Case.objects.update(flags={**NO_FLAGS, "stalking": True})

        assert not reads(ash_and_birch[0], text)
        assert reads(nora, text)

    def test_saf_13_take_contact_requests_along(self, ash_and_birch, nora):
        response = begun(with_flags(domestic_abuse=True).invitation)
        wish_actions.ask(
            response_id=response.pk, safe_way=SafeWay(way="by post"), language="en", by=TESTER,
            at=NOW,
        )  # fmt: skip
        wish = FollowUp.objects.get()
        ash, viewer = (
            access_selectors.viewer_for(user.pk).with_permission(Permission.READ_TEXTS)
            for user in (ash_and_birch[0], nora)
        )

        with pytest.raises(Http404):
            wishes.wish_of(ash, wish.pk)
        assert wishes.wish_of(viewer, wish.pk) == wish


class TestAnAgreement:
    @pytest.mark.safety
    def test_saf_13_lets_the_force_read_until_it_ends(self, ash_and_birch, nora):
        text = written(begun(with_flags(domestic_abuse=True).invitation))

        made = agreed()
        assert reads(ash_and_birch[0], text)
        assert not reads(nora, text)

        agreements.end(agreement=made, by=some_lead(), at=NOW)
        assert not reads(ash_and_birch[0], text)
        assert reads(nora, text)

    @pytest.mark.safety
    @pytest.mark.parametrize(
        "facts",
        [{"flags": {**NO_FLAGS, "police_suspect": True}}, {"exclude_code": "OFFICER-SUSPECT"}],
    )
    def test_saf_13_never_covers_a_police_suspect(self, ash_and_birch, nora, facts):
        text = written()
        agreed()
        Case.objects.update(**facts)

        assert not reads(ash_and_birch[0], text)
        assert reads(nora, text)

    @pytest.mark.safety
    def test_saf_13_covers_nothing_before_a_second_person_approves(self, ash_and_birch):
        text = written(begun(with_flags(domestic_abuse=True).invitation))
        lead = _staff(Role.OPERATIONS_LEAD, None, prefix="national-")
        made = agreements.enter(
            force=access_selectors.force_by_code(CITY.force_code), signed=SIGNED, by=actor(lead),
            at=NOW,
        )  # fmt: skip

        assert not reads(ash_and_birch[0], text)
        with pytest.raises(OwnAgreementError):
            agreements.approve(agreement=made, by=actor(lead), at=NOW)

    @pytest.mark.safety
    def test_saf_13_covers_nothing_outside_its_days(self, ash_and_birch):
        text = written(begun(with_flags(domestic_abuse=True).invitation))
        agreed()

        ReadingAgreement.objects.update(last_on=date(2026, 1, 2))

        assert not reads(ash_and_birch[0], text)

    @pytest.mark.safety
    def test_saf_13_is_approved_by_national_staff_alone(self, ash_and_birch):
        lead = _staff(Role.OPERATIONS_LEAD, CITY.force_code)
        other = _staff(Role.OPERATIONS_LEAD, CITY.force_code, prefix="other-")
        made = agreements.enter(
            force=access_selectors.force_by_code(CITY.force_code), signed=SIGNED, by=actor(lead),
            at=NOW,
        )  # fmt: skip
        client = Client()
        client.force_login(other)

        answer = client.post(
            reverse("responses:reading-agreement-decide", args=[made.pk]), {"decision": "approve"}
        )

        made.refresh_from_db()
        assert answer.status_code == 404
        assert made.state == ReadingAgreement.AgreementState.WAITING

    def test_is_entered_and_approved_on_its_page(self, ash_and_birch):
        page = reverse("responses:reading-agreements")
        lead, nation = Client(), Client()
        lead.force_login(_staff(Role.OPERATIONS_LEAD, CITY.force_code))
        nation.force_login(_staff(Role.OPERATIONS_LEAD, None, prefix="national-"))

        days = {
            f"{name}_{part}": value
            for name, year in (("first_on", "2026"), ("last_on", "2028"))
            for part, value in (("day", "1"), ("month", "1"), ("year", year))
        }
        names = {"service": "Harbour Refuge", "service_signatory": "A", "force_signatory": "B"}
        lead.post(page, {"force": CITY.force_code, **names, **days})
        made = ReadingAgreement.objects.get()
        nation.post(
            reverse("responses:reading-agreement-decide", args=[made.pk]), {"decision": "approve"}
        )

        made.refresh_from_db()
        assert made.state == ReadingAgreement.AgreementState.APPROVED
        assert "Harbour Refuge" in lead.get(page).content.decode()


@pytest.mark.safety
class TestWhoWorkedOnTheCase:
    def test_saf_13_is_anybody_whose_account_looked_it_up(self, ash_and_birch):
        ash, birch = ash_and_birch
        text = written()

        safe_contact.record_found(
            case=case_of(text), force_code=CITY.force_code, by=actor(ash), at=NOW
        )

        assert not reads(ash, text)
        assert reads(birch, text)

    def test_saf_13_is_who_was_given_it_also_after_it_is_taken_away(self, ash_and_birch):
        ash, birch = ash_and_birch
        text = written()

        lead = some_lead()
        case_access.give(case=case_of(text), user=ash, by=lead, at=NOW)
        case_access.untie(tie=CaseTie.objects.get(), by=lead, at=NOW)

        assert not reads(ash, text)
        assert reads(birch, text)

    def test_saf_13_is_everybody_of_a_service_that_has_it(self, ash_and_birch):
        ash, birch = ash_and_birch
        text = written()
        service = Organisation.objects.create(
            name="Harbour", kind="idva", created_at=NOW, created_by="x"
        )
        service.memberships.create(user=ash, role=Role.ADVOCATE)
        CaseTie.objects.create(
            case=case_of(text), kind="given", organisation=service, tied_at=NOW, tied_by="x",
            tied_by_id=birch.pk,
        )  # fmt: skip

        assert not reads(ash, text)
        assert reads(birch, text)

    @pytest.mark.parametrize("column", ["first_import", "last_import"])
    def test_saf_13_is_who_loaded_it(self, ash_and_birch, column):
        ash, birch = ash_and_birch
        text = written()
        loaded = Import.objects.create(source="case_file", loaded_at=NOW, loaded_by="Ash")
        Case.objects.update(**{column: loaded})
        Upload.objects.create(
            force_id=CITY.force_code, file_name="a.csv", uploaded_at=NOW, uploaded_by="Ash",
            uploaded_by_id=ash.pk, asked_by="Birch", asked_by_id=0, last_active_at=NOW,
            import_batch=loaded,
        )  # fmt: skip

        assert not reads(ash, text)
        assert reads(birch, text)

    def test_saf_13_is_who_saw_to_an_earlier_contact_request_and_not_to_this_one(
        self, ash_and_birch
    ):
        ash, birch = ash_and_birch
        text = written()
        wish_actions.ask(
            response_id=text.response_id, safe_way=SafeWay(way="by post"), language="en",
            by=TESTER, at=NOW,
        )  # fmt: skip
        wish_actions.take(wish=FollowUp.objects.get(), by=actor(ash), at=NOW)
        assert reads(ash, text)

        CaseWork.objects.filter(user=ash).update(
            response=Response.objects.create(
                invitation=invite().invitation, instrument=text.response.instrument,
                language="en", started_at=NOW,
            )
        )  # fmt: skip

        assert not reads(ash, text)
        assert reads(birch, text)

    def test_saf_13_is_noted_once(self, ash_and_birch):
        case = case_of(written())
        for _time in range(2):
            safe_contact.record_found(
                case=case, force_code=CITY.force_code, by=actor(ash_and_birch[0]), at=NOW
            )

        assert CaseWork.objects.count() == 1


class TestADeskWithoutAReaderLeft:
    @pytest.mark.safety
    def test_saf_13_passes_the_words_to_the_national_desk(self, ash_and_birch, nora):
        text = written()
        for user in ash_and_birch:
            safe_contact.record_found(
                case=case_of(text), force_code=CITY.force_code, by=actor(user), at=NOW
            )

        assert reads(nora, text)
        assert desks.desk_of_row(text) == NATIONAL

    @pytest.mark.safety
    def test_saf_13_passes_on_what_its_last_reader_held(self, ash_and_birch, nora):
        text = written()
        WrittenText.objects.update(held_by=ash_and_birch[0])
        for user in ash_and_birch:
            safe_contact.record_found(
                case=case_of(text), force_code=CITY.force_code, by=actor(user), at=NOW
            )

        escalating.see_to_texts(by=TESTER, at=NOW)

        text.refresh_from_db()
        assert text.held_by is None
        assert reads(nora, text)

    def test_keeps_its_words_while_one_reader_is_left(self, ash_and_birch, nora):
        text = written()
        safe_contact.record_found(
            case=case_of(text), force_code=CITY.force_code, by=actor(ash_and_birch[0]), at=NOW
        )

        assert not reads(nora, text)


@pytest.mark.safety
class TestALeadWhoReassigns:
    def test_saf_13_is_offered_nobody_who_worked_on_the_case(self, ash_and_birch):
        ash, birch = ash_and_birch
        text = written()
        viewer = access_selectors.viewer_for(birch.pk).with_permission(Permission.READ_TEXTS)
        assert ash in texts.colleagues(text, viewer)

        safe_contact.record_found(
            case=case_of(text), force_code=CITY.force_code, by=actor(ash), at=NOW
        )

        assert ash not in texts.colleagues(text, viewer)


@pytest.mark.safety
class TestTheConfirmation:
    @pytest.fixture
    def client(self, ash_and_birch: tuple[User, User]) -> Client:
        client = Client()
        client.force_login(ash_and_birch[0])
        return client

    def test_saf_13_comes_before_the_words(self, client, ash_and_birch):
        text = written()
        address = reverse("responses:triage-text", args=[text.pk])

        before = client.get(address).content.decode()
        client.post(reverse("responses:triage-confirm", args=[text.pk]))
        after = client.get(address).content.decode()

        assert BETTER not in before
        assert BETTER in after
        assert ReadingConfirmation.objects.get().user == ash_and_birch[0]
        assert AuditEvent.objects.filter(kind="reading.confirmed").count() == 1

    @pytest.mark.parametrize("act", ["take", "judge", "hand-over", "close"])
    def test_saf_13_is_asked_before_any_act(self, client, act):
        text = written()

        page = client.post(reverse(f"responses:triage-{act}", args=[text.pk]), {"category": "x"})

        text.refresh_from_db()
        assert BETTER not in page.content.decode()
        assert text.held_by is None
        assert text.first_read_at is None

    def test_saf_13_is_of_one_reader(self, client, ash_and_birch):
        text = written()
        client.post(reverse("responses:triage-confirm", args=[text.pk]))
        client.force_login(ash_and_birch[1])

        page = client.get(reverse("responses:triage-text", args=[text.pk])).content.decode()

        assert BETTER not in page

    def test_saf_13_can_be_refused_instead(self, client):
        text = written()

        client.post(reverse("responses:triage-conflict", args=[text.pk]))

        assert client.get(reverse("responses:triage-text", args=[text.pk])).status_code == 404


class TestTheQueue:
    def test_asks_as_few_queries_for_many_texts_as_for_one(self, ash_and_birch, nora):
        def count_queries() -> int:
            viewer = access_selectors.viewer_for(nora.pk).with_permission(Permission.READ_TEXTS)
            with CaptureQueriesContext(connection) as queries:
                texts.waiting(viewer)
            return len(queries)

        written(begun(with_flags(stalking=True).invitation))
        one = count_queries()
        for _number in range(5):
            written(begun(with_flags(stalking=True).invitation), at=NOW + timedelta(minutes=1))

        assert count_queries() == one


def some_lead() -> Actor:
    return actor(_staff(Role.OPERATIONS_LEAD, None, prefix="tester-"))
