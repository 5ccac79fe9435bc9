"""Whether a command of the documents is one."""

import argparse
import importlib.util
import re
from collections.abc import Sequence
from functools import cache
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from django.core.management import get_commands, load_command_class

from tests.documents.commands import OURS, ROOT, DocumentedCommand

STANDS_FOR = re.compile(r"…|\.\.\.|[A-Z][A-Z_]*…?")
"""Words that stand for what somebody else has: FILE, PATH…, EMAIL."""
TO_PYTEST = frozenset({"test"})
"""Verbs of ./dev that hand on what they do not know."""
PROGRAMS = {"faults": "faults", "mutants": "mutants", "bench": "bench", "deploy-check": "deploy"}
"""Verbs of ./dev whose arguments a package of tests reads."""


class UnknownCommandError(Exception):
    pass


def check(command: DocumentedCommand) -> None:
    """Raises UnknownCommandError."""
    first, *rest = command.words
    if first == "./dev":
        _check_dev(rest, is_whole=command.is_whole)
    elif first == "manage.py":
        _check_manage(rest, is_whole=command.is_whole)
    else:
        _check_files(command.words)


def _check_dev(words: Sequence[str], *, is_whole: bool) -> None:
    if not words:
        return
    verb, *rest = words
    if verb not in dev().VERBS:
        raise UnknownCommandError(verb)
    if verb == "manage":
        _check_manage(rest, is_whole=is_whole)
    elif verb not in TO_PYTEST:
        _check_options(verb, rest)


def _check_options(verb: str, words: Sequence[str]) -> None:
    folder = ROOT / "tests" / PROGRAMS.get(verb, "supply")
    read = _source_of(folder)
    for word in words:
        if STANDS_FOR.fullmatch(word) or word.isdigit() or (ROOT / word).exists():
            continue
        if f'"{word}"' not in read and not (folder / f"{word}.py").exists():
            raise UnknownCommandError(word)


@cache
def _source_of(folder: Path) -> str:
    return "".join(path.read_text() for path in [ROOT / "dev", *folder.glob("*.py")])


@cache
def dev() -> ModuleType:
    loader = SourceFileLoader("dev_program", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("dev_program", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def _check_manage(words: Sequence[str], *, is_whole: bool) -> None:
    name, *rest = words
    apps = get_commands()
    if name not in apps:
        raise UnknownCommandError(name)
    command = load_command_class(apps[name], name)
    parser = command.create_parser("manage.py", name)
    _loosen(parser, is_whole=is_whole)
    typed = [word for word in map(_filled_in, _typed(rest)) if word]
    try:
        parser.parse_args(typed)
    except (SystemExit, Exception) as error:
        raise UnknownCommandError(str(error)) from error


def _typed(words: Sequence[str]) -> list[str]:
    kept = " ".join(words).partition(" > ")[0]
    return re.sub(r"[\[\]]", "", kept).split()


def _filled_in(word: str) -> str:
    return PLACEHOLDER if STANDS_FOR.fullmatch(word) else word


PLACEHOLDER = "filled-in"


def _loosen(parser: argparse.ArgumentParser, *, is_whole: bool) -> None:
    for action in parser._actions:
        is_own = action.choices or action.type
        if is_own and not isinstance(action, argparse._HelpAction):
            action.type = _or_filled_in(action.type)
            action.choices = [*action.choices, PLACEHOLDER] if action.choices else None
        if not is_whole and action.option_strings:
            action.required = False
        elif not is_whole and action.nargs in {None, "+"}:
            action.nargs = "?" if action.nargs is None else "*"
            action.required = False
    if not is_whole:
        for group in parser._mutually_exclusive_groups:
            group.required = False


def _or_filled_in(of: object) -> object:
    def read(typed: str) -> object:
        return typed if typed == PLACEHOLDER or not callable(of) else of(typed)

    return read


def _check_files(words: Sequence[str]) -> None:
    for word in words:
        if word.startswith(OURS[2:]) and not list(ROOT.glob(word.rstrip("/"))):
            raise UnknownCommandError(word)
        for unit in re.findall(r"^(survey[a-z-]*)(?:@\S*)?(?:\.(?:timer|target|service))?$", word):
            if not list((ROOT / "deploy" / "systemd").glob(f"{unit}*")):
                raise UnknownCommandError(word)
