from datetime import timedelta

import pytest

from access.actor import Actor
from access.approval.decisions import (
    NotAPersonError,
    NotOwnRequestError,
    OwnRequestError,
    RequestDecidedError,
    approve_request,
    refuse_request,
    request_approval,
    set_aside_request,
    withdraw_request,
)
from access.audit import AuditKind
from access.models import Approval, AuditEvent, BreakGlass, MergerRequest, User
from analytics.models import ResearchProject
from tests.access.administration.make import acting, administrator
from tests.conftest import NOW, TESTER

DONE = AuditKind.FORCES_MERGED
SET_ASIDE = AuditKind.MERGER_SET_ASIDE
pytestmark = pytest.mark.django_db


@pytest.fixture
def first(db) -> Actor:
    return acting(administrator("first"))


@pytest.fixture
def second(db) -> Actor:
    return acting(administrator("second"))


def merger(by: Actor) -> MergerRequest:
    return request_approval(
        MergerRequest, AuditKind.MERGER_ASKED, by=by, at=NOW,
        ending=["kent"], into="essex", on=NOW.date(), with_staff=True,
    )  # fmt: skip


def opening(by: Actor) -> BreakGlass:
    return request_approval(
        BreakGlass, AuditKind.GLASS_ASKED, by=by, at=NOW,
        kind="passwords", force_id="kent", reason="Nobody can sign in", hours=1,
    )  # fmt: skip


class TestARequest:
    def test_has_the_signature_of_a_person_and_an_audit_row(self, first):
        request = merger(first)

        assert (request.asked_at, request.asked_by_id) == (NOW, first.user_id)
        event = AuditEvent.objects.get(kind=AuditKind.MERGER_ASKED)
        assert event.details == {"ended": ["kent"], "into": "essex"}

    def test_is_refused_to_a_system_job(self):
        with pytest.raises(NotAPersonError):
            merger(TESTER)
        assert not MergerRequest.objects.exists()


class TestADecision:
    def test_is_signed_by_another_person(self, first, second):
        held = approve_request(merger(first), DONE, by=second, at=NOW)

        held.refresh_from_db()
        assert (held.state, held.decided_at, held.decided_by_id) == ("done", NOW, second.user_id)
        assert AuditEvent.objects.filter(kind=DONE, actor_user_id=second.user_id).exists()

    @pytest.mark.parametrize("decide", [approve_request, refuse_request])
    def test_is_not_the_requesters(self, first, decide):
        request = merger(first)

        with pytest.raises(OwnRequestError):
            decide(request, DONE, by=first, at=NOW)

    def test_is_no_system_jobs_unless_it_refuses(self, first):
        request = merger(first)
        with pytest.raises(NotAPersonError):
            approve_request(request, DONE, by=TESTER, at=NOW)

        assert refuse_request(request, SET_ASIDE, by=TESTER, at=NOW).state == "refused"

    def test_is_made_once(self, first, second):
        request = merger(first)
        approve_request(request, DONE, by=second, at=NOW)

        for decide in (approve_request, refuse_request, withdraw_request):
            with pytest.raises(RequestDecidedError):
                decide(request, DONE, by=second, at=NOW)

    def test_comes_before_the_request_expires(self, first, second):
        request = opening(first)
        later = NOW + timedelta(hours=1)

        with pytest.raises(RequestDecidedError):
            approve_request(request, AuditKind.GLASS_BROKEN, by=second, at=later)
        approve_request(request, AuditKind.GLASS_BROKEN, by=second, at=later - timedelta(seconds=1))

    def test_is_about_what_the_person_saw(self, first, second):
        request = merger(first)

        with pytest.raises(RequestDecidedError):
            approve_request(request, DONE, by=second, at=NOW, into="surrey")


class TestAWithdrawal:
    def test_is_the_requesters_alone(self, first, second):
        request = merger(first)
        with pytest.raises(NotOwnRequestError):
            withdraw_request(request, SET_ASIDE, by=second, at=NOW)

        assert withdraw_request(request, SET_ASIDE, by=first, at=NOW).state == "withdrawn"

    def test_is_what_setting_ones_own_request_aside_means(self, first, second):
        def set_aside(by: Actor) -> str:
            return set_aside_request(merger(first), refused=SET_ASIDE, by=by, at=NOW).state

        assert (set_aside(first), set_aside(second)) == ("withdrawn", "refused")


def models() -> list[type[Approval]]:
    found, base = [], [Approval]
    while base:
        below = base.pop().__subclasses__()
        base.extend(below)
        found.extend(each for each in below if not each._meta.abstract)
    # Two checkers sign a research project, without times.
    return [each for each in found if each is not ResearchProject]


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_every_table_has_the_columns_that_it_declares(model):
    signed = [model.REQUESTED, model.DECIDED] if model.DECIDED else [model.REQUESTED]
    for prefix in signed:
        model._meta.get_field(f"{prefix}_at")
        person = model._meta.get_field(f"{prefix}_by")
        assert person.related_model is User or model._meta.get_field(f"{prefix}_by_id")
    for changed in (model.APPROVED, model.REFUSED, model.WITHDRAWN):
        assert all(hasattr(model, name) for name in changed)
    assert not model._default_manager.filter(**model.WAITING).exists()
