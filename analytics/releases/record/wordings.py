from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from survey.definition.types import Instrument, Question
from survey.evidence.records import Evidence, words_of

LANGUAGES = ("en", "cy")


@dataclass(frozen=True, kw_only=True)
class PublishedInstrument:
    instrument: Instrument
    published_on: date
    asked_from: date


def changes(
    published: Sequence[PublishedInstrument], evidence: Iterable[Evidence]
) -> list[dict[str, Any]]:
    known, found = list(evidence), []
    before: dict[str, Instrument] = {}
    for each in published:
        now = each.instrument
        found.append(
            {
                "instrument": now.code,
                "version": now.version,
                "revision": now.revision,
                "published_on": each.published_on.isoformat(),
                "asked_from": each.asked_from.isoformat(),
                "is_first": now.code not in before,
                "changes": list(_changes(before.get(now.code), now, known)),
            }
        )
        before[now.code] = now
    return sorted(
        found,
        key=lambda one: (one["asked_from"], one["instrument"], one["version"], one["revision"]),
        reverse=True,
    )


def _changes(
    before: Instrument | None, now: Instrument, evidence: Sequence[Evidence]
) -> Iterator[dict[str, Any]]:
    if before is None:
        return
    then = {question.code: question for question in before.questions}
    asked = {question.code for question in now.questions}
    for question in now.questions:
        if question.code not in then:
            old = then.get(question.replaces)
            yield _change("replaced" if old else "added", question, old, evidence)
        elif _words(question) != _words(then[question.code]):
            yield _change("reworded", question, then[question.code], evidence)
    replaced = {question.replaces for question in now.questions}
    for question in before.questions:
        if question.code not in asked | replaced:
            yield _change("removed", None, question, evidence)


def _words(question: Question) -> dict[str, list[str]]:
    return {
        language: [
            question.text.get(language, ""),
            question.hint.get(language, ""),
            *(choice.text.get(language, "") for choice in question.choices),
        ]
        for language in LANGUAGES
    }


def _change(
    kind: str, now: Question | None, before: Question | None, evidence: Sequence[Evidence]
) -> dict[str, Any]:
    of = now or before
    return {
        "kind": kind,
        "question": of.code if of else "",
        "now": _words(now) if now else {},
        "before": _words(before) if before else {},
        "evidence": [
            _consulted(one)
            for one in evidence
            if now and (one.wording == (now.code, words_of(now)))
        ],
    }


def _consulted(evidence: Evidence) -> dict[str, Any]:
    return {
        "kind": evidence.kind.value,
        "people": evidence.people,
        "on": evidence.on.isoformat(),
        "languages": list(evidence.languages),
        "found": evidence.found,
        "changed": evidence.changed,
    }
