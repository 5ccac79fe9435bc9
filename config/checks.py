"""What must stand before the service may start."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from ui.catalogues import catalogue_path


def catalogues_are_compiled(
    app_configs: Sequence[AppConfig] | None, **options: object
) -> list[CheckMessage]:
    """Without its compiled catalogue a page would be half translated, which is worse than none."""
    missing = [
        code
        for code, _ in settings.LANGUAGES
        if code != "en"
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
