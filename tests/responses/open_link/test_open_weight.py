import pytest
from django.conf import settings
from django.test import Client

from tests.conftest import LANGUAGES_OF_EVERY_RUN, rest_at_night
from tests.responses.answering.test_public_weight import (
    MOST_BYTES,
    MOST_BYTES_OF_A_LIST,
    MOST_REQUESTS,
    compressed,
    loads,
    static_content,
)
from tests.responses.open_link.someone import begin
from tests.responses.pages import Page

EVERY = rest_at_night([code for code, _ in settings.LANGUAGES], now=LANGUAGES_OF_EVERY_RUN)


@pytest.mark.slow
@pytest.mark.parametrize("language", EVERY)
class TestAPage:
    def test_is_at_most_ten_kilobytes_in_five_requests(
        self, browser: Client, language: str
    ) -> None:
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        responses = [browser.get("/o/")]
        to_read = [browser.post("/o/", follow=True), browser.get("/h/")]
        begin(browser)
        responses.append(browser.get("/j/1/"))

        for response in (*responses, *to_read):
            most = MOST_BYTES_OF_A_LIST if response in to_read else MOST_BYTES
            loaded = loads(Page(response))
            total = compressed(response.content)
            total += sum(compressed(static_content(each)) for each in loaded)
            assert response.status_code == 200
            assert response.headers["Content-Language"] == language
            assert 1 + len(loaded) <= MOST_REQUESTS
            assert total <= most
