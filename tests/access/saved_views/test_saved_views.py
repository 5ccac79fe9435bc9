import pytest

from access.models import SavedView, User
from access.saved_views import selectors
from access.saved_views.addresses import is_page_of_figures
from tests.each import for_each

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/figures/city-of-london/?period=2026-Q3&by=stage"


def save(client, name="Stages", address=ADDRESS):
    return client.post("/staff/views/new/", {"name": name, "address": address})


def listed(client) -> str:
    return client.get("/staff/views/").content.decode()


class TestAnAddress:
    @for_each(
        ("address", "may"),
        [
            (ADDRESS, True), ("/staff/journey/", True),
            ("https://example.org/staff/journey/", False), ("//example.org/staff/journey/", False),
            ("/staff/journey/#x", False), ("/staff/account/logout/", False), ("/i/3/", False),
            ("/staff/no-such-page/", False), ("/staff/reports/kent/2026-Q3.pdf", False),
            ("javascript:alert(1)", False), ("", False), ("/staff/../i/3/", False),
            ("/staff/journey/?item=" + "x" * 400, False), ("/staff/\0/", False),
        ],
    )  # fmt: skip
    def test_may_be_kept_where_it_is_a_page_of_figures(self, address, may):
        assert is_page_of_figures(address) is may


class TestASavedView:
    def test_stands_in_its_owner_s_list_and_leads_to_the_page(self, force_client):
        form = force_client.get("/staff/views/new/", {"address": ADDRESS}).content.decode()
        assert 'value="/staff/figures/city-of-london/?period=2026-Q3&amp;by=stage"' in form

        assert save(force_client).status_code == 302

        page = listed(force_client)
        assert (
            'href="/staff/figures/city-of-london/?period=2026-Q3&amp;by=stage">Stages</a>' in page
        )

    def test_is_nobody_else_s(self, force_client, national_client):
        save(force_client)
        view = SavedView.objects.get()

        assert "Stages" not in listed(national_client)
        assert national_client.post(f"/staff/views/{view.pk}/take-away/").status_code == 404
        assert SavedView.objects.exists()

    def test_gives_no_reach_that_its_owner_has_not(self, force_client):
        save(force_client, address="/staff/figures/kent/")

        assert force_client.get("/staff/figures/kent/").status_code == 404

    def test_is_taken_away(self, force_client):
        save(force_client)

        force_client.post(f"/staff/views/{SavedView.objects.get().pk}/take-away/")

        assert "No saved views yet" in listed(force_client)

    def test_has_a_name_of_its_own(self, force_client, national_client):
        save(force_client)
        again = save(force_client, name=" Stages ")

        assert "You have a view of this name" in again.content.decode()
        assert "Write a name for the view" in save(force_client, name="  ").content.decode()
        assert save(national_client).status_code == 302, "another person may use the name"
        assert SavedView.objects.count() == 2

    def test_is_one_of_fifty_at_most(self, force_client, force_analyst: User):
        SavedView.objects.bulk_create(
            SavedView(user=force_analyst, name=str(at), address=ADDRESS)
            for at in range(selectors.MOST)
        )

        assert "Take one away first" in save(force_client).content.decode()
        assert SavedView.objects.count() == selectors.MOST

    def test_is_of_no_address_outside(self, force_client):
        assert save(force_client, address="https://example.org/").status_code == 404
        assert force_client.get("/staff/views/new/").status_code == 404
        assert not SavedView.objects.exists()

    def test_writes_names_as_text(self, force_client):
        save(force_client, name="<script>alert(1)</script>")

        assert "<script>alert" not in listed(force_client)
