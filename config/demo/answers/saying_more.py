"""What respondents are asked after the ten, who chooses to say more, where they stop, and what they
say. Pure.

The choice depends on how somebody was treated: whoever is dissatisfied has more to say. So answers
to further questions lean, those that rotate do not, and weights have to mend it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zlib import crc32

import numpy as np

from config.demo import assumptions as assumed
from config.demo.answers import further_items, longer_forms, opinions
from config.demo.answers.answering import Reply
from config.demo.answers.further_items import FurtherItem
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.longer_forms import FurtherForm
from config.demo.answers.opinions import ITEMS, Opinions, expit
from config.demo.victims.people import Flags, Floats, Ints
from responses.case_files.case import CaseRow
from responses.vault.sending_hours import PLACE
from survey.bank.pathways import SHORT_CORE, TURNS
from survey.definition.evaluation import holds

TEN = tuple(item.code for item in ITEMS)
WANTED, DECLINED, STOPPED = "wanted", "declined", "stopped"


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    """Who was asked, one event each, with the cases that they are about. `seed` is text of the
    force's own, from which questions are drawn and turns are given."""

    events: Sequence[DecidedEvent]
    rows: Sequence[CaseRow]
    kinds: Sequence[str]
    held: Opinions
    is_wales: bool
    seed: str


@dataclass
class Sheet:
    """The answers of one respondent while they are made. `is_on` until they stop or leave."""

    place: int
    event: DecidedEvent
    row: CaseRow
    drawn: Mapping[str, float]
    before: Mapping[str, Sequence[str]]
    herself: Mapping[str, Sequence[str]]
    is_on: bool
    has_left: bool = False
    choice: str = ""
    further: FurtherForm | None = None
    beyond: dict[str, list[str]] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, Sequence[str]]:
        """The answers, in the order of the form."""
        return {**self.before, **self.beyond, **({} if self.has_left else self.herself)}

    @property
    def chances(self) -> dict[str, float]:
        return {**self.drawn, **(self.further.chances if self.further else {})}


def extended(
    rng: np.random.Generator,
    replies: Sequence[Reply],
    *,
    asked: Surveyed,
    first_day: date,
    until: datetime,
) -> list[Reply]:
    """The replies, with what was asked after the ten of whoever began on `first_day` or later."""
    sheets = _sheets(replies, asked, first_day)
    going_on = [sheet for sheet in sheets if sheet.is_on]
    rotating = further_items.instruments()[SHORT_CORE].rotating
    _answer(rng, rotating, going_on, asked=asked, codes_of=lambda sheet: sheet.drawn)
    _choose(rng, [sheet for sheet in going_on if sheet.is_on], asked)
    wanting = [sheet for sheet in going_on if sheet.further]
    _answer(rng, tuple(further_items.items()), wanting, asked=asked, codes_of=_further_codes)
    made = list(replies)
    for sheet in sheets:
        made[sheet.place] = _with_more(replies[sheet.place], sheet, until)
    return made


def _sheets(replies: Sequence[Reply], asked: Surveyed, first_day: date) -> list[Sheet]:
    sheets = []
    for place, reply in enumerate(replies):
        event = asked.events[place]
        row = asked.rows[event.at]
        if (
            not reply.started_at
            or reply.answered_by
            or reply.started_at.astimezone(PLACE).date() < first_day
        ):
            continue
        if longer_forms.is_asked_more(row):
            answers = reply.answers or {}
            seed = f"{asked.seed}:{event.at}:{event.survey_stage}:{event.on}"
            sheets.append(
                Sheet(
                    place=place,
                    event=event,
                    row=row,
                    drawn=longer_forms.drawn(row, event, seed=seed),
                    before={code: answers[code] for code in TEN if code in answers},
                    herself={code: said for code, said in answers.items() if code not in TEN},
                    is_on=reply.completed_at is not None,
                )
            )
    return sheets


def _choose(rng: np.random.Generator, sheets: Sequence[Sheet], asked: Surveyed) -> None:
    """Wanted, declined, or the page was closed."""
    chosen = rng.random((len(sheets), 2)).tolist()
    wants = wants_more(asked.held, _cases(sheets)).tolist()
    for sheet, (leaves, drawn), chance in zip(sheets, chosen, wants, strict=True):
        if leaves < assumed.LEAVES_AT_OFFER:
            sheet.is_on, sheet.has_left = False, True
        elif drawn >= chance:
            sheet.is_on, sheet.choice = False, DECLINED
        else:
            pathway = longer_forms.pathway_of(
                sheet.row,
                sheet.event,
                is_wales=asked.is_wales,
                turn=crc32(f"{asked.seed}:{sheet.event.at}".encode()) % TURNS,
            )
            sheet.choice, sheet.further = WANTED, longer_forms.further(pathway, sheet.drawn)


def wants_more(held: Opinions, at: Ints) -> Floats:
    """The chance that somebody chooses to say more, for each case."""
    treatment = held.level[at] + held.informed[at]
    return expit(assumed.WANTS_MORE + assumed.WANTS_MORE_OF_OPINION * treatment)


def _further_codes(sheet: Sheet) -> Iterable[str]:
    return sheet.further.codes if sheet.further else ()


def _cases(sheets: Sequence[Sheet]) -> Ints:
    return np.array([sheet.event.at for sheet in sheets], dtype=np.int64)


def _answer(
    rng: np.random.Generator,
    codes: Sequence[str],
    sheets: Sequence[Sheet],
    *,
    asked: Surveyed,
    codes_of: Callable[[Sheet], Iterable[str]],
) -> None:
    """Question by question, in the order of the form: each of all who are asked it at once."""
    of_code: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        for code in codes_of(sheet):
            of_code[code].append(sheet)
    for code in codes:
        item = further_items.items()[code]
        shown = [sheet for sheet in of_code[code] if sheet.is_on and _is_shown(item, sheet)]
        staying = _staying(rng, shown)
        for sheet, picked in zip(staying, _picked(rng, item, staying, asked), strict=True):
            sheet.beyond[code] = picked


def _is_shown(item: FurtherItem, sheet: Sheet) -> bool:
    condition = item.shown_if
    if condition is None:
        return True
    said = sheet.beyond.get(condition.question) or sheet.before.get(condition.question, ())
    return holds(condition, {condition.question: tuple(said)})


def _staying(rng: np.random.Generator, shown: Sequence[Sheet]) -> list[Sheet]:
    """Those who neither close the page at this question nor say that it is enough."""
    for sheet, drawn in zip(shown, rng.random(len(shown)).tolist(), strict=True):
        may_stop = sheet.further is not None
        if drawn < assumed.LEAVES_AT_A_QUESTION:
            sheet.is_on, sheet.has_left = False, True
        elif may_stop and drawn > 1 - assumed.STOPS_AT_A_QUESTION:
            sheet.is_on, sheet.choice = False, STOPPED
    return [sheet for sheet in shown if sheet.is_on]


def _picked(
    rng: np.random.Generator, item: FurtherItem, sheets: Sequence[Sheet], asked: Surveyed
) -> list[list[str]]:
    logits = item.logits(
        asked.held,
        _cases(sheets),
        [sheet.event.survey_stage for sheet in sheets],
        asked.kinds,
    )
    picked = opinions.picks_of(rng, item.item, logits)
    if not item.recorded:
        return picked
    knows: Flags = rng.random(len(sheets)) < assumed.SAYS_THE_OUTCOME_RECORDED
    return [
        [item.recorded[outcome]] if is_known and outcome in item.recorded else said
        for outcome, is_known, said in zip(
            map(longer_forms.outcome_of, (sheet.row for sheet in sheets)),
            knows.tolist(),
            picked,
            strict=True,
        )
    ]


def _with_more(reply: Reply, sheet: Sheet, until: datetime) -> Reply:
    longer = timedelta(seconds=assumed.SECONDS_A_QUESTION * len(sheet.beyond))
    done = reply.completed_at
    return replace(
        reply,
        answers=sheet.answers,
        completed_at=None if done is None or sheet.has_left else min(done + longer, until),
        chances=sheet.chances,
        more_choice=sheet.choice,
        more_pathway=sheet.further.document if sheet.further else {},
    )
