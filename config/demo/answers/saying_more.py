from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zlib import crc32

import numpy as np

from config.demo import assumptions as assumed
from config.demo.answers import further_items, opinions
from config.demo.answers.answering import Reply
from config.demo.answers.further_items import FurtherForm, FurtherItem
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import ITEMS, Opinions, expit
from config.demo.victims.people import Floats, Ints
from responses.case_files.columns import CaseRow
from responses.vault.sending_hours import PLACE
from survey.bank.pathways import SHORT_CORE, TURNS
from survey.definition.evaluation import holds

TEN = tuple(item.code for item in ITEMS)
WANTED, DECLINED, STOPPED = "wanted", "declined", "stopped"


@dataclass(frozen=True, kw_only=True)
class Surveyed:
    events: Sequence[DecidedEvent]
    rows: Sequence[CaseRow]
    kinds: Sequence[str]
    held: Opinions
    is_wales: bool
    seed: str


@dataclass
class Sheet:
    place: int
    event: DecidedEvent
    row: CaseRow
    drawn: Mapping[str, float]
    before: Mapping[str, Sequence[str]]
    equality: Mapping[str, Sequence[str]]
    is_on: bool
    has_left: bool = False
    choice: str = ""
    further: FurtherForm | None = None
    beyond: dict[str, list[str]] = field(default_factory=dict)

    def is_question_shown(self, item: FurtherItem) -> bool:
        condition = item.shown_if
        if condition is None:
            return True
        said = self.beyond.get(condition.question) or self.before.get(condition.question, ())
        return holds(condition, {condition.question: tuple(said)})


def extend_replies(
    rng: np.random.Generator,
    replies: Sequence[Reply],
    *,
    asked: Surveyed,
    first_day: date,
    until: datetime,
) -> list[Reply]:
    """From `first_day` on."""
    sheets = _make_sheets(replies, asked, first_day)
    going_on = [sheet for sheet in sheets if sheet.is_on]
    rotating = further_items.instruments()[SHORT_CORE].rotating
    _answer(rng, rotating, going_on, asked=asked, codes_of=lambda sheet: sheet.drawn)
    _choose(rng, [sheet for sheet in going_on if sheet.is_on], asked)
    wanting = [sheet for sheet in going_on if sheet.further]
    _answer(
        rng, tuple(further_items.items()), wanting, asked=asked,
        codes_of=lambda sheet: sheet.further.codes if sheet.further else (),
    )  # fmt: skip
    made = list(replies)
    for sheet in sheets:
        reply = replies[sheet.place]
        longer = timedelta(seconds=assumed.SECONDS_A_QUESTION * len(sheet.beyond))
        done, further = reply.completed_at, sheet.further
        equality = {} if sheet.has_left else sheet.equality
        made[sheet.place] = replace(
            reply,
            answers={**sheet.before, **sheet.beyond, **equality},
            completed_at=None if done is None or sheet.has_left else min(done + longer, until),
            chances={**sheet.drawn, **(further.chances if further else {})},
            more_choice=sheet.choice,
            more_pathway=further.document if further else {},
        )
    return made


def _make_sheets(replies: Sequence[Reply], asked: Surveyed, first_day: date) -> list[Sheet]:
    sheets = []
    for place, reply in enumerate(replies):
        event = asked.events[place]
        row = asked.rows[event.at]
        if (
            not reply.started_at
            or reply.answered_by
            or reply.started_at.astimezone(PLACE).date() < first_day
            or not further_items.is_asked_more(row)
        ):
            continue
        answers = reply.answers or {}
        seed = f"{asked.seed}:{event.at}:{event.survey_stage}:{event.on}"
        sheets.append(
            Sheet(
                place=place,
                event=event,
                row=row,
                drawn=further_items.draw_rotating(row, event, seed=seed),
                before={code: answers[code] for code in TEN if code in answers},
                equality={code: said for code, said in answers.items() if code not in TEN},
                is_on=reply.completed_at is not None,
            )
        )
    return sheets


def _choose(rng: np.random.Generator, sheets: Sequence[Sheet], asked: Surveyed) -> None:
    """Or decline, or close the page."""
    chosen = rng.random((len(sheets), 2)).tolist()
    wants = wants_more(asked.held, _cases(sheets)).tolist()
    for sheet, (leaves, drawn), chance in zip(sheets, chosen, wants, strict=True):
        if leaves < assumed.LEAVES_AT_OFFER:
            sheet.is_on, sheet.has_left = False, True
        elif drawn >= chance:
            sheet.is_on, sheet.choice = False, DECLINED
        else:
            pathway = further_items.pathway_of(
                sheet.row,
                sheet.event,
                is_wales=asked.is_wales,
                turn=crc32(f"{asked.seed}:{sheet.event.at}".encode()) % TURNS,
            )
            sheet.choice, sheet.further = WANTED, further_items.further_form(pathway, sheet.drawn)


def wants_more(held: Opinions, at: Ints) -> Floats:
    """By case."""
    treatment = held.level[at] + held.informed[at]
    return expit(assumed.WANTS_MORE + assumed.WANTS_MORE_OF_OPINION * treatment)


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
    """In the order of the form."""
    of_code: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        for code in codes_of(sheet):
            of_code[code].append(sheet)
    for code in codes:
        item = further_items.items()[code]
        shown = [sheet for sheet in of_code[code] if sheet.is_on and sheet.is_question_shown(item)]
        for sheet, drawn in zip(shown, rng.random(len(shown)).tolist(), strict=True):
            if drawn < assumed.LEAVES_AT_A_QUESTION:
                sheet.is_on, sheet.has_left = False, True
            elif sheet.further is not None and drawn > 1 - assumed.STOPS_AT_A_QUESTION:
                sheet.is_on, sheet.choice = False, STOPPED
        staying = [sheet for sheet in shown if sheet.is_on]
        for sheet, picked in zip(staying, _pick(rng, item, staying, asked), strict=True):
            sheet.beyond[code] = picked


def _pick(
    rng: np.random.Generator, item: FurtherItem, sheets: Sequence[Sheet], asked: Surveyed
) -> list[list[str]]:
    stages = [sheet.event.survey_stage for sheet in sheets]
    logits = item.logits(asked.held, _cases(sheets), stages, asked.kinds)
    picked = opinions.pick_choices(rng, item.item, logits)
    if not item.recorded:
        return picked
    knows = (rng.random(len(sheets)) < assumed.SAYS_THE_OUTCOME_RECORDED).tolist()
    outcomes = [further_items.first_outcome(sheet.row) for sheet in sheets]
    return [
        [item.recorded[outcome]] if is_known and outcome in item.recorded else said
        for outcome, is_known, said in zip(outcomes, knows, picked, strict=True)
    ]
