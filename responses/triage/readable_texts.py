import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from responses.triage.risk.phrases import PhraseError, parse_phrase
from responses.triage.risk.reading import RiskCategory
from responses.triage.risk.rule_files import FOLDER
from responses.triage.vocabulary import CATEGORIES
from survey.reading.instrument_texts import TextSource
from survey.reading.texts import ReadableText, TextKind

ENGLISH = "en"
LOWERING = ("denied", "past", "others", "still")
LAST_LINES = 2
"""After the phrases: what the rule must find, and what it must not."""


def rule_texts(language: str) -> Iterator[ReadableText]:
    """In every script that people write it in."""
    english = dict(_entries(_stored(FOLDER / f"{ENGLISH}.toml")))
    for path in sorted(FOLDER.glob(f"{language}*.toml")):
        if path.stem.partition("-")[0] != language:
            continue
        for name, phrases in _entries(_stored(path)):
            yield ReadableText(
                kind=TextKind.RISK_RULE,
                place=f"{path.stem}/{name}",
                english="\n".join(english.get(name, (name,))),
                wording="\n".join(phrases),
                where=(_place(path.stem, name),),
            )


@cache
def _stored(path: Path) -> Mapping[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _entries(stored: Mapping[str, Any]) -> Iterator[tuple[str, Sequence[str]]]:
    for rule in stored["rule"]:
        yield rule["name"], (*rule["phrases"], rule["matches"], rule["near_miss"])
    yield "idioms", stored["idioms"]
    for name in LOWERING:
        yield name, stored["lowering"][name]


def _category(stored: Mapping[str, Any], name: str) -> str:
    found = next((rule["category"] for rule in stored["rule"] if rule["name"] == name), "")
    return str(CATEGORIES[RiskCategory(found)]) if found else ""


def _place(stem: str, name: str) -> str:
    category = _category(_stored(FOLDER / f"{stem}.toml"), name)
    if not category:
        return _("Words that turn a rule off or make it less urgent: %(name)s (%(file)s)") % {
            "name": name,
            "file": stem,
        }
    return _(
        "%(category)s: %(name)s (%(file)s). The last line but one must be found, the last must not."
    ) % {"category": category, "name": name, "file": stem}


def rule_faults(_language: str, text: ReadableText, proposed: str) -> list[str]:
    """Lines that the rule parser cannot read."""
    stem, _slash, name = text.place.partition("/")
    stored = _stored(FOLDER / f"{stem}.toml")
    lists = {key: words.split() for key, words in stored.get("words", {}).items()}
    is_rule = bool(_category(stored, name))
    lines = proposed.splitlines()
    faults = []
    for line in lines[:-LAST_LINES] if is_rule else lines:
        try:
            parse_phrase(line, lists=lists, language=stored["language"])
        except PhraseError as error:
            faults.append(str(error))
    return faults


RULES = TextSource(
    kind=TextKind.RISK_RULE,
    label=gettext_lazy("Rules that find danger in own words"),
    goes_live=gettext_lazy("Agreed words go into the rules by hand, from the file of changes."),
    texts=rule_texts,
    faults=rule_faults,
)
