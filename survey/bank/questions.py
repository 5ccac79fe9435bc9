"""Reads the question bank, survey/instruments/bank/."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from survey.definition.json_entry import DefinitionError
from survey.definition.serialising import Raw
from survey.symbols import SYMBOLS

DOES_NOT_APPLY = "does_not_apply"
ROOT = Path(__file__).resolve().parent.parent.parent
EXPANDED = {"text", "hint", "why", "extras", "choices", "kind", DOES_NOT_APPLY}
"""The keys that `expand` rewrites; all other keys of an entry are copied into the definition."""


@dataclass(frozen=True)
class TextLocation:
    file: str
    context: str
    note: str = ""


class WordingLookup(Protocol):
    def __call__(self, english: str, place: TextLocation) -> Mapping[str, str]:
        pass


@dataclass(frozen=True)
class BankQuestion:
    entry: Mapping[str, Any]
    file: str

    @property
    def code(self) -> str:
        return str(self.entry["code"])

    @property
    def why(self) -> str:
        """ "" where it is only that of its file."""
        return str(self.entry.get("why", ""))


@dataclass(frozen=True)
class BankFile:
    file: str
    title: str
    when: str
    why: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Bank:
    questions: Mapping[str, BankQuestion] = field(default_factory=dict)
    scales: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    extras: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shared_file: str = ""
    """The file that holds the scales and extras."""
    files: tuple[BankFile, ...] = ()

    def expand(self, code: str, wording: WordingLookup) -> Raw:
        """With scale and extras written out. Raises KeyError for a code that the bank lacks,
        DefinitionError for an unknown drawing."""
        question = self.questions[code]
        entry = question.entry
        kind = entry.get("kind", "single")
        raw: Raw = {key: value for key, value in entry.items() if key not in EXPANDED}
        raw["kind"] = kind
        _require_drawing(raw, TextLocation(question.file, f"bank/{code}"))
        for key in ("text", "hint"):
            if key in entry or key == "text":
                raw[key] = dict(
                    wording(entry[key], TextLocation(question.file, f"bank/{code}/{key}"))
                )
        if kind != "text":
            raw["choices"] = [
                *self._scale(entry, wording),
                *self._own(question, wording),
                *self._extras(question, wording, is_exclusive=kind == "multi"),
            ]
        return raw

    def _scale(self, entry: Mapping[str, Any], wording: WordingLookup) -> Iterator[Raw]:
        if "scale" in entry:
            for choice in self.scales[entry["scale"]]:
                yield _choice(choice, wording, self._shared(f"scale/{entry['scale']}", choice))

    def _own(self, question: BankQuestion, wording: WordingLookup) -> Iterator[Raw]:
        for choice in question.entry.get("choices", []):
            context = f"bank/{question.code}/choice/{choice['code']}"
            place = TextLocation(question.file, context, choice.get("note", ""))
            yield _choice(choice, wording, place)

    def _extras(
        self, question: BankQuestion, wording: WordingLookup, *, is_exclusive: bool
    ) -> Iterator[Raw]:
        for code in question.entry.get("extras", []):
            extra = {"code": code, **self.extras[code]}
            place = self._shared("extra", extra)
            if is_exclusive:
                extra["is_exclusive"] = True
            if code == DOES_NOT_APPLY and code in question.entry:
                extra |= {"text": question.entry[code], "mends": extra["text"]}
                place = TextLocation(question.file, f"bank/{question.code}/choice/{code}")
            yield _choice(extra, wording, place)

    def _shared(self, group: str, choice: Mapping[str, Any]) -> TextLocation:
        return TextLocation(self.shared_file, f"{group}/{choice['code']}", choice.get("note", ""))


def _choice(entry: Mapping[str, Any], wording: WordingLookup, place: TextLocation) -> Raw:
    raw: Raw = {key: value for key, value in entry.items() if key != "note"}
    raw.setdefault("meaning", "neutral")
    _require_drawing(raw, place)
    raw["text"] = dict(wording(entry["text"], place))
    return raw


def _require_drawing(raw: Raw, place: TextLocation) -> None:
    """Raises DefinitionError for a drawing that does not exist."""
    if raw.get("symbol", "tick") not in SYMBOLS:
        message = (
            f"{place.file}: {place.context}: no drawing is called {raw['symbol']}; choose one of "
            "survey/symbols.py, or add it there and to ui/drawings.py"
        )
        raise DefinitionError(message)


@cache
def read_bank(folder: Path) -> Bank:
    """Read once per process. Raises DefinitionError for invalid TOML and doubled codes."""
    documents = {path: read_toml(path) for path in sorted(folder.glob("**/*.toml"))}
    shared = next((path for path, document in documents.items() if "scales" in document), None)
    return Bank(
        questions=_questions(documents),
        scales=documents[shared]["scales"] if shared else {},
        extras=documents[shared].get("extras", {}) if shared else {},
        shared_file=path_in_project(shared) if shared else "",
        files=tuple(_bank_file(path, doc) for path, doc in documents.items() if "about" in doc),
    )


def _questions(documents: Mapping[Path, Mapping[str, Any]]) -> dict[str, BankQuestion]:
    found: dict[str, BankQuestion] = {}
    for path, document in documents.items():
        for own in document.get("questions", []):
            question = BankQuestion({**document.get("every", {}), **own}, path_in_project(path))
            if question.code in found:
                message = (
                    f"{question.file}: question {question.code} stands in "
                    f"{found[question.code].file} too; one code is one wording"
                )
                raise DefinitionError(message)
            found[question.code] = question
    return found


def _bank_file(path: Path, document: Mapping[str, Any]) -> BankFile:
    about = document["about"]
    return BankFile(
        file=path_in_project(path),
        title=about["title"],
        when=about["when"],
        why=about["why"],
        codes=tuple(question["code"] for question in document.get("questions", [])),
    )


def path_in_project(path: Path) -> str:
    """A file outside the project is named without a path."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def read_toml(path: Path) -> dict[str, Any]:
    """Raises DefinitionError, naming the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        message = f"{path_in_project(path)}: {fault}"
        raise DefinitionError(message) from fault


FILE = Path(__file__).resolve().parent.parent / "instruments" / "victims-code.toml"


@dataclass(frozen=True)
class VictimsCode:
    version: str
    title: str
    in_force_on: date
    rights: Mapping[str, str]
    without_report: frozenset[str]
    """The numbers of the rights that are owed without a report to the police too."""
    from_memory: frozenset[str]
    """The fields that were written from memory and not yet checked against the Code."""


@cache
def read_victims_codes(path: Path = FILE) -> Mapping[str, VictimsCode]:
    """The oldest first. Raises DefinitionError."""
    return {
        version: VictimsCode(
            version=version,
            title=entry["title"],
            in_force_on=entry["in_force_on"],
            rights=entry["rights"],
            without_report=frozenset(entry["without_report"]),
            from_memory=frozenset(entry["from_memory"]),
        )
        for version, entry in sorted(read_toml(path).items())
    }
