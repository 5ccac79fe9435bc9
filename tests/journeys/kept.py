"""Texts that are kept beside the tests and compared."""

import os
from pathlib import Path

import pytest

IS_RENEWING = bool(os.environ.get("TEST_RENEW"))


def check_kept(path: Path, found: str) -> None:
    if IS_RENEWING:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    how = "If that is right: TEST_RENEW=yes ./dev test tests/journeys"
    if found.splitlines() != kept.splitlines():
        pytest.fail(f"{path.parent.name}/{path.name} has changed. {how}\n\n{diff(kept, found)}")


def diff(kept: str, found: str) -> str:
    from difflib import unified_diff

    return "\n".join(unified_diff(kept.splitlines(), found.splitlines(), "kept", "found", n=1))
