from django.http import HttpResponse
from django.test import RequestFactory

from access.web.frames import allow_frame_inside, allow_in_frame
from access.web.middleware import HEADERS, SecurityHeaders


def headers_of(response):
    return SecurityHeaders(lambda _: response)(RequestFactory().get("/")).headers


class TestFrames:
    def test_hold_no_page_that_did_not_ask(self):
        headers = headers_of(HttpResponse())

        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "frame-src" not in headers["Content-Security-Policy"]

    def test_of_ours_hold_a_page_that_asked(self):
        headers = headers_of(allow_in_frame(HttpResponse()))

        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
        assert "frame-src" not in headers["Content-Security-Policy"]

    def test_stand_in_a_page_that_asked_and_stands_in_none_itself(self):
        headers = headers_of(allow_frame_inside(HttpResponse()))

        assert headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Content-Security-Policy"].endswith("frame-src 'self'")

    def test_leave_everything_else_as_it_is(self):
        for use in (allow_in_frame, allow_frame_inside):
            headers = headers_of(use(HttpResponse()))
            others = {"X-Frame-Options", "Content-Security-Policy"}
            assert all(headers[name] == HEADERS[name] for name in HEADERS if name not in others)
