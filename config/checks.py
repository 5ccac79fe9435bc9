from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from config.routes.hosts import host_of
from ui.catalogues import ENGLISH, catalogue_path


def check_catalogues_are_compiled(
    app_configs: Sequence[AppConfig] | None, **options: object
) -> list[CheckMessage]:
    """A page partly in English is worse than not offering the language."""
    missing = [
        code
        for code, _ in settings.LANGUAGES
        if code != ENGLISH
        and not catalogue_path(code, settings.LOCALE_PATHS[0]).with_suffix(".mo").exists()
    ]
    return [
        Error(
            f"The catalogue of {code} is not compiled.",
            hint="pybabel compile -d locale -D django (./dev does it by itself)",
            id="config.E001",
        )
        for code in missing
    ]


def check_hosts(app_configs: Sequence[AppConfig] | None, **options: object) -> list[CheckMessage]:
    """Staff pages and the open link must not share a host with texts."""
    if settings.IS_DEVELOPMENT or not settings.KNOWS_PEOPLE:
        return []
    texts, staff = host_of(settings.PUBLIC_BASE_URL), host_of(settings.STAFF_BASE_URL)
    errors: list[CheckMessage] = []
    if staff == texts:
        errors.append(
            Error(
                "STAFF_BASE_URL and PUBLIC_BASE_URL have the same host.",
                hint="Give staff a host name of their own: texts lead to PUBLIC_BASE_URL.",
                id="config.E002",
            )
        )
    if settings.OPEN_BASE_URL and host_of(settings.OPEN_BASE_URL) in {texts, staff}:
        errors.append(
            Error(
                "OPEN_BASE_URL has the host of texts or of staff.",
                hint="Give the open link a host name of its own, or leave OPEN_BASE_URL empty.",
                id="config.E003",
            )
        )
    return errors
