"""The answers of a force of full size as documents that are ready to be written: the ten, what
rotates, what is said of the decision, and who answers. Each choice is written once and looked
up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from config.demo.answers import answering
from config.demo.answers.opinions import ITEMS
from config.demo.facts import Facts
from config.demo.full_size import answers as said
from config.demo.full_size import decisions, texts
from config.demo.full_size.asking import Events
from config.demo.full_size.nation import Survey
from config.demo.full_size.texts import Objects, looked_up
from config.demo.victims.characteristics import ORIENTATIONS, RELIGIONS
from config.demo.victims.people import Flags, Ints

PREFER_NOT = "prefer_not"
MODES = ("web_sms", "web_code")


@dataclass
class Sheets:
    """The answers of those who answered, question by question. A part is the text of one question
    of each respondent, "" where it was not asked."""

    survey: Survey
    events: Events
    stopped_at: Ints
    is_whole: Flags
    is_longer: Flags
    """Whether the form with what rotates was in force."""
    parts: list[Objects] = field(default_factory=list)
    chances: list[Objects] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.events)

    def add(self, code: str, choices: Sequence[str], places: Ints, asked: Flags) -> None:
        """A question whose answers are the choices at these places; "" among them is to skip."""
        named = texts.objects([_part(code, choice) for choice in choices])
        self.parts.append(np.where(asked, named[places], ""))

    def documents(self) -> list[str]:
        return _joined(self.parts, len(self))

    def documents_of_chances(self) -> list[str]:
        return _joined(self.chances, len(self))


def _part(code: str, choice: str) -> str:
    return texts.document({code: [choice] if choice else []})[1:-1]


def _joined(parts: Sequence[Objects], number: int) -> list[str]:
    if not parts:
        return ["{}"] * number
    rows = zip(*(part.tolist() for part in parts), strict=True)
    return ["{" + ", ".join(filter(None, row)) + "}" for row in rows]


def begun_on(survey: Survey, *, sent: Ints) -> Ints:
    """The day number on which each response was begun."""
    chosen = survey.replies.answered
    on = texts.open_days(survey.asked.asked_on)[chosen]
    begun: Ints = (
        on + (sent[chosen] + survey.replies.opened_after[chosen]).astype(int) // texts.SECONDS
    )
    return begun


def columns(
    survey: Survey, facts: Facts, *, sent: Ints, longer_from: date
) -> dict[str, Sequence[Any]]:
    """The columns of the responses; `goes_on` among them says whose go on with the longer form."""
    chosen, replies = survey.replies.answered, survey.replies
    stopped_at = replies.stopped_at[chosen]
    is_whole = stopped_at == len(ITEMS)
    sheets = Sheets(
        survey=survey,
        events=survey.asked.some(chosen),
        stopped_at=stopped_at,
        is_whole=is_whole,
        is_longer=is_whole & (begun_on(survey, sent=sent) >= longer_from.toordinal()),
    )
    _add_the_ten(sheets)
    rng = np.random.default_rng([len(survey.events), survey.of.number])
    more = decisions.add(rng, sheets)
    _add_who_answers(rng, sheets, facts)
    return {
        **_of_form(sheets, more),
        **_times(survey, sheets, sent=sent),
        "goes_on": [choice == decisions.STOPPED for choice in more.choices],
    }


def _of_form(sheets: Sheets, more: decisions.More) -> dict[str, Sequence[Any]]:
    events = sheets.events
    language = np.array(sheets.survey.of.cases.people.language, dtype=object)[events.at] == "cy"
    return {
        "language": looked_up(("en", "cy"), language.astype(int)),
        "mode": looked_up(MODES, (events.role > 0).astype(int)),
        "answers": sheets.documents(),
        "chances": sheets.documents_of_chances(),
        "more_choice": more.choices,
        "more_pathway": more.pathways,
    }


def _times(survey: Survey, sheets: Sheets, *, sent: Ints) -> dict[str, Sequence[Any]]:
    chosen, replies = survey.replies.answered, survey.replies
    on = texts.open_days(survey.asked.asked_on)[chosen]
    begun = (sent + replies.opened_after)[chosen]
    took = replies.took[chosen]
    return {
        "started_at": texts.moments(on, begun),
        "core_done_at": texts.moments(on, begun + answering.CORE_DONE * took, sheets.is_whole),
        "completed_at": texts.moments(on, begun + took, sheets.is_whole),
    }


def _add_the_ten(sheets: Sheets) -> None:
    answered = sheets.survey.replies.answered
    for place, item in enumerate(ITEMS):
        picked = sheets.survey.replies.picks[item.code][answered]
        sheets.add(item.code, said.choices_of(item), picked, sheets.stopped_at > place)


def _add_who_answers(rng: np.random.Generator, sheets: Sheets, facts: Facts) -> None:
    """What each says of herself: nothing, all, or all but a question or two."""
    people, at = sheets.survey.of.cases.people, sheets.events.at
    tells = sheets.is_whole & (rng.random(len(at)) < answering.TELLS_OF_HERSELF)

    def add(code: str, choices: Sequence[str], places: Ints, *, quiet: float = 0.0) -> None:
        is_quiet = rng.random(len(at)) < quiet
        of = np.where(is_quiet, len(choices), places)
        sheets.add(code, [*choices, PREFER_NOT], of, tells)

    firsts, bands = zip(*answering.AGE_BANDS, strict=True)
    band = np.searchsorted(firsts, people.age[at], side="right") - 1
    usual, more = answering.PREFERS_NOT, answering.PREFERS_NOT_MORE
    add("EQ-SEX", ("male", "female"), people.is_female[at].astype(int), quiet=usual)
    add("EQ-AGE", bands, np.clip(band, 0, None), quiet=usual)
    _add_ethnicity(rng, sheets, facts, tells)
    _add_disability(rng, sheets, tells)
    traits = sheets.survey.of.cases.characteristics
    add("EQ-REL", RELIGIONS, traits.religion[at], quiet=more)
    add("EQ-ORI", ORIENTATIONS, traits.orientation[at], quiet=more)
    add("EQ-GEN-1", ("yes", "no"), traits.is_of_other_gender[at].astype(int), quiet=more)
    add("EQ-PREG", ("no", "yes"), traits.is_expecting[at].astype(int), quiet=more)


def _add_ethnicity(rng: np.random.Generator, sheets: Sheets, facts: Facts, tells: Flags) -> None:
    at = sheets.events.at
    ethnicity = sheets.survey.of.cases.people.ethnicity[at]
    is_quiet = rng.random(len(at)) < answering.PREFERS_NOT
    groups = [each.group for each in facts.ethnicities]
    both = [
        f"{_part('EQ-ETH', each.group)}, {_part(f'EQ-ETH-{each.group.upper()}', each.code)}"
        for each in facts.ethnicities
    ]
    named = texts.objects([*both, _part("EQ-ETH", PREFER_NOT)])
    sheets.parts.append(np.where(tells, named[np.where(is_quiet, len(groups), ethnicity)], ""))


def _add_disability(rng: np.random.Generator, sheets: Sheets, tells: Flags) -> None:
    at = sheets.events.at
    disabled = sheets.survey.of.cases.people.is_disabled[at]
    is_quiet = rng.random(len(at)) < answering.PREFERS_NOT
    place = np.where(is_quiet, 2, disabled.astype(int))
    sheets.add("EQ-DIS-1", ("no", "yes", PREFER_NOT), place, tells)
    says = tells & disabled & ~is_quiet
    limits, impairments = answering.LIMITS, answering.IMPAIRMENTS
    sheets.add("EQ-DIS-2", limits, rng.integers(0, len(limits), len(at)), says)
    sheets.add("EQ-DIS-3", impairments, rng.integers(0, len(impairments), len(at)), says)
