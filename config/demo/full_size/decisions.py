"""What is said after the ten: the questions that rotate, and at the end of an investigation what
victims say of the decision, beside what is recorded of it. Pure.

Of those who would say more, only victims whose case was closed without a charge are asked, and
about the decision alone; then they stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from config.demo.answers import further_items, longer_forms, saying_more
from config.demo.full_size import answers as said
from config.demo.full_size import assumptions as full
from config.demo.full_size import texts
from config.demo.full_size.asking import ST3A, STAGES
from config.demo.full_size.texts import Objects, document
from config.demo.victims.people import Flags, Floats, Ints
from survey.bank import rotation
from survey.bank.pathways import SHORT_CORE, TURNS, Mode, Pathway, PathwayFacts, pathway_for

if TYPE_CHECKING:
    from config.demo.full_size.answer_texts import Sheets

DECLINED, STOPPED = saying_more.DECLINED, saying_more.STOPPED
KNOWS, TOLD, WHO, OWN, PRESSED = "Q-OUT-1", "Q-OUT-2", "Q-OUT-4a", "Q-O16-1", "Q-O16-2"
OF_DECISION = (KNOWS, TOLD, WHO, OWN, PRESSED)
BY_WISH = {"14": "stopped", "15": "evidence", "16": "stopped"}
"""Choices of Q-OUT-2 by the outcome that records the wish."""
NOBODY_FOUND, POLICE_STOPPED = "nobody", "police_stopped"
NO_SUSPECT = "18"


@dataclass(frozen=True, kw_only=True)
class More:
    """The choice to say more and the pathway of each response."""

    choices: list[str]
    pathways: list[str]


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """The two questions drawn for each response, numbers of the instrument's rotating ones; -1
    where none were drawn."""

    first: Ints
    second: Ints
    chance: Floats


def add(rng: np.random.Generator, sheets: "Sheets") -> More:
    drawn = _draw(rng, sheets)
    picks = _add_rotating(rng, sheets, drawn)
    return _add_decision(rng, sheets, drawn, picks)


def _outcomes(sheets: "Sheets") -> Objects:
    return texts.objects(sheets.survey.of.cases.times.outcome)[sheets.events.at]


def _draw(rng: np.random.Generator, sheets: "Sheets") -> _Drawn:
    """Every pair of the questions of a stage and outcome has the same chance."""
    short = further_items.instruments()[SHORT_CORE]
    number = {code: place for place, code in enumerate(short.rotating)}
    first, second = (np.full(len(sheets), -1) for _ in range(2))
    chance = np.zeros(len(sheets))
    stages, outcomes = sheets.events.stage, _outcomes(sheets)
    for stage in np.unique(stages).tolist():
        for outcome in sorted(set(outcomes[stages == stage].tolist())):
            among = rotation.candidates(short, stage=STAGES[stage], outcome=outcome)
            pairs = np.array(list(combinations([number[code] for code in among], 2)))
            place = np.flatnonzero((stages == stage) & (outcomes == outcome) & sheets.is_longer)
            chosen = pairs[rng.integers(0, len(pairs), len(place))]
            first[place], second[place] = chosen[:, 0], chosen[:, 1]
            chance[place] = rotation.ROTATING_PLACES / len(among)
    return _Drawn(first=first, second=second, chance=chance)


def _add_rotating(rng: np.random.Generator, sheets: "Sheets", drawn: _Drawn) -> dict[str, Ints]:
    """Returns the places of what was picked, by code."""
    picks = {}
    for number, code in enumerate(further_items.instruments()[SHORT_CORE].rotating):
        asked = (drawn.first == number) | (drawn.second == number)
        place = np.flatnonzero(asked)
        if not len(place):
            continue
        item = further_items.items()[code]
        picks[code] = np.zeros(len(sheets), dtype=np.int64)
        picks[code][place] = said.picked(rng, item.item, _logits(sheets, code, place))
        sheets.add(code, said.choices_of(item.item), picks[code], asked)
        chances = texts.objects([document({code: chance})[1:-1] for chance in drawn.chance[place]])
        column = np.full(len(sheets), "", dtype=object)
        column[place] = chances
        sheets.chances.append(column)
    return picks


def _logits(sheets: "Sheets", code: str, place: Ints) -> Floats:
    stages = [STAGES[stage] for stage in sheets.events.stage[place].tolist()]
    kinds, held = sheets.survey.of.cases.kinds, sheets.survey.of.minds.held
    return further_items.items()[code].logits(held, sheets.events.at[place], stages, kinds)


def _add_decision(
    rng: np.random.Generator, sheets: "Sheets", drawn: _Drawn, picks: dict[str, Ints]
) -> More:
    wants = rng.random(len(sheets)) < saying_more.wants_more(
        sheets.survey.of.minds.held, sheets.events.at
    )
    goes_on = sheets.is_longer & wants & (sheets.events.stage == ST3A)
    forms = _forms(rng, sheets, drawn, np.flatnonzero(goes_on))
    of_all = np.array([form.asked for form in forms], dtype=np.bool_).reshape(-1, len(OF_DECISION))
    asked = np.zeros((len(sheets), len(OF_DECISION)), dtype=np.bool_)
    asked[goes_on] = of_all
    _add_answers(rng, sheets, dict(zip(OF_DECISION, asked.T, strict=True)), picks)
    column = np.full(len(sheets), "", dtype=object)
    column[goes_on] = texts.objects([form.chances for form in forms])
    sheets.chances.append(column)
    pathways = np.full(len(sheets), "{}", dtype=object)
    pathways[goes_on] = texts.objects([form.pathway for form in forms])
    choices = np.select([goes_on, sheets.is_longer], [STOPPED, DECLINED], "")
    return More(choices=choices.tolist(), pathways=pathways.tolist())


@dataclass(frozen=True, kw_only=True)
class _Form:
    """`asked` has an entry for each of OF_DECISION."""

    asked: tuple[bool, ...]
    chances: str
    pathway: str


def _forms(rng: np.random.Generator, sheets: "Sheets", drawn: _Drawn, place: Ints) -> list[_Form]:
    turns = rng.integers(0, TURNS, len(place)).tolist()
    columns = zip(
        _outcomes(sheets)[place].tolist(),
        drawn.first[place].tolist(),
        drawn.second[place].tolist(),
        drawn.chance[place].tolist(),
        turns,
        strict=True,
    )
    known: dict[tuple[object, ...], _Form] = {}
    made = []
    for key in columns:
        if key not in known:
            known[key] = _form(*key)
        made.append(known[key])
    return made


def _form(outcome: str, first: int, second: int, chance: float, turn: int) -> _Form:
    rotating = further_items.instruments()[SHORT_CORE].rotating
    drawn = {rotating[first]: chance, rotating[second]: chance}
    form = longer_forms.further(_pathway(outcome, turn), drawn)
    asked = tuple(code in form.codes for code in OF_DECISION)
    chances = {
        code: form.chances[code]
        for code, is_asked in zip(OF_DECISION, asked, strict=True)
        if is_asked and code in form.chances
    }
    return _Form(
        asked=asked, chances=document(chances)[1:-1], pathway=document(dict(form.document))
    )


def _pathway(outcome: str, turn: int) -> Pathway:
    """The same for every crime: no question of it is asked."""
    return pathway_for(
        PathwayFacts(
            stage=STAGES[ST3A], outcome=outcome, crime_group="", flags={}, victim_role="direct",
            mode=Mode.MORE_TO_SAY, is_wales=False, turn=turn,
        )
    )  # fmt: skip


def _add_answers(
    rng: np.random.Generator, sheets: "Sheets", asked: dict[str, Flags], picks: dict[str, Ints]
) -> None:
    number = len(sheets)
    knows = picks.get(KNOWS, np.zeros(number, dtype=np.int64))
    place = np.flatnonzero(asked[KNOWS])
    item = further_items.items()[KNOWS].item
    knows[place] = said.picked(rng, item, _logits(sheets, KNOWS, place))
    sheets.add(KNOWS, said.choices_of(item), knows, asked[KNOWS])
    is_known = np.isin(knows, [item.choices.index(each) for each in ("yes", "roughly")])
    miscoded = sheets.survey.of.cases.recorded.miscoded[sheets.events.at]
    told = _told(rng, sheets, miscoded)
    choices = sorted(set(told.tolist()))
    sheets.add(TOLD, choices, np.searchsorted(choices, told), asked[TOLD] & is_known)
    has_adviser = sheets.survey.of.cases.contacts.has_adviser[sheets.events.at]
    alone = np.where(has_adviser, full.TOLD_BY_NOBODY_WITH_ADVISER, full.TOLD_BY_NOBODY)
    _add_yes_or_no(rng, sheets, WHO, ("police", "nobody"), alone, asked)
    own = np.where(miscoded, full.NOT_THEIR_DECISION_MISCODED, full.NOT_THEIR_DECISION)
    _add_yes_or_no(rng, sheets, OWN, ("afraid", "not_mine"), own, asked)
    _add_yes_or_no(rng, sheets, PRESSED, ("no", "a_lot"), np.full(number, full.PRESSED), asked)


def _add_yes_or_no(
    rng: np.random.Generator,
    sheets: "Sheets",
    code: str,
    choices: Sequence[str],
    chance: Floats,
    asked: dict[str, Flags],
) -> None:
    place = (rng.random(len(sheets)) < chance).astype(np.int64)
    sheets.add(code, choices, place, asked[code])


def _told(rng: np.random.Generator, sheets: "Sheets", miscoded: Flags) -> Objects:
    """The choice of Q-OUT-2 for what each was told: of outcomes by the victim's wish that wish, of
    others mostly the one that is recorded."""
    recorded = further_items.items()[TOLD].recorded
    is_right = rng.random(len(sheets)) < full.TOLD_RIGHT
    return texts.objects(
        [
            _choice(outcome, recorded, is_right=right, is_miscoded=wrong)
            for outcome, right, wrong in zip(
                _outcomes(sheets).tolist(), is_right.tolist(), miscoded.tolist(), strict=True
            )
        ]
    )


def _choice(outcome: str, recorded: Mapping[str, str], *, is_right: bool, is_miscoded: bool) -> str:
    if outcome in BY_WISH:
        own, other = BY_WISH[outcome], "stopped" if outcome == "15" else "evidence"
        return other if is_miscoded else own
    wrong = POLICE_STOPPED if outcome == NO_SUSPECT else NOBODY_FOUND
    return recorded.get(outcome, wrong) if is_right else wrong
