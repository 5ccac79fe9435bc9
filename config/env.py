import json
import os
import re
import secrets
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

TELEPHONE = re.compile(r"0\d(?: ?\d){8,9}|11[16](?: ?\d){3}")
"""A number of the United Kingdom: with its zero, or six digits that begin with 11."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
NO_CHECK = {"ssl_cert_reqs": ("none", "optional"), "ssl_check_hostname": ("false", "no", "0")}
"""Options of a Redis address by which its certificate would not be checked."""


class MissingSettingError(Exception):
    pass


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def choice(name: str, known: Sequence[str]) -> str:
    """The first if not set. Raises MissingSettingError."""
    value = os.environ.get(name, "") or known[0]
    if value not in known:
        message = f"{name} is {value!r}; write {' or '.join(known)}."
        raise MissingSettingError(message)
    return value


def flag(name: str, *, default: bool) -> bool:
    """Raises MissingSettingError."""
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in {"1", "yes", "true", "on"}:
        return True
    if value.lower() in {"0", "no", "false", "off"}:
        return False
    message = f"{name} is {value!r}; write yes or no. `./dev doctor` checks all variables."
    raise MissingSettingError(message)


def number(name: str, *, default: int) -> int:
    """From 0. Raises MissingSettingError."""
    value = os.environ.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        message = f"{name} is {value!r}; write a whole number. `./dev doctor` checks all variables."
        raise MissingSettingError(message)
    return int(value)


def telephone(name: str) -> str:
    """Such as 0808 168 9111, or "". Raises MissingSettingError."""
    value = os.environ.get(name, "").strip()
    if value and not TELEPHONE.fullmatch(value):
        message = f"{name} is {value!r}; write a number that people can ring, as 0808 168 9111."
        raise MissingSettingError(message)
    return value


def items(name: str, default: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def pairs(name: str) -> dict[str, str]:
    """From name:value parts. Raises MissingSettingError without quoting any: the values are
    secrets."""
    split = [item.partition(":") for item in items(name, "")]
    if not all(key and value for key, _colon, value in split):
        message = f"{name} holds an item that is not name:value."
        raise MissingSettingError(message)
    return {key.strip(): value.strip() for key, _colon, value in split}


def redis(name: str, default: str, *, is_development: bool) -> str:
    """Over TLS, with its own user (ACL) and password. Raises MissingSettingError without quoting
    the address."""
    value = text(name, "") or default
    url = urlsplit(value)
    if is_development and url.hostname in LOOPBACK:
        return value
    options = parse_qs(url.query)
    unchecked = [
        key
        for key, loose in NO_CHECK.items()
        if any(v.lower() in loose for v in options.get(key, ()))
    ]
    faults = {
        "begin with rediss:// (TLS)": url.scheme != "rediss",
        "name a user of its own, not default": url.username in {None, "", "default"},
        "have the password of that user": not url.password,
        "have its certificate checked": bool(unchecked),
    }
    wrong = [fault for fault, is_so in faults.items() if is_so]
    if wrong:
        message = f"{name} must {' and '.join(wrong)}: rediss://user:password@host:6379/0."
        raise MissingSettingError(message)
    return value


def secret(name: str, *, kept_in: Path | None, is_needed: bool = True) -> str:
    """In development, a random value kept in the file `kept_in`. In production a missing secret
    raises MissingSettingError: what was encrypted before could not be read."""
    if not is_needed:
        return ""
    value = os.environ.get(name)
    if value:
        return value
    if kept_in is None:
        message = f"{name} is not set. See .env.example for its meaning and how to make one."
        raise MissingSettingError(message)
    kept: dict[str, str] = json.loads(kept_in.read_text()) if kept_in.exists() else {}
    if name not in kept:
        kept[name] = secrets.token_hex(32)
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        temporary = kept_in.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(kept, indent=1))
        temporary.replace(kept_in)
    return kept[name]


def folder(name: str, *, kept_in: Path | None) -> Path:
    value = os.environ.get(name)
    if value:
        return Path(value)
    if kept_in is None:
        message = f"{name} is not set. See .env.example for its meaning."
        raise MissingSettingError(message)
    return kept_in
