"""Reads environment variables as typed values. Each failure says what to do about it."""

import json
import os
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

TELEPHONE = re.compile(r"0\d(?: ?\d){8,9}|11[16](?: ?\d){3}")
"""A number of the United Kingdom: with its zero, or six digits that begin with 11."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
NO_CHECK = {"ssl_cert_reqs": ("none", "optional"), "ssl_check_hostname": ("false", "no", "0")}
"""Options of a Redis address by which its certificate would not be checked."""


class MissingSettingError(Exception):
    """A variable is missing or has a value that cannot be used. The message says what to write."""


def text(name: str, default: str) -> str:
    """The variable as it is written; `default` where it is not set."""
    return os.environ.get(name, default)


def choice(name: str, known: Sequence[str]) -> str:
    """One of the known words; the first of them where the variable is not set or empty.

    Raises MissingSettingError for any other word."""
    value = os.environ.get(name, "") or known[0]
    if value not in known:
        message = f"{name} is {value!r}; write {' or '.join(known)}."
        raise MissingSettingError(message)
    return value


def flag(name: str, *, default: bool) -> bool:
    """Yes or no; `default` where it is not set or empty. Raises MissingSettingError otherwise."""
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
    """A whole number from 0; `default` where it is not set or empty.

    Raises MissingSettingError otherwise."""
    value = os.environ.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        message = f"{name} is {value!r}; write a whole number. `./dev doctor` checks all variables."
        raise MissingSettingError(message)
    return int(value)


def telephone(name: str) -> str:
    """A telephone number as people write it, such as 0808 168 9111; empty where it is not set.

    Raises MissingSettingError otherwise."""
    value = os.environ.get(name, "").strip()
    if value and not TELEPHONE.fullmatch(value):
        message = f"{name} is {value!r}; write a number that people can ring, as 0808 168 9111."
        raise MissingSettingError(message)
    return value


def items(name: str, default: str) -> list[str]:
    """The parts of a list separated by commas, without blanks around them; empty ones left out."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def pairs(name: str) -> dict[str, str]:
    """Values by name, from a list of name:value. Raises MissingSettingError, whose message holds
    neither name nor value, because the values are secrets."""
    split = [item.partition(":") for item in items(name, "")]
    if not all(key and value for key, _colon, value in split):
        message = f"{name} holds an item that is not name:value."
        raise MissingSettingError(message)
    return {key.strip(): value.strip() for key, _colon, value in split}


def redis(name: str, default: str, *, is_development: bool) -> str:
    """The address of a Redis that nobody else can write to: over TLS, as a user of its own (ACL)
    with a password. On a development machine the loopback needs neither.

    Raises MissingSettingError, whose message holds nothing of the address: it has a password."""
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
    """The variable, or, on a development machine, a random value that is made once and kept in the
    file `kept_in`, readable by its owner only. Not read, and empty, where this process does not
    need it.

    In production `kept_in` is None, and a missing secret raises MissingSettingError: with a secret
    made up at each start, what was encrypted before could not be read."""
    if not is_needed:
        return ""
    value = os.environ.get(name)
    if value:
        return value
    if kept_in is None:
        message = f"{name} is not set. See .env.example for its meaning and how to make one."
        raise MissingSettingError(message)
    return _kept_secret(name, kept_in, lambda: secrets.token_hex(32))


def folder(name: str, *, kept_in: Path | None) -> Path:
    """The variable as a path, or `kept_in` where it is not set.

    In production `kept_in` is None, and a missing one raises MissingSettingError: only who runs the
    service knows what lies on another disk."""
    value = os.environ.get(name)
    if value:
        return Path(value)
    if kept_in is None:
        message = f"{name} is not set. See .env.example for its meaning."
        raise MissingSettingError(message)
    return kept_in


def _kept_secret(name: str, path: Path, make: Callable[[], str]) -> str:
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    if name not in kept:
        kept[name] = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(kept, indent=1))
        temporary.replace(path)
    return kept[name]
