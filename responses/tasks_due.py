from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext, gettext_lazy, ngettext

from access.digests.topics import DigestTopic
from access.home.choices import HomeCount
from access.home.tasks_due import HomeMatter, Since
from access.permissions import Permission
from access.viewer import Viewer
from responses.casework.selectors import offers, work_list
from responses.data_protection.selectors import access_requests
from responses.eligibility.selectors import exclusions
from responses.follow_up import selectors as wishes
from responses.imports.selectors import held_changes, imports, person_holds
from responses.interviewing.selectors import calls, team
from responses.models import (
    DangerNotice,
    DangerReview,
    DeskRequest,
    DutySignature,
    FollowUp,
)
from responses.operations import selectors as operations
from responses.paper import selectors as paper
from responses.replies import selectors as replies
from responses.service_desk import selectors as service_desk
from responses.themes.selectors import coding
from responses.triage.danger import selectors as danger
from responses.triage.selectors import texts


def _pks(found: Iterable[Model]) -> list[int]:
    if isinstance(found, QuerySet):
        return list(found.values_list("pk", flat=True))
    return [each.pk for each in found]


def _keys(kind: str, found: Iterable[Model]) -> list[str]:
    return [f"{kind}:{pk}" for pk in _pks(found)]


# Texts
NOTICES = HomeMatter(
    name="danger_notices",
    permission=Permission.RECEIVE_DANGER,
    rows=lambda viewer, _at: danger.received(viewer).filter(state=DangerNotice.NoticeState.SENT),
    says=lambda count: ngettext(
        "%(count)s danger notice to confirm", "%(count)s danger notices to confirm", count
    ),
    route="responses:danger-notices",
    moment="confirm_by_at",
    since=Since.CLOCK,
    is_red=True,
)
OVERDUE = HomeMatter(
    name="overdue_life",
    permission=Permission.READ_TEXTS,
    rows=lambda viewer, at: texts.texts_for(viewer).filter(texts.is_overdue_for_life(at)),
    says=lambda count: ngettext(
        "%(count)s text overdue: risk to life", "%(count)s texts overdue: risk to life", count
    ),
    route="responses:triage",
    moment="due_at",
    since=Since.CLOCK,
    is_red=True,
)
OVERDUE_AT_DESKS = HomeMatter(
    name="overdue_life_desks",
    permission=Permission.KEEP_ROTA,
    rows=lambda viewer, at: texts.at_desks_of(viewer).filter(texts.is_overdue_for_life(at)),
    says=lambda count: ngettext(
        "%(count)s text at your desk overdue: risk to life",
        "%(count)s texts at your desk overdue: risk to life",
        count,
    ),
    route="responses:rotas",
    moment="due_at",
    since=Since.CLOCK,
    is_red=True,
)
DANGER_REPLIES = HomeMatter(
    name="danger_replies",
    permission=Permission.READ_TEXTS,
    rows=lambda viewer, _at: replies.danger_replies_for(viewer),
    says=lambda count: ngettext(
        "%(count)s reply by text about possible danger",
        "%(count)s replies by text about possible danger",
        count,
    ),
    route="responses:danger-replies",
    moment="due_at",
    since=Since.CLOCK,
)
TEXTS = HomeMatter(
    name="texts",
    permission=Permission.READ_TEXTS,
    rows=lambda viewer, _at: texts.texts_for(viewer).filter(state=texts.State.WAITING),
    says=lambda count: ngettext("%(count)s text to read", "%(count)s texts to read", count),
    route="responses:triage",
    moment="due_at",
    since=Since.CLOCK,
)
DESKS = HomeMatter(
    name="desks",
    permission=Permission.KEEP_ROTA,
    rows=lambda viewer, at: texts.at_desks_of(viewer).filter(
        state=texts.State.WAITING, due_at__lte=at
    ),
    says=lambda count: ngettext(
        "%(count)s overdue text at your desk", "%(count)s overdue texts at your desk", count
    ),
    route="responses:rotas",
    moment="due_at",
    since=Since.CLOCK,
)
REVIEWS = HomeMatter(
    name="danger_reviews",
    permission=Permission.REVIEW_DANGER,
    rows=lambda viewer, _at: danger.unreviewed(viewer, DangerReview.Side.PROTECTION),
    says=lambda count: ngettext(
        "%(count)s danger notice to review", "%(count)s danger notices to review", count
    ),
    route="responses:danger-reviews",
    moment="asked_at",
)
DESK_REVIEWS = HomeMatter(
    name="danger_desk_reviews",
    permission=Permission.READ_TEXTS,
    rows=lambda viewer, _at: danger.unreviewed(viewer, DangerReview.Side.DESK),
    says=lambda count: ngettext(
        "%(count)s danger notice for the national desk to review",
        "%(count)s danger notices for the national desk to review",
        count,
    ),
    route="responses:danger-desk-reviews",
    moment="asked_at",
)
CODING = HomeMatter(
    name="coding",
    permission=Permission.CODE_TEXTS,
    rows=lambda viewer, _at: coding.to_code(viewer),
    says=lambda count: ngettext("%(count)s text to code", "%(count)s texts to code", count),
    route="responses:coding",
)


def _unread_texts(count: int) -> str:
    return ngettext(
        "%(count)s text was not read in its time.",
        "%(count)s texts were not read in their time.",
        count,
    ) % {"count": count}


EMAILED_TEXTS = DigestTopic(
    name="texts",
    label=gettext_lazy("Texts of mine to read whose time has run out"),
    permission=Permission.READ_TEXTS,
    waiting=lambda viewer, _since: _keys("text", texts.run_out(texts.texts_for(viewer))),
    says=_unread_texts,
)
EMAILED_DESKS = DigestTopic(
    name="desks",
    label=gettext_lazy("Texts that nobody on my rota read in time"),
    permission=Permission.KEEP_ROTA,
    waiting=lambda viewer, _since: _keys("text", texts.run_out(texts.at_desks_of(viewer))),
    says=_unread_texts,
)


# Contact requests
WISHES = HomeMatter(
    name="wishes",
    permission=Permission.READ_TEXTS,
    rows=lambda viewer, _at: wishes.wishes_for(viewer).filter(
        pk__in=_pks(wishes.open_wishes(viewer))
    ),
    says=lambda count: ngettext("%(count)s contact request", "%(count)s contact requests", count),
    route="responses:follow-ups",
    moment="due_on",
    since=Since.DAY,
)
LATE_WISHES = HomeMatter(
    name="late_wishes",
    permission=Permission.KEEP_ROTA,
    rows=lambda viewer, at: FollowUp.objects.filter(
        pk__in=_pks(wishes.late_at_desks_of(viewer, on=localdate(at)))
    ),
    says=lambda count: ngettext(
        "%(count)s overdue contact request", "%(count)s overdue contact requests", count
    ),
    route="responses:rotas",
    moment="due_on",
    since=Since.DAY,
)


def _late_requests(count: int) -> str:
    return ngettext(
        "%(count)s wish to be contacted is late.",
        "%(count)s wishes to be contacted are late.",
        count,
    ) % {"count": count}


EMAILED_WISHES = DigestTopic(
    name="wishes",
    label=gettext_lazy("Wishes to be contacted whose day has passed"),
    permission=Permission.READ_TEXTS,
    waiting=lambda viewer, _since: _keys("wish", wishes.late_wishes(viewer, on=localdate())),
    says=_late_requests,
)
EMAILED_DESK_WISHES = DigestTopic(
    name="desk_wishes",
    label=gettext_lazy("Wishes to be contacted that nobody on my rota answered in time"),
    permission=Permission.KEEP_ROTA,
    waiting=lambda viewer, _since: _keys("wish", wishes.late_at_desks_of(viewer, on=localdate())),
    says=_late_requests,
)


# Telephone and paper
CALLS = HomeMatter(
    name="calls",
    permission=Permission.INTERVIEW,
    rows=lambda viewer, at: calls.due_in_any_language(viewer, at=at),
    says=lambda count: ngettext(
        "%(count)s person may be called now", "%(count)s people may be called now", count
    ),
    route="responses:calls",
)
LOOKS = HomeMatter(
    name="looks",
    permission=Permission.SUPERVISE_INTERVIEWS,
    rows=lambda viewer, _at: team.waiting_for_a_look(viewer),
    says=lambda count: ngettext(
        "%(count)s interview to look at", "%(count)s interviews to look at", count
    ),
    route="responses:call-team",
)
FORMS = HomeMatter(
    name="forms",
    permission=Permission.KEY_PAPER,
    rows=lambda viewer, _at: paper.begun_by_another(viewer),
    says=lambda count: ngettext(
        "%(count)s form waits for a second person",
        "%(count)s forms wait for a second person",
        count,
    ),
    route="responses:paper",
)


# Cases
def _batches_loaded(viewer: Viewer, since: datetime) -> list[str]:
    loaded = imports.results_by_force(viewer).filter(
        import_batch__loaded_at__gte=since, import_batch__undone_at__isnull=True
    )
    batches = loaded.order_by().values_list("import_batch_id", flat=True)
    return [f"import:{pk}" for pk in batches.distinct()]


EXCLUSIONS = HomeMatter(
    name="exclusions",
    permission=Permission.CONFIRM_EXCLUSION,
    rows=lambda viewer, _at: exclusions.unconfirmed_cases(viewer).select_related(None),
    says=lambda count: ngettext(
        "%(count)s exclusion waits for a second person",
        "%(count)s exclusions wait for a second person",
        count,
    ),
    route="responses:exclusions",
    moment="exclude_on",
)
CHANGES = HomeMatter(
    name="changes",
    permission=Permission.CONFIRM_HELD_CHANGE,
    rows=lambda viewer, _at: held_changes.waiting_for(viewer),
    says=lambda count: ngettext(
        "%(count)s change of a case file waits for a second person",
        "%(count)s changes of case files wait for a second person",
        count,
    ),
    route="responses:held-changes",
    moment="held_at",
)
HELD_PEOPLE = HomeMatter(
    name="held_people",
    permission=Permission.ANSWER_HOLDS,
    rows=lambda viewer, _at: person_holds.open_holds(viewer),
    says=lambda count: ngettext(
        "%(count)s person is not contacted until you answer",
        "%(count)s people are not contacted until you answer",
        count,
    ),
    route="responses:held-people",
    moment="held_at",
)
STUCK = HomeMatter(
    name="stuck",
    permission=Permission.VIEW_OPERATIONS,
    rows=lambda viewer, at: operations.stuck_messages(viewer, at=at),
    says=lambda count: ngettext(
        "%(count)s text message does not leave", "%(count)s text messages do not leave", count
    ),
    route="responses:operations",
    moment="due_at",
)
WORDS = HomeMatter(
    name="words",
    permission=Permission.VIEW_WORK_LIST,
    rows=lambda viewer, at: work_list.waiting_events(
        viewer, work_list.Wanted(), today=localdate(at)
    ),
    says=lambda count: ngettext(
        "%(count)s stage of a case waits for a word or a code",
        "%(count)s stages of cases wait for a word or a code",
        count,
    ),
    route="responses:work-list",
)
OFFERS = HomeMatter(
    name="offers",
    permission=Permission.DECIDE_WHO_SEES_CASE,
    rows=lambda viewer, at: offers.offers_for(viewer, today=localdate(at)),
    says=lambda count: ngettext(
        "%(count)s case may go to a service of advisers",
        "%(count)s cases may go to services of advisers",
        count,
    ),
    route="responses:offers",
    moment="offered_at",
)
EXCLUDED = HomeCount(
    name="excluded",
    permissions=(Permission.CONFIRM_EXCLUSION, Permission.VIEW_OPERATIONS),
    rows=lambda viewer, since: exclusions.excluded_cases(viewer).filter(
        exclude_on__gte=localdate(since)
    ),
    says=lambda count: ngettext(
        "%(count)s case was excluded by hand", "%(count)s cases were excluded by hand", count
    ),
)
UNDELIVERED = HomeCount(
    name="undelivered",
    permissions=(Permission.VIEW_OPERATIONS,),
    rows=lambda viewer, since: operations.failed_messages(viewer, since=since),
    says=lambda count: ngettext(
        "%(count)s text message did not arrive", "%(count)s text messages did not arrive", count
    ),
    says_few=lambda: gettext("Fewer than ten text messages did not arrive"),
    smallest=operations.SMALLEST_SHOWN_COUNT,
    route="responses:operations",
)
EMAILED_FILES = DigestTopic(
    name="files",
    label=gettext_lazy("Case files that were loaded"),
    permission=Permission.LOAD_CASES,
    waiting=_batches_loaded,
    says=lambda count: (
        ngettext("%(count)s case file was loaded.", "%(count)s case files were loaded.", count)
        % {"count": count}
    ),
)


def _unconfirmed(viewer: Viewer, _at: datetime) -> QuerySet[DutySignature]:
    waiting = DutySignature.objects.filter(confirmed_at__isnull=True, taken_back_at__isnull=True)
    by_another = waiting.exclude(signed_by_id=viewer.user_id)
    return by_another if viewer.is_national else by_another.none()


def _desk_requests(viewer: Viewer, at: datetime) -> QuerySet[DeskRequest]:
    waiting = service_desk.waiting_for(viewer, at=at).select_related(None)
    by_another = waiting.exclude(asked_by=viewer.user_id)
    return by_another.exclude(kind=DeskRequest.DeskKind.ACCESS)


DUTIES = HomeMatter(
    name="duties",
    permission=Permission.SIGN_DUTIES,
    rows=_unconfirmed,
    says=lambda count: ngettext(
        "%(count)s signature waits for a second person",
        "%(count)s signatures wait for a second person",
        count,
    ),
    route="responses:readiness",
    moment="signed_at",
)
REQUESTS = HomeMatter(
    name="desk requests",
    permission=Permission.SERVE_CALLERS,
    rows=_desk_requests,
    says=lambda count: ngettext(
        "%(count)s request of the service desk waits for a second administrator",
        "%(count)s requests of the service desk wait for a second administrator",
        count,
    ),
    route="responses:desk",
    moment="asked_at",
)
ACCESS = HomeMatter(
    name="access requests",
    permission=Permission.GIVE_ACCESS,
    rows=lambda viewer, at: access_requests.waiting_for(viewer, at=at).select_related(None),
    says=lambda count: ngettext(
        "%(count)s person waits for what is held about them",
        "%(count)s people wait for what is held about them",
        count,
    ),
    route="responses:access-requests",
    moment="asked_at",
)
EMAILED_ACCESS = DigestTopic(
    name="access",
    label=gettext_lazy("People who wait for what is held about them"),
    permission=Permission.GIVE_ACCESS,
    waiting=lambda viewer, since: _keys("access", access_requests.waiting_for(viewer, at=since)),
    says=lambda count: (
        ngettext(
            "%(count)s person waits for what is held about them.",
            "%(count)s people wait for what is held about them.",
            count,
        )
        % {"count": count}
    ),
)
