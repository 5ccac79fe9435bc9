"""Words of the pages about trials."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from responses.models import Trial
from responses.trials import actions, rules, selectors
from responses.trials.rules import TrialKind, TrialOutcome, TrialState
from survey import selectors as survey_selectors
from ui.formatting import format_date_range, format_number, format_share, format_words


def arm_names() -> Mapping[tuple[str, str], str]:
    return {
        (TrialKind.HOUR, "any"): _("Sent at any hour from 9am to 7pm"),
        (TrialKind.HOUR, "morning"): _("Sent from 9am to noon"),
        (TrialKind.HOUR, "midday"): _("Sent from noon to 4pm"),
        (TrialKind.HOUR, "evening"): _("Sent from 4pm to 7pm"),
        (TrialKind.TEXT, rules.USUAL): _("The usual text"),
        (TrialKind.TEXT, rules.SHORTER): _("The shorter text"),
        (TrialKind.LANGUAGES, rules.USUAL): _("English, Welsh and Easy Read offered first"),
        (TrialKind.LANGUAGES, rules.OTHERS_FIRST): _("The other languages offered first"),
        (TrialKind.WORDINGS, rules.USUAL): _("Drawn questions in the words of now"),
        (TrialKind.WORDINGS, rules.NEW): _("Drawn questions in the words of the next version"),
    }


def outcome_names() -> Mapping[str, str]:
    return {
        TrialOutcome.ANSWERED: _("How many of those placed answer the ten questions"),
        TrialOutcome.BROKE_OFF: _("How many of those who begin stop before the end of the ten"),
        TrialOutcome.LEFT_OUT: _(
            "How many of those who come to a question of the trial leave it without an answer"
        ),
    }


def base_names() -> Mapping[str, str]:
    return {
        TrialOutcome.ANSWERED: _("Everyone placed counts, reached or not."),
        TrialOutcome.BROKE_OFF: _("Everyone placed who began counts."),
        TrialOutcome.LEFT_OUT: _("Everyone placed who came to one of the questions counts."),
    }


def state_names() -> Mapping[str, str]:
    return {
        TrialState.PROPOSED: _("Waits for a second person"),
        TrialState.WAITING: _("Has not begun"),
        TrialState.RUNNING: _("Running"),
        TrialState.FOLLOWED_UP: _("Nobody is placed any more; the last links are still open"),
        TrialState.OVER: _("Over"),
    }


def reason(because: str) -> str:
    """Its own rule in words, or what a person wrote."""
    own = {
        actions.FULL: _("Every arm has the people that were planned."),
        actions.LAST_DAY_OVER: _("Its last day is over."),
        actions.HARMFUL: _(
            "In one arm more people asked never to be written to again than chance explains."
        ),
    }
    return own.get(because, because)


@dataclass(frozen=True, kw_only=True)
class ArmRow:
    name: str
    chance: str
    placed: str


@dataclass(frozen=True, kw_only=True)
class TrialRow:
    pk: int
    name: str
    state: str
    days: str
    has_result: bool


@dataclass(frozen=True, kw_only=True)
class TrialPage:
    row: TrialRow
    why: str
    outcome: str
    planned_each: str
    proposed_by: str
    confirmed_by: str
    closed_because: str
    arms: tuple[ArmRow, ...]
    wordings: tuple[tuple[str, str], ...]
    """The questions that are compared, in their two wordings, in English."""
    is_waiting: bool
    is_open: bool


def trial_rows(found: Sequence[Trial], *, today: date) -> tuple[TrialRow, ...]:
    return tuple(_row(trial, today=today) for trial in found)


def trial_page(trial: Trial, *, today: date) -> TrialPage:
    language, names = _language(), arm_names()
    counts = selectors.placed(trial)
    return TrialPage(
        row=_row(trial, today=today),
        why=trial.why,
        outcome=outcome_names()[trial.outcome],
        planned_each=format_number(trial.planned_each, language=language),
        proposed_by=trial.proposed_by,
        confirmed_by=trial.confirmed_by,
        closed_because=reason(trial.closed_because),
        arms=tuple(
            ArmRow(
                name=names[trial.kind, arm],
                chance=format_share(chance, language=language),
                placed=format_number(counts[arm], language=language),
            )
            for arm, chance in trial.arms.items()
        ),
        wordings=_wordings(trial),
        is_waiting=trial.confirmed_at is None and trial.closed_at is None,
        is_open=trial.closed_at is None,
    )


def _wordings(trial: Trial) -> tuple[tuple[str, str], ...]:
    if trial.usual_version is None or trial.new_version is None:
        return ()
    usual, new = (
        {each.code: each.text["en"] for each in survey_selectors.instrument(version).questions}
        for version in (trial.usual_version, trial.new_version)
    )
    return tuple((usual[one], new[other]) for one, other in selectors.wordings_of(trial).items())


def _row(trial: Trial, *, today: date) -> TrialRow:
    names = arm_names()
    compared = [names[trial.kind, arm] for arm in trial.arms]
    return TrialRow(
        pk=trial.pk,
        name=format_words(compared, language=_language()),
        state=state_names()[selectors.state_of(trial, today=today)],
        days=format_date_range(trial.first_day, trial.last_day, language=_language()),
        has_result=trial.result is not None,
    )


def _language() -> str:
    return get_language() or "en"
