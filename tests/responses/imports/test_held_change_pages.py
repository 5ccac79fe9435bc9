from dataclasses import replace
from datetime import timedelta

import pytest

from access.actor import Actor
from access.permissions import Role
from responses.imports.actions import import_cases
from responses.imports.selectors import held_changes as selectors
from responses.imports.selectors.held_changes import fingerprint
from responses.models import Case, HeldChange, Import
from tests.conftest import NOW, _client, _staff
from tests.responses import held
from tests.responses.asked import NO_FLAGS, SAFE, load, row
from tests.responses.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LIST = "/staff/held-changes/"
LATER = NOW - timedelta(hours=1)
SENSITIVE = NO_FLAGS | {"stalking": True}


def flags_turned_to_no(*keys: str, by: Actor | None = None, force: str = "city-of-london") -> None:
    rows = [row(case_key=key, force=force, flags=SENSITIVE) for key in keys]
    load(*rows)
    import_cases.import_cases(
        rows=[replace(one, flags=NO_FLAGS) for one in rows],
        source=Import.Source.API,
        file_names=[],
        is_simulated=True,
        by=by or held.person("Loader"),
        at=LATER,
    )


def group() -> str:
    change = HeldChange.objects.latest("pk")
    return f"{LIST}{change.import_batch_id}/{change.kind}/"


def seen_on(client) -> str | None:
    return Page(client.get(group())).all("input", name="seen")[0]["value"]


def rule(client, verdict: str) -> Page:
    seen = seen_on(client)
    return Page(client.post(f"{group()}{verdict}/", {"seen": seen}, follow=True))


class TestTheList:
    def test_counts_what_waits_by_load_and_kind(self, lead_client):
        flags_turned_to_no("K-1", "K-2")

        page = Page(lead_client.get(LIST))

        assert "A flag becomes no or unknown 2 Loader" in page.text
        assert group() in page.links

    def test_says_when_nothing_waits(self, lead_client):
        assert "No change waits." in Page(lead_client.get(LIST)).text

    @pytest.mark.slow
    def test_leaves_out_other_forces(self, lead_client):
        flags_turned_to_no("K-1", force="gwent")

        assert "No change waits." in Page(lead_client.get(LIST)).text
        assert lead_client.get(group()).status_code == 404
        assert lead_client.post(f"{group()}confirm/").status_code == 404
        assert held.waiting() == ["flag"]

    @pytest.mark.safety
    def test_saf_13_leaves_out_cases_that_only_the_nation_sees(self, lead_client):
        first = row(flags=SENSITIVE | {"police_suspect": True})
        load(first)
        load(replace(first, flags=NO_FLAGS), at=LATER)
        national = _client(_staff(Role.OPERATIONS_LEAD, None, prefix="national."))

        assert lead_client.get(group()).status_code == 404
        assert "flag_police_suspect" in Page(national.get(group())).text


class TestAGroup:
    def test_shows_each_case_with_what_stands_and_what_the_file_says(self, lead_client):
        flags_turned_to_no("K-1")

        page = Page(lead_client.get(group()))

        assert "K-1 flag_stalking yes → to no" in page.text

    def test_shows_the_end_of_a_number_alone(self, lead_client):
        first = row(flags={}, **SAFE)
        load(first)
        load(replace(first, contact_mobile="+447700900987"), at=LATER)

        page = Page(lead_client.get(group()))

        assert "number none used → to ••• 987" in page.text
        assert "900987" not in page.text

    @pytest.mark.slow
    def test_is_confirmed_whole(self, lead_client):
        flags_turned_to_no("K-1", "K-2")

        page = rule(lead_client, "confirm")

        assert "2 changes are confirmed." in page.text
        assert [case.flags for case in Case.objects.all()] == [NO_FLAGS, NO_FLAGS]

    @pytest.mark.slow
    def test_is_refused_whole(self, lead_client):
        flags_turned_to_no("K-1", "K-2")

        page = rule(lead_client, "refuse")

        assert "2 changes are refused." in page.text
        assert Case.objects.first().flags == SENSITIVE

    @pytest.mark.slow
    def test_is_judged_by_nobody_who_loaded_it(self, operations_lead, lead_client):
        by = Actor.user(user_id=operations_lead.pk, name=operations_lead.name)
        flags_turned_to_no("K-1", by=by)

        before = Page(lead_client.get(group()))
        seen = fingerprint(held.ids())
        after = Page(lead_client.post(f"{group()}confirm/", {"seen": seen}, follow=True))

        assert "another person judges it" in before.text
        assert "Confirm" not in before.text
        assert "another person judges it" in after.text
        assert held.waiting() == ["flag"]

    @pytest.mark.safety
    @pytest.mark.slow
    @pytest.mark.parametrize("verdict", ["confirm", "refuse"])
    def test_saf_18_is_judged_as_it_was_shown_or_not_at_all(self, lead_client, verdict):
        flags_turned_to_no("K-1", "K-2")
        seen = seen_on(lead_client)
        HeldChange.objects.filter(case__case_key="K-2").delete()

        page = Page(lead_client.post(f"{group()}{verdict}/", {"seen": seen}, follow=True))
        unseen = Page(lead_client.post(f"{group()}{verdict}/", follow=True))

        assert "others than you saw" in page.text
        assert "others than you saw" in unseen.text
        assert held.waiting() == ["flag"]

    def test_says_how_many_are_judged_and_how_many_are_shown(self, lead_client, monkeypatch):
        monkeypatch.setattr(selectors, "MOST_SHOWN", 2)
        flags_turned_to_no("K-1", "K-2", "K-3")

        page = Page(lead_client.get(group()))

        assert "Confirm 3 changes" in page.text
        assert "Only 2 of 3 are shown." in page.text
        assert "The first 2 of 3" in page.text

    @pytest.mark.slow
    def test_says_what_comes_with_a_number(self, lead_client):
        first = row(flags={}, **SAFE)
        load(first)
        load(replace(first, contact_mobile="+447700900987", safe_word_hash=""), at=LATER)
        without_word = Page(lead_client.get(group())).text
        load(replace(first, contact_mobile="+447700900987"), at=NOW)

        with_word = Page(lead_client.get(group())).text

        assert "safe contact as it is → to as the file says" in without_word
        assert "agreed word" not in without_word
        assert "agreed word as it is → to as the file says" in with_word

    def test_of_an_unknown_kind_is_absent(self, lead_client):
        assert lead_client.get(f"{LIST}1/mood/").status_code == 404


class TestOneChange:
    @pytest.mark.slow
    def test_is_confirmed_and_the_others_go_on_waiting(self, lead_client):
        flags_turned_to_no("K-1", "K-2")
        change = HeldChange.objects.get(case__case_key="K-1")

        page = Page(lead_client.post(f"{LIST}{change.pk}/confirm/", follow=True))

        assert "1 change is confirmed." in page.text
        assert Case.objects.get(case_key="K-1").flags == NO_FLAGS
        assert held.waiting() == ["flag"]

    def test_is_refused(self, lead_client):
        flags_turned_to_no("K-1")
        change = HeldChange.objects.get()

        lead_client.post(f"{LIST}{change.pk}/refuse/")

        assert held.waiting() == []
        assert Case.objects.get().flags == SENSITIVE

    def test_that_no_longer_waits_is_absent(self, lead_client):
        flags_turned_to_no("K-1")
        change = HeldChange.objects.get()
        lead_client.post(f"{LIST}{change.pk}/refuse/")

        assert lead_client.post(f"{LIST}{change.pk}/confirm/").status_code == 404


class TestTheOperationsPage:
    PAGE = "/staff/operations/city-of-london/"

    @pytest.mark.slow
    def test_counts_what_waits_and_leads_there(self, lead_client):
        flags_turned_to_no("K-1", "K-2")
        flags_turned_to_no("K-1", force="gwent")

        page = Page(lead_client.get(self.PAGE))

        assert "2 changes of case files wait for a second person." in page.text
        assert LIST in page.links

    def test_says_nothing_where_nothing_waits(self, lead_client):
        assert "of case files wait" not in Page(lead_client.get(self.PAGE)).text
