"""A finished trial with its result, and a running one."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import groupby

from django.db import transaction
from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.actor import Actor
from responses.models import Invitation, Trial
from responses.trials import actions, rules, selectors
from responses.trials.rules import TrialKind, TrialOutcome
from responses.vault.sending_hours import PLACE

DESIGNERS = ("designer@example.org", "second.designer@example.org")
BY_TEXT = "web_sms"
# After the proposal.
CONFIRMED, BEGAN = timedelta(days=3), timedelta(days=7)
OVER_BEGAN, OVER_LASTS = timedelta(weeks=17), timedelta(weeks=12)
RUNS_SINCE, RUNS_FOR = timedelta(weeks=3), timedelta(weeks=20)
# As a share.
OVER_MATTERS, RUNNING_MATTERS = 0.06, 0.04
WHY_LANGUAGES = (
    "People who read neither English nor Welsh look for their language on the first page. We "
    "expect no harm, and perhaps more answers. A difference of 6 points would change the page."
)
WHY_TEXT = (
    "The shorter text fits one part. We expect at least as many answers, and would keep the usual "
    "one if the shorter lost 4 points."
)


@transaction.atomic
def run_trials(*, by: Actor, at: datetime) -> None:
    """Once, with the people invited since."""
    found = [access_selectors.user_by_email(email) for email in DESIGNERS]
    designers = [Actor.user(user_id=user.pk, name=user.name) for user in found if user]
    if len(designers) < len(DESIGNERS) or Trial.objects.exists():
        return
    over = _set_up(
        TrialKind.LANGUAGES, rules.OTHERS_FIRST, designers, why=WHY_LANGUAGES,
        matters=OVER_MATTERS, first=at - OVER_BEGAN, lasts=OVER_LASTS,
    )  # fmt: skip
    _place_until_full(over, by=by, at=at)
    running = _set_up(
        TrialKind.TEXT, rules.SHORTER, designers, why=WHY_TEXT,
        matters=RUNNING_MATTERS, first=at - RUNS_SINCE, lasts=RUNS_FOR,
    )  # fmt: skip
    for day, invitations in _days(running, at=at):
        actions.place(invitations=invitations, by=by, at=day)


def _set_up(
    kind: TrialKind,
    arm: str,
    designers: list[Actor],
    *,
    why: str,
    matters: float,
    first: datetime,
    lasts: timedelta,
) -> Trial:
    """By two people."""
    proposed_at = first - BEGAN
    trial = actions.propose(
        kind=kind,
        arms=[arm],
        outcome=TrialOutcome.ANSWERED,
        why=why,
        planned_each=rules.needed_each(difference=matters, comparisons=1),
        first_day=localdate(first),
        last_day=localdate(first + lasts),
        by=designers[0],
        at=proposed_at,
    )
    actions.confirm(trial_id=trial.pk, by=designers[1], at=proposed_at + CONFIRMED)
    trial.refresh_from_db()
    return trial


def _place_until_full(trial: Trial, *, by: Actor, at: datetime) -> None:
    closes_at = datetime.combine(trial.last_day + timedelta(days=1), time.min, PLACE)
    for day, invitations in _days(trial, at=at):
        actions.place(invitations=invitations, by=by, at=day)
        if min(selectors.placed(trial).values()) >= trial.planned_each:
            closes_at = day
            break
    actions.watch(by=by, at=closes_at)
    trial.refresh_from_db()
    if (known_from := selectors.is_known_from(trial)) is not None:
        actions.watch(by=by, at=known_from)


def _days(trial: Trial, *, at: datetime) -> Iterator[tuple[datetime, list[Invitation]]]:
    """By day, after the last one's time."""
    begins_at = datetime.combine(trial.first_day, time.min, PLACE)
    # Texts of open ones are in the outbox already.
    past = Invitation.objects.filter(mode=BY_TEXT, messages__isnull=True, invited_at__gte=begins_at)
    invited = (
        past.select_related("stage_event__case")
        .only(
            "invited_at", "stage_event__case__flags", "stage_event__case__crime_group",
            "stage_event__case__risk_level",
        )
        .order_by("invited_at", "pk")
        .iterator(chunk_size=2_000)
    )  # fmt: skip
    for day, group in groupby(invited, key=lambda each: localdate(each.invited_at)):
        if day > min(trial.last_day, localdate(at)):
            return
        invitations = list(group)
        yield invitations[-1].invited_at, invitations
