"""Typed reading of environment variables; each failure says what to do about it."""

import json
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path


class MissingSettingError(Exception):
    """A variable that this machine needs has no value."""


def text(name: str, default: str) -> str:
    return os.environ.get(name, default)


def choice(name: str, known: Sequence[str]) -> str:
    """One of the words known; the first of them where there is none."""
    value = os.environ.get(name, "") or known[0]
    if value not in known:
        message = f"{name} is {value!r}; write {' or '.join(known)}."
        raise MissingSettingError(message)
    return value


def flag(name: str, *, default: bool) -> bool:
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
    value = os.environ.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        message = f"{name} is {value!r}; write a whole number. `./dev doctor` checks all variables."
        raise MissingSettingError(message)
    return int(value)


def items(name: str, default: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def named(name: str) -> dict[str, str]:
    """From "name:value" items; neither the item nor its value is ever part of a message."""
    pairs = [item.partition(":") for item in items(name, "")]
    if not all(key and value for key, _colon, value in pairs):
        message = f"{name} holds an item that is not name:value."
        raise MissingSettingError(message)
    return {key.strip(): value.strip() for key, _colon, value in pairs}


def secret(name: str, *, kept_in: Path | None) -> str:
    """The variable `name`, or, on a development machine, a value made once and kept in the
    file `kept_in` (readable by its owner only). Production passes None: there a missing
    secret stops the start, since one made up silently would lose data at the next start."""
    value = os.environ.get(name)
    if value:
        return value
    if kept_in is None:
        message = f"{name} is not set. See .env.example for its meaning and how to make one."
        raise MissingSettingError(message)
    return _kept_secret(name, kept_in, lambda: secrets.token_hex(32))


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
