"""Django system checks: what must be in place before the service may start."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from ui.catalogues import ENGLISH, catalogue_path


def check_catalogues_are_compiled(
    app_configs: Sequence[AppConfig] | None, **options: object
) -> list[CheckMessage]:
    """An error for each language whose catalogue is not compiled: its pages would be partly in
    English, which is worse than not offering the language."""
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
