"""Journeys run in Chromium: `page` is a phone's, `browser` makes any other."""

from tests.browser import browser, context, page

__all__ = ["browser", "context", "page"]
