"""Spreadsheets name them `Welsh (cy)`, we `cy`."""

import re
from collections.abc import Mapping
from functools import cache

from babel import Locale

DEFAULT = "en"
UNKNOWN = "und-x-"
"""The prefix of codes of unregistered languages."""
LONGEST_PART = 8
OWN_NAMES: Mapping[str, str] = {"en-x-easy": "Easy Read", "pa": "Panjabi"}
"""Names that differ from those in Babel's locale data."""
IN_THEMSELVES: Mapping[str, str] = {
    "العربية": "ar", "বাংলা": "bn", "cymraeg": "cy", "deutsch": "de", "español": "es",
    "فارسی": "fa", "français": "fr", "gàidhlig": "gd", "gaeilge": "ga", "हिन्दी": "hi",
    "italiano": "it", "kiswahili": "sw", "lietuvių": "lt", "magyar": "hu", "ਪੰਜਾਬੀ": "pa",
    "polski": "pl", "português": "pt", "română": "ro", "shqip": "sq", "soomaali": "so",
    "türkçe": "tr", "українська": "uk", "اردو": "ur", "ગુજરાતી": "gu", "русский": "ru",
}  # fmt: skip
"""Languages by their own name, for headings that give only that."""
TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}", re.IGNORECASE)
NAMED = re.compile(r"(?P<name>.*)\((?P<code>[^()]+)\)\s*", re.DOTALL)


def code_of(name: str) -> str | None:
    """From the code in brackets, the English name, or the code; else None."""
    if match := NAMED.fullmatch(name):
        code = match["code"].strip()
        return _canonical(code) if TAG.fullmatch(code) else None
    plain = name.strip().casefold()
    if plain in IN_THEMSELVES:
        return IN_THEMSELVES[plain]
    known = {own.casefold(): code for code, own in _names().items()}
    return known.get(plain) or (_canonical(plain) if _canonical(plain) in _names() else None)


def made_code_of(name: str) -> str | None:
    """None where the name has no plain letters."""
    plain = "".join(re.findall(r"[a-z0-9]", name.casefold()))[:LONGEST_PART]
    return f"{UNKNOWN}{plain}" if plain else None


def heading_of(code: str) -> str:
    return f"{_names().get(code, code)} ({code})"


def _canonical(code: str) -> str:
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
