import html
import re
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from responses.preview import walkthrough
from survey.bank.pathways import NATIONAL
from survey.definition.parsing import parse_definition
from survey.publishing import actions as publishing_actions
from survey.publishing import shipped
from tests.conftest import IS_WHOLE, NOW, SAMPLE_SEED, TESTER
from tests.sharing import shared_rows

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MOST_PAGES = 60
SHARES = 8
SHIPPED = {f"{raw['code']}/{raw['version']}": raw for raw in shipped.definitions()}
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


@shared_rows
def drafts() -> None:
    for raw in SHIPPED.values():
        publishing_actions.save_draft(raw=raw, by=TESTER, at=NOW)


def skip(client: Client, path: str, page: str) -> HttpResponse:
    if 'name="skip"' in page:
        return client.post(path, {"skip": "yes"}, follow=True)
    if 'value="prefer_not"' in page:
        return client.post(path, {"answer": "prefer_not"}, follow=True)
    return client.get(html.unescape(re.findall(r'<a class="button" href="([^"]+)"', page)[0]))


def walk(client: Client, start: str) -> list[str]:
    response, headings = client.get(f"{start}introduction/?language=cy"), []
    for _ in range(MOST_PAGES):
        page, path = response.content.decode(), response.request["PATH_INFO"]
        assert '<html lang="cy"' in page, path
        headings += HEADING.findall(page)
        if urlsplit(path).path.endswith("/end/"):
            return headings
        response = skip(client, f"{path}?language=cy", page)
    pytest.fail(f"no end after {MOST_PAGES} pages")


@pytest.mark.parametrize("version", SHIPPED)
class TestEveryPathway:
    def test_leads_to_the_end_and_asks_nothing_twice(self, designer_client, drafts, version):
        start = f"/staff/instruments/draft/{version}/preview/"
        pathways = walkthrough.pathways_to(parse_definition(SHIPPED[version]))
        numbers = range(1, len(pathways) + 1)
        is_share = version.startswith(NATIONAL) and not IS_WHOLE

        for number in numbers[SAMPLE_SEED % SHARES :: SHARES] if is_share else numbers:
            designer_client.get(f"{start}?pathway={number}&language=cy")
            headings = walk(designer_client, start)

            assert headings[-1] == "Gwirio eich atebion"
            assert len(headings) > 5
            assert len(headings) == len(set(headings)), number
