"""What the audit of packages says."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

FAULTY, NOT_JUDGED = 1, 3


@dataclass(frozen=True, kw_only=True)
class LockJudgement:
    lock: str
    judged: int
    unjudged: Sequence[str]
    faulty: Sequence[str]

    @property
    def is_judged(self) -> bool:
        return not self.unjudged


def judgement_of(lock: str, *, named: Collection[str], told: str) -> LockJudgement:
    answers = {each["name"]: each for each in _answers(told)}
    judged = {name for name in named if "vulns" in answers.get(name, {})}
    return LockJudgement(
        lock=lock,
        judged=len(judged),
        unjudged=sorted(set(named) - judged),
        faulty=[
            f"{name} {answers[name]['version']}: {fault['id']}, mended in "
            f"{', '.join(fault['fix_versions']) or 'no version'}"
            for name in sorted(judged)
            for fault in answers[name]["vulns"]
        ],
    )


def _answers(told: str) -> list[dict]:
    try:
        return json.loads(told)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return []


def exit_code(found: Collection[LockJudgement], *, is_strict: bool) -> int:
    """Return FAULTY where a package has a known fault."""
    if any(each.faulty for each in found):
        return FAULTY
    if any(not (each.is_judged if is_strict else each.judged) for each in found):
        return NOT_JUDGED
    return 0


def words(found: LockJudgement) -> list[str]:
    of = found.judged + len(found.unjudged)
    if not found.judged:
        return [f"{found.lock}: NOT JUDGED: no advisory service answered for any of {of} packages"]
    said = f"{found.judged} of {of} packages judged, {len(found.faulty)} known faults"
    if found.unjudged:
        said += f"; NOT JUDGED: {', '.join(found.unjudged)}"
    return [f"{found.lock}: {said}", *found.faulty]
