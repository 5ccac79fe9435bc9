"""Languages as workbooks name them, `Welsh (cy)`, and as we do, `cy`. Pure."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale

DEFAULT = "en"
OWN_NAMES: Mapping[str, str] = {"en-x-easy": "Easy Read", "pa": "Panjabi"}
"""Where ours differ from those of the common locale data."""
TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}", re.IGNORECASE)
NAMED = re.compile(r"(?P<name>.*)\((?P<code>[^()]+)\)\s*", re.DOTALL)


def code_of(name: str) -> str | None:
    """The code of a language as a heading names it: in brackets, by its English name, or bare."""
    if match := NAMED.fullmatch(name):
        code = match["code"].strip()
        return _canonical(code) if TAG.fullmatch(code) else None
    plain = name.strip().casefold()
    known = {own.casefold(): code for code, own in _names().items()}
    return known.get(plain) or (_canonical(plain) if _canonical(plain) in _names() else None)


def heading_of(code: str) -> str:
    """How a heading names the language."""
    return f"{_names().get(code, code)} ({code})"


def _canonical(code: str) -> str:
    """Small letters but for a script and a territory, as in pa-Arab."""
    first, *rest = code.split("-")
    if "x" in rest:
        return code.lower()
    shaped = [part.title() if len(part) == 4 else part.upper() for part in rest]
    return "-".join([first.lower(), *shaped])


@cache
def _names() -> Mapping[str, str]:
    languages = {
        str(code).replace("_", "-"): str(name) for code, name in Locale("en").languages.items()
    }
    return {**languages, **OWN_NAMES}
