"""A force’s analyst asks whom it fails, and is told by name."""

import pytest
from playwright.sync_api import BrowserContext, expect
from pytest_django.live_server_helper import LiveServer

from access import actions as access_actions
from access.models import Force
from access.permissions import Role
from tests.analytics.disparities import nation
from tests.browser import check_page, go_to, sign_in_to_work
from tests.conftest import NOW, TESTER
from tests.journeys.looking import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"


@pytest.fixture
def _nation(transactional_db: None) -> None:
    nation.enter()
    access_actions.create_user(
        email="gwent@example.org", name="Gwent Analyst", password=PASSWORD,
        role=Role.FORCE_ANALYST, force=Force.objects.get(code=nation.FAILING), by=TESTER, at=NOW,
    )  # fmt: skip


@pytest.mark.usefixtures("_nation")
class TestWhomWeFail:
    def test_is_answered_by_name_with_its_numbers(
        self, context: BrowserContext, live_server: LiveServer
    ) -> None:
        page = context.new_page()
        sign_in_to_work(page, live_server.url, email="gwent@example.org", password=PASSWORD)
        go_to(page, "Who is let down")

        expect(page.locator(".lead")).to_contain_text(
            "these victims in Gwent Police are clearly worse off than others, with the same mix "
            "of cases: Disability, “Disabled”, on “Satisfied overall” (−40 points"
        )
        expect(page.locator("main")).to_contain_text("Disability: 2 of 10 compared, 1 clear")
        page.get_by_role("link", name="Disability", exact=True).click()
        row = page.locator("section[aria-labelledby=characteristic-heading]")
        row = row.get_by_role("row", name="Disabled Satisfied overall")
        expect(row).to_contain_text("30")
        expect(row).to_contain_text("lower")
        check_page(page, language="en")

        context.add_cookies([{"name": "language", "value": "cy", "url": live_server.url}])
        page.set_viewport_size(NARROW)
        page.reload()
        expect(page.locator(".lead")).to_contain_text("yn amlwg yn waeth eu byd nag eraill")
        caption = page.locator(".scroll caption:visible").first.bounding_box()
        assert caption is not None
        assert caption["x"] + caption["width"] <= NARROW["width"], "read without going sideways"
        check_page(page, language="cy")
