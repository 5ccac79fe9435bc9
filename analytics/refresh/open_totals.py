"""Selection of the answers that an open quarter's totals count."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from analytics.disclosure.suppression.remainders import Answers, meets_minimum
from analytics.stats.suppression import POLICY, Audience, Topic
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

Meanings = Mapping[str, Mapping[str, Meaning]]
RULE = POLICY[Audience.STAFF, Topic.ORDINARY]
LEAST = RULE.hide_below
"""The fewest answers that may be counted, left out or added."""
COMMON = 0.5
"""The share of a force's responses at which a question holds answers back.

A rarer question would hold back too many; it is hidden until closing if too few are left out.
"""
MOST_LEFT_OUT = 0.5
"""The largest share of a force's responses that may be left out."""


@dataclass(frozen=True, kw_only=True)
class ForceTotals:
    counted: frozenset[int]
    hidden: frozenset[str] = frozenset()
    has_moved: bool = False


def totals_of(
    rows: Sequence[AnswerRow],
    *,
    counted: Set[int],
    shown: Set[str],
    meanings: Meanings,
    may_move: bool = True,
) -> ForceTotals:
    """`rows` are all responses a force received, `counted` those its totals count now, and
    `shown` the items it shows now.
    """
    stays = ForceTotals(counted=frozenset(counted))
    here = {row.response_id for row in rows} & counted
    wanted = here | {row.response_id for row in rows} - _newest(rows, meanings)
    if not may_move or len(wanted) < LEAST or wanted == here:
        return stays
    came = answers_by_item((r for r in rows if r.response_id in wanted - counted), meanings)
    if counted and not (len(wanted - counted) >= LEAST and _may_all_be_published(came, shown)):
        return stays
    left_out = answers_by_item((r for r in rows if r.response_id not in wanted), meanings)
    return ForceTotals(
        counted=frozenset(wanted),
        hidden=frozenset(item for item in meanings if not _may_be_published(left_out, item)),
        has_moved=True,
    )


def _newest(rows: Sequence[AnswerRow], meanings: Meanings) -> set[int]:
    of_all = answers_by_item(rows, meanings)
    waiting = {item for item, found in of_all.items() if found.people >= COMMON * len(rows)}
    newest = sorted(rows, key=lambda row: (row.completed_on, row.response_id), reverse=True)
    sums, left_out = _Sums(meanings), set[int]()
    for row in newest:
        if len(left_out) >= LEAST:
            out = sums.answers()
            waiting = {item for item in waiting if not _may_be_published(out, item)}
            if not waiting or len(left_out) >= MOST_LEFT_OUT * len(rows):
                break
        sums.add(row)
        left_out.add(row.response_id)
    return left_out


def answers_by_item(rows: Iterable[AnswerRow], meanings: Meanings) -> Mapping[str, Answers]:
    sums = _Sums(meanings)
    for row in rows:
        sums.add(row)
    return sums.answers()


def summed(each: Iterable[Answers]) -> Answers:
    found = list(each)
    given = zip(*(one.given for one in found), strict=True)
    return Answers(sum(one.people for one in found), tuple(map(sum, given)) or (0, 0))


@dataclass
class _Sums:
    meanings: Meanings
    found: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))

    def add(self, row: AnswerRow) -> None:
        for item, choices in self.meanings.items():
            picked = row.answers.get(item)
            meaning = choices.get(picked[0], Meaning.OUT_OF_BASE) if picked else None
            if meaning is None or meaning is Meaning.OUT_OF_BASE:
                continue
            sums = self.found[item]
            sums[0] += 1
            sums[1] += meaning is Meaning.POSITIVE
            sums[2] += meaning is Meaning.NEGATIVE

    def answers(self) -> Mapping[str, Answers]:
        return {
            item: Answers(people, (positive, negative))
            for item, (people, positive, negative) in self.found.items()
        }


def _may_all_be_published(found: Mapping[str, Answers], items: Iterable[str]) -> bool:
    return all(_may_be_published(found, item) for item in items)


def _may_be_published(found: Mapping[str, Answers], item: str) -> bool:
    answers = found.get(item)
    return answers is not None and meets_minimum(answers, RULE)
