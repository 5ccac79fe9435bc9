import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from config.demo import assumptions as assumed
from config.demo import facts
from config.demo.answers import answering, further_items, opinions, saying_more
from config.demo.answers.event_columns import ST3A, STAGES, Events
from config.demo.answers.opinions import ITEMS, Opinions
from config.demo.answers.reply_columns import Replies
from config.demo.victims.cases import Cases
from config.demo.victims.people import ORIENTATIONS, RELIGIONS, Flags, Floats, Ints
from survey.bank import rotation
from survey.bank.pathways import SHORT_CORE, TURNS, Mode, PathwayFacts, pathway_for

Objects = NDArray[np.object_]
PREFER_NOT = "prefer_not"
DECLINED, STOPPED = saying_more.DECLINED, saying_more.STOPPED
KNOWS, TOLD, WHO, OWN, PRESSED = "Q-OUT-1", "Q-OUT-2", "Q-OUT-4a", "Q-O16-1", "Q-O16-2"
OF_DECISION = (KNOWS, TOLD, WHO, OWN, PRESSED)
# By the victim's wish.
BY_WISH = {"14": "stopped", "15": "evidence", "16": "stopped"}
NOBODY_FOUND, POLICE_STOPPED = "nobody", "police_stopped"
NO_SUSPECT = "18"


def objects(values: Sequence[object]) -> Objects:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def encode(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@dataclass
class Sheets:
    cases: Cases
    held: Opinions
    events: Events
    stopped_at: Ints
    is_longer: Flags
    columns: list[Objects] = field(default_factory=list)
    chance_columns: list[Objects] = field(default_factory=list)
    pathways: list[object] = field(default_factory=list)
    choices: list[object] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.events)

    @property
    def is_whole(self) -> Flags:
        found: Flags = self.stopped_at == len(ITEMS)
        return found

    @property
    def outcomes(self) -> Objects:
        return objects(self.cases.times.outcome)[self.events.at]

    def add(self, code: str, choices: Sequence[str], places: Ints, asked: Flags) -> None:
        """ "" among the choices is to skip."""
        named = objects([_encode_answer(code, choice) for choice in choices])
        self.columns.append(np.where(asked, named[places], ""))

    def add_chances(self, place: Ints, chances: Sequence[str]) -> None:
        column = np.full(len(self), "", dtype=object)
        column[place] = objects(chances)
        self.chance_columns.append(column)

    def answers(self) -> list[str]:
        return self._join(self.columns)

    def chances(self) -> list[str]:
        return self._join(self.chance_columns)

    def _join(self, columns: Sequence[Objects]) -> list[str]:
        if not columns:
            return ["{}"] * len(self)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return ["{" + ", ".join(filter(None, row)) + "}" for row in rows]


def _encode_answer(code: str, choice: str) -> str:
    return encode({code: [choice] if choice else []})[1:-1]


def fill_sheets(
    rng: np.random.Generator,
    cases: Cases,
    held: Opinions,
    asked: Events,
    replies: Replies,
    *,
    is_longer: Flags,
) -> Sheets:
    answered = replies.answered
    stopped_at = replies.stopped_at[answered]
    sheets = Sheets(
        cases=cases,
        held=held,
        events=asked.some(answered),
        stopped_at=stopped_at,
        is_longer=(stopped_at == len(ITEMS)) & is_longer,
    )
    for place, item in enumerate(ITEMS):
        picked = replies.picks[item.code][answered]
        sheets.add(item.code, item.outcomes, picked, stopped_at > place)
    drawn = _draw_rotating(rng, sheets)
    picks = _add_rotating(rng, sheets, drawn)
    _add_decision(rng, sheets, drawn, picks)
    _add_equality(rng, sheets)
    return sheets


# --- rotating questions ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """Numbers of rotating questions, or -1."""

    first: Ints
    second: Ints
    chance: Floats


def _draw_rotating(rng: np.random.Generator, sheets: Sheets) -> _Drawn:
    """Each pair of the stage's and outcome's questions has the same chance."""
    short = further_items.instruments()[SHORT_CORE]
    number = {code: place for place, code in enumerate(short.rotating)}
    first, second = (np.full(len(sheets), -1) for _ in range(2))
    chance = np.zeros(len(sheets))
    stages, outcomes = sheets.events.stage, sheets.outcomes
    for stage in np.unique(stages).tolist():
        for outcome in sorted(set(outcomes[stages == stage].tolist())):
            among = rotation.candidates(short, stage=STAGES[stage], outcome=outcome)
            pairs = np.array(list(combinations([number[code] for code in among], 2)))
            place = np.flatnonzero((stages == stage) & (outcomes == outcome) & sheets.is_longer)
            chosen = pairs[rng.integers(0, len(pairs), len(place))]
            first[place], second[place] = chosen[:, 0], chosen[:, 1]
            chance[place] = rotation.ROTATING_PLACES / len(among)
    return _Drawn(first=first, second=second, chance=chance)


def _add_rotating(rng: np.random.Generator, sheets: Sheets, drawn: _Drawn) -> dict[str, Ints]:
    picks = {}
    for number, code in enumerate(further_items.instruments()[SHORT_CORE].rotating):
        asked = (drawn.first == number) | (drawn.second == number)
        place = np.flatnonzero(asked)
        if not len(place):
            continue
        picks[code] = np.zeros(len(sheets), dtype=np.int64)
        picks[code][place] = _pick(rng, sheets, code, place)
        sheets.add(code, further_items.items()[code].item.outcomes, picks[code], asked)
        chances = drawn.chance[place].tolist()
        sheets.add_chances(place, [encode({code: chance})[1:-1] for chance in chances])
    return picks


def _pick(rng: np.random.Generator, sheets: Sheets, code: str, place: Ints) -> Ints:
    item = further_items.items()[code]
    stages = [STAGES[stage] for stage in sheets.events.stage[place].tolist()]
    logits = item.logits(sheets.held, sheets.events.at[place], stages, sheets.cases.kinds)
    return opinions.pick_places(rng, item.item, logits)


# --- the decision, at the end of an investigation -------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Form:
    """`asked` has an entry for each of OF_DECISION; the others are JSON."""

    asked: tuple[bool, ...]
    chances: str
    pathway: str


def _add_decision(
    rng: np.random.Generator, sheets: Sheets, drawn: _Drawn, picks: dict[str, Ints]
) -> None:
    number = len(sheets)
    wants = rng.random(number) < saying_more.wants_more(sheets.held, sheets.events.at)
    goes_on = sheets.is_longer & wants & (sheets.events.stage == ST3A)
    place = np.flatnonzero(goes_on)
    turns = rng.integers(0, TURNS, len(place)).tolist()
    keys = zip(
        *(column[place].tolist() for column in (
            sheets.outcomes, drawn.first, drawn.second, drawn.chance
        )), turns, strict=True,
    )  # fmt: skip
    known: dict[tuple[str, int, int, float, int], _Form] = {}
    forms = [known[key] if key in known else known.setdefault(key, _form(*key)) for key in keys]
    asked = np.zeros((number, len(OF_DECISION)), dtype=np.bool_)
    asked[place] = np.array([form.asked for form in forms]).reshape(-1, len(OF_DECISION))
    _add_decision_answers(rng, sheets, dict(zip(OF_DECISION, asked.T, strict=True)), picks)
    sheets.add_chances(place, [form.chances for form in forms])
    pathways = np.full(number, "{}", dtype=object)
    pathways[place] = objects([form.pathway for form in forms])
    sheets.pathways = pathways.tolist()
    sheets.choices = np.select([goes_on, sheets.is_longer], [STOPPED, DECLINED], "").tolist()


def _form(outcome: str, first: int, second: int, chance: float, turn: int) -> _Form:
    rotating = further_items.instruments()[SHORT_CORE].rotating
    pathway = pathway_for(
        PathwayFacts(
            stage=STAGES[ST3A], outcome=outcome, crime_group="", flags={}, victim_role="direct",
            mode=Mode.MORE_TO_SAY, is_wales=False, turn=turn,
        )
    )  # fmt: skip
    form = further_items.further_form(pathway, {rotating[first]: chance, rotating[second]: chance})
    asked = [code for code in OF_DECISION if code in form.codes]
    chances = {code: form.chances[code] for code in asked if code in form.chances}
    return _Form(
        asked=tuple(code in asked for code in OF_DECISION),
        chances=encode(chances)[1:-1],
        pathway=encode(dict(form.document)),
    )


def _add_decision_answers(
    rng: np.random.Generator, sheets: Sheets, asked: dict[str, Flags], picks: dict[str, Ints]
) -> None:
    number, at = len(sheets), sheets.events.at
    knows = picks.get(KNOWS, np.zeros(number, dtype=np.int64))
    place = np.flatnonzero(asked[KNOWS])
    item = further_items.items()[KNOWS].item
    knows[place] = _pick(rng, sheets, KNOWS, place)
    sheets.add(KNOWS, item.outcomes, knows, asked[KNOWS])
    is_known = np.isin(knows, [item.choices.index(each) for each in ("yes", "roughly")])
    miscoded = sheets.cases.recorded.miscoded[at]
    told = _draw_told_outcomes(rng, sheets, miscoded)
    choices = sorted(set(told.tolist()))
    sheets.add(TOLD, choices, np.searchsorted(choices, told), asked[TOLD] & is_known)
    for code, (usual, other), chance in (
        (WHO, ("police", "nobody"), np.where(
            sheets.cases.contacts.has_adviser[at],
            assumed.TOLD_BY_NOBODY_WITH_ADVISER, assumed.TOLD_BY_NOBODY,
        )),
        (OWN, ("afraid", "not_mine"), np.where(
            miscoded, assumed.NOT_THEIR_DECISION_MISCODED, assumed.NOT_THEIR_DECISION
        )),
        (PRESSED, ("no", "a_lot"), np.full(number, assumed.PRESSED)),
    ):  # fmt: skip
        drawn = (rng.random(number) < chance).astype(np.int64)
        sheets.add(code, (usual, other), drawn, asked[code])


def _draw_told_outcomes(rng: np.random.Generator, sheets: Sheets, miscoded: Flags) -> Objects:
    """The true wish for outcomes by the victim's wish, otherwise usually the recorded outcome."""
    recorded = further_items.items()[TOLD].recorded
    is_right = rng.random(len(sheets)) < assumed.TOLD_RIGHT
    told = []
    for outcome, right, is_miscoded in zip(
        sheets.outcomes.tolist(), is_right.tolist(), miscoded.tolist(), strict=True
    ):
        if outcome in BY_WISH:
            other = "stopped" if outcome == "15" else "evidence"
            told.append(other if is_miscoded else BY_WISH[outcome])
        else:
            wrong = POLICE_STOPPED if outcome == NO_SUSPECT else NOBODY_FOUND
            told.append(recorded.get(outcome, wrong) if right else wrong)
    return objects(told)


# --- equality questions ---------------------------------------------------------------------------


def _add_equality(rng: np.random.Generator, sheets: Sheets) -> None:
    """All, all but one or two, or none."""
    people, at = sheets.cases.people, sheets.events.at
    answers = sheets.is_whole & (rng.random(len(at)) < answering.ANSWERS_EQUALITY)

    def add(code: str, choices: Sequence[str], places: Ints, quiet: float) -> None:
        is_quiet = rng.random(len(at)) < quiet
        chosen = np.where(is_quiet, len(choices), places)
        sheets.add(code, [*choices, PREFER_NOT], chosen, answers)

    usual, more = answering.PREFERS_NOT, answering.PREFERS_NOT_MORE
    firsts, bands = zip(*answering.AGE_BANDS, strict=True)
    band = np.searchsorted(firsts, people.age[at], side="right") - 1
    add("EQ-SEX", ("male", "female"), people.is_female[at].astype(int), usual)
    add("EQ-AGE", bands, np.clip(band, 0, None), usual)
    known = facts.load().ethnicities
    both = [
        f"{_encode_answer('EQ-ETH', each.group)}, "
        f"{_encode_answer(f'EQ-ETH-{each.group.upper()}', each.code)}"
        for each in known
    ]
    named = objects([*both, _encode_answer("EQ-ETH", PREFER_NOT)])
    is_quiet = rng.random(len(at)) < usual
    chosen = np.where(is_quiet, len(known), people.ethnicity[at])
    sheets.columns.append(np.where(answers, named[chosen], ""))
    disabled = people.is_disabled[at]
    is_quiet = rng.random(len(at)) < usual
    says = answers & disabled & ~is_quiet
    limits, impairments = answering.LIMITS, answering.IMPAIRMENTS
    sheets.add(
        "EQ-DIS-1", ("no", "yes", PREFER_NOT), np.where(is_quiet, 2, disabled.astype(int)), answers
    )
    sheets.add("EQ-DIS-2", limits, rng.integers(0, len(limits), len(at)), says)
    sheets.add("EQ-DIS-3", impairments, rng.integers(0, len(impairments), len(at)), says)
    traits = sheets.cases.characteristics
    add("EQ-REL", RELIGIONS, traits.religion[at], more)
    add("EQ-ORI", ORIENTATIONS, traits.orientation[at], more)
    add("EQ-GEN-1", ("yes", "no"), traits.is_of_other_gender[at].astype(int), more)
    add("EQ-PREG", ("no", "yes"), traits.is_expecting[at].astype(int), more)
