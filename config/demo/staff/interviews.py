from datetime import datetime

from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.actor import Actor
from access.permissions import Permission
from config.demo.plan import SEED
from config.demo.staff.accounts import CITY
from config.demo.victims import open_cases
from responses.answering.gate import hash_word
from responses.cases import visible_cases
from responses.casework.actions import safe_contact
from responses.casework.actions.safe_contact import NothingToConfirmError
from responses.eligibility.actions import decisions
from responses.eligibility.rules import Decision
from responses.imports.actions import import_cases
from responses.interviewing.actions import asking, calling, opening, team
from responses.interviewing.actions.team import Setting
from responses.interviewing.dispositions import CallOutcome
from responses.models import Case, Import, InterviewingForce
from responses.vault.safe_contact import SafeContactAgreement

# Not in use.
SHOWN_NUMBER = "01632 960 001"
CHOSE = 12
# Some choose no call, so that a service has cases to agree words in.
LEFT_TO_ADVISERS = 3
REVIEW_SHARE = 0.25
INTERVIEWER = "city.interviewer@example.org"
FIRST, ANSWER = "Q-INF-1", "fairly_dissatisfied"


def set_up_interviews(*, word: str, by: Actor, at: datetime) -> int:
    """Once. Return the number of victims to call."""
    if InterviewingForce.objects.exists():
        return 0
    _set_up_team(review_share=1.0, by=by, at=at)
    agreed = SafeContactAgreement(is_number_safe=True, channel="voice", word_hash=hash_word(word))
    waiting = Case.objects.filter(
        force=CITY,
        stage_events__decision__in=[Decision.NOT_SAFE, Decision.NO_WORD],
        stage_events__waits_for_staff_until__gte=localdate(at),
    ).exclude(visible_cases.IS_FIREWALLED)
    found = list(waiting.order_by("-stage_events__waits_for_staff_until", "-pk").distinct())
    for case in [*found[:-LEFT_TO_ADVISERS][:CHOSE], *_import_victims_to_call(by=by, at=at)]:
        try:
            safe_contact.confirm_safe_contact(case=case, agreed=agreed, by=by, at=at)
        except NothingToConfirmError:
            continue
    decisions.decide_events(force_code=CITY, by=by, at=at)
    opened = opening.open_calls(by=by, at=at)
    _break_off_one(word=word, at=at)
    _set_up_team(review_share=REVIEW_SHARE, by=by, at=at)
    return opened


def _set_up_team(*, review_share: float, by: Actor, at: datetime) -> None:
    setting = Setting(
        is_on=True, shown_number=SHOWN_NUMBER, most_attempts=6, review_share=review_share
    )
    team.set_up(force_code=CITY, setting=setting, by=by, at=at)


def _import_victims_to_call(*, by: Actor, at: datetime) -> list[Case]:
    rows = open_cases.draw_victims_to_call(seed=SEED, today=localdate(at))
    import_cases.import_cases(
        rows=rows, source=Import.Source.SIMULATOR, file_names=["simulated-who-choose-a-call"],
        is_simulated=True, by=by, at=at,
    )  # fmt: skip
    return list(Case.objects.filter(force=CITY, case_key__in=[row.case_key for row in rows]))


def _break_off_one(*, word: str, at: datetime) -> None:
    """At the second question."""
    user = access_selectors.user_by_email(INTERVIEWER)
    viewer = access_selectors.viewer_for(user.pk) if user else None
    if viewer is None:
        return
    viewer = viewer.with_permission(Permission.INTERVIEW)
    by = Actor.user(user_id=viewer.user_id, name=viewer.name)
    if calling.take_next(viewer=viewer, spoken=["en"], by=by, at=at) is None:
        return
    calling.show_number(viewer=viewer, by=by, at=at)
    calling.say_good_time(viewer=viewer, by=by, at=at)
    asking.pass_gate(viewer=viewer, given=word, by=by, at=at)
    calling.say_private(viewer=viewer, by=by, at=at)
    asking.begin_asking(viewer=viewer, by=by, at=at)
    asking.save_answer(
        viewer=viewer, question_code=FIRST, picked=(ANSWER,), details={}, by=by, at=at
    )
    calling.end_call(viewer=viewer, outcome=CallOutcome.BROKE_OFF, by=by, at=at)
