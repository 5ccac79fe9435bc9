from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

APP = "analytics"
LONGEST = 400


def is_page_of_figures(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or parts.fragment or len(address) > LONGEST:
        return False
    if not parts.path.startswith("/staff/") or not parts.path.endswith("/"):
        return False
    try:
        return resolve(parts.path).app_name == APP
    except Resolver404:
        return False
