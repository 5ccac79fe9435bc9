"""Reads the question bank, survey/instruments/bank/. Pure but for reading the files.

The bank holds every question once, under its code, and instruments list codes, so that one code has
one wording wherever it is asked. A bank file may hold

- `about`: what the file is, when its questions are asked and why, for docs/questions.md;
- `every`: what all its questions share (block, module, extras);
- `extras`, `scales`: choices that many questions share, each with its meaning and its drawing;
- `questions`: the questions, in the order they are asked.

The endings of codes: `a` and `b` mark two questions on one topic; `-P` the wording for a proxy and
`-B` the one for a bereaved relative, so that they are never counted with victims' own answers;
`-V2` a wording that replaced an earlier one, named in `replaces`. Local items begin with `L-`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    """Where a text is: its file and its place in the bank (the gettext context), with a note for
    translators."""

    file: str
    context: str
    note: str = ""


class WordingLookup(Protocol):
    """A function that expanding calls once for every text."""

    def __call__(self, english: str, place: TextLocation) -> Mapping[str, str]:
        """The wordings, by language, of the English text at a location."""


@dataclass(frozen=True)
class BankQuestion:
    entry: Mapping[str, Any]
    file: str

    @property
    def code(self) -> str:
        return str(self.entry["code"])

    @property
    def why(self) -> str:
        """Why it is asked, where there is a reason besides that of its file; else empty."""
        return str(self.entry.get("why", ""))


@dataclass(frozen=True)
class BankFile:
    """What a file of the bank says about itself, and the codes of its questions."""

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
        """The question as an entry of a definition, with its scale and extras written out.

        Raises KeyError for a question, scale or extra that the bank does not have, and
        DefinitionError for a drawing that does not exist."""
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
        """Choices such as "Prefer not to say". Where several may be picked, they exclude others. A
        question may word "Does not apply to me" itself: "There was no delay"."""
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
    """A choice as an entry of a definition. Without a meaning of its own it is neutral.

    Raises DefinitionError for a drawing that does not exist."""
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
    """The bank in a folder, read once per process. A folder that does not exist is an empty bank.

    Raises DefinitionError for a file that is not TOML and for a code that stands in two files."""
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
    """The path relative to the root of the project; of a file elsewhere, its name."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file. Raises DefinitionError, naming the file, for anything else."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        message = f"{path_in_project(path)}: {fault}"
        raise DefinitionError(message) from fault
