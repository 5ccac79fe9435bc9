"""The question bank as it ships: survey/instruments/bank/. Pure but for reading the files.

Every question stands there once, under its code, and instruments list codes; so one code has one
wording wherever it is asked. A bank file may hold

- `about`: what the file is, when its questions are asked and why, for docs/questions.md;
- `every`: what all its questions share (block, module, extras);
- `extras`, `scales`: choices that many questions share, each with its meaning and its drawing;
- `questions`: the questions, in the order they are asked.

How codes are made: `a`, `b` at the end are two questions of one topic; `-P` is the wording for a
proxy and `-B` the one for a bereaved relative, so that they are never counted with a victim's own
answers; `-V2` is a wording that took the place of an earlier one, which it names in `replaces`.
Questions of forces begin with `L-`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from survey.definition.json_entry import DefinitionError
from survey.definition.serialising import Raw

ROOT = Path(__file__).resolve().parent.parent.parent
EXPANDED = {"text", "hint", "why", "extras", "choices", "kind"}
"""What `expand` writes out anew; all else in an entry goes into the definition as it stands."""


@dataclass(frozen=True)
class Place:
    """Where a text stands: its file, its place in the bank, and what a translator should know."""

    file: str
    context: str
    note: str = ""


class Wording(Protocol):
    def __call__(self, english: str, place: Place) -> Mapping[str, str]:
        """The wording of each language for the English text that stands at a place."""


@dataclass(frozen=True)
class BankQuestion:
    entry: Mapping[str, Any]
    file: str

    @property
    def code(self) -> str:
        return str(self.entry["code"])

    @property
    def why(self) -> str:
        """Why it is asked, where that is more than its module says."""
        return str(self.entry.get("why", ""))


@dataclass(frozen=True)
class About:
    """A file of the bank in words."""

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
    """Where the scales and extras stand."""
    abouts: tuple[About, ...] = ()

    def expand(self, code: str, wording: Wording) -> Raw:
        """The question as a definition holds it, with scale and extras written out.

        Raises KeyError for what is not in the bank."""
        question = self.questions[code]
        entry = question.entry
        kind = entry.get("kind", "single")
        raw: Raw = {key: value for key, value in entry.items() if key not in EXPANDED}
        raw["kind"] = kind
        for key in ("text", "hint"):
            if key in entry or key == "text":
                raw[key] = dict(wording(entry[key], Place(question.file, f"bank/{code}/{key}")))
        if kind != "text":
            raw["choices"] = [
                *self._scale(entry, wording),
                *self._own(question, wording),
                *self._extras(entry, wording, is_exclusive=kind == "multi"),
            ]
        return raw

    def _scale(self, entry: Mapping[str, Any], wording: Wording) -> Iterator[Raw]:
        if "scale" in entry:
            for choice in self.scales[entry["scale"]]:
                yield _choice(choice, wording, self._shared(f"scale/{entry['scale']}", choice))

    def _own(self, question: BankQuestion, wording: Wording) -> Iterator[Raw]:
        for choice in question.entry.get("choices", []):
            context = f"bank/{question.code}/choice/{choice['code']}"
            place = Place(question.file, context, choice.get("note", ""))
            yield _choice(choice, wording, place)

    def _extras(
        self, entry: Mapping[str, Any], wording: Wording, *, is_exclusive: bool
    ) -> Iterator[Raw]:
        """Choices that answer by not answering: never to be picked beside another."""
        for code in entry.get("extras", []):
            extra = {"code": code, **self.extras[code]}
            if is_exclusive:
                extra["is_exclusive"] = True
            yield _choice(extra, wording, self._shared("extra", extra))

    def _shared(self, group: str, choice: Mapping[str, Any]) -> Place:
        return Place(self.shared_file, f"{group}/{choice['code']}", choice.get("note", ""))


def _choice(entry: Mapping[str, Any], wording: Wording, place: Place) -> Raw:
    """A choice that feeds no measure needs no meaning: it counts as neutral."""
    raw: Raw = {key: value for key, value in entry.items() if key != "note"}
    raw.setdefault("meaning", "neutral")
    raw["text"] = dict(wording(entry["text"], place))
    return raw


@cache
def read_bank(folder: Path) -> Bank:
    """The bank of a folder, read once a process; a folder that is not there is an empty bank.

    Raises DefinitionError."""
    documents = {path: read_toml(path) for path in sorted(folder.glob("**/*.toml"))}
    shared = next((path for path, document in documents.items() if "scales" in document), None)
    return Bank(
        questions=_questions(documents),
        scales=documents[shared]["scales"] if shared else {},
        extras=documents[shared].get("extras", {}) if shared else {},
        shared_file=name_of(shared) if shared else "",
        abouts=tuple(_about(path, doc) for path, doc in documents.items() if "about" in doc),
    )


def _questions(documents: Mapping[Path, Mapping[str, Any]]) -> dict[str, BankQuestion]:
    found: dict[str, BankQuestion] = {}
    for path, document in documents.items():
        for own in document.get("questions", []):
            question = BankQuestion({**document.get("every", {}), **own}, name_of(path))
            if question.code in found:
                message = (
                    f"{question.file}: question {question.code} stands in "
                    f"{found[question.code].file} too; one code is one wording"
                )
                raise DefinitionError(message)
            found[question.code] = question
    return found


def _about(path: Path, document: Mapping[str, Any]) -> About:
    about = document["about"]
    return About(
        file=name_of(path),
        title=about["title"],
        when=about["when"],
        why=about["why"],
        codes=tuple(question["code"] for question in document.get("questions", [])),
    )


def name_of(path: Path) -> str:
    """A file by its place in the project."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def read_toml(path: Path) -> dict[str, Any]:
    """Raises DefinitionError, with the file's name, for what is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        message = f"{name_of(path)}: {fault}"
        raise DefinitionError(message) from fault
