from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from responses.models import DeskNotice, WrittenText
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory, TriageClock

Words = str | Promise
CATEGORIES: Mapping[str, Words] = {
    RiskCategory.IMMEDIATE: _("Immediate danger to life"),
    RiskCategory.SUICIDE: _("Suicide or self-harm"),
    RiskCategory.CHILD: _("A child harmed or in danger"),
    RiskCategory.SERIOUS: _("Ongoing serious harm"),
    RiskCategory.HONOUR: _("Honour-based abuse or forced marriage"),
    RiskCategory.BREACH: _("Bail or a court order not kept"),
    RiskCategory.NEW_OFFENCE: _("Another offence"),
    RiskCategory.AUTHOR: _("May have been written by the suspect"),
    RiskCategory.MISCONDUCT: _("Misconduct of an officer or staff"),
    RiskCategory.COMPLAINT: _("A complaint"),
    RiskCategory.NONE: _("None of these"),
}
CLOCKS: Mapping[int, Words] = {
    TriageClock.HALF_HOUR: _("30 minutes"),
    TriageClock.FOUR_HOURS: _("4 hours"),
    TriageClock.WORKING_DAY: _("1 working day"),
}
OUTCOMES: Mapping[TextOutcome, Words] = {
    TextOutcome.NO_RISK: _("No danger and no request"),
    TextOutcome.KNOWN: _("Risk already known. Confirmed with the team dealing with it"),
    TextOutcome.PASSED_ON: _("Passed on to the control room, safeguarding or social care"),
    TextOutcome.COMPLAINT: _("Passed to the complaints team"),
    TextOutcome.MISCONDUCT: _("Passed to professional standards"),
    TextOutcome.OFFENCE: _("Recorded as another offence"),
    TextOutcome.CANNOT_ACT: _("No safe way to contact them. A supervisor decided"),
}
TOLD: Mapping[str, Words] = {
    WrittenText.Told.YES: _("Yes, in the way that is safe for them"),
    WrittenText.Told.UNSAFE: _("No, it would not be safe"),
    WrittenText.Told.NOT_NEEDED: _("No, there is nothing to tell"),
}
NOTICE_REASONS: Mapping[str, Words] = {
    DeskNotice.NoticeReason.ARRIVED: _("It arrived"),
    DeskNotice.NoticeReason.OVERDUE: _("Its clock ran out"),
    DeskNotice.NoticeReason.NATION: _("Passed to the national desk"),
    DeskNotice.NoticeReason.UNREADABLE: _("It cannot be opened"),
}
NOTICE_STATES: Mapping[str, Words] = {
    DeskNotice.NoticeState.WAITING: _("Not sent yet"),
    DeskNotice.NoticeState.SENT: _("Sent"),
    DeskNotice.NoticeState.KEPT: _("Not sent: email is switched off"),
    DeskNotice.NoticeState.DROPPED: _("Not needed: a reader acted first"),
    DeskNotice.NoticeState.NO_ADDRESS: _("Not sent: no email address"),
    DeskNotice.NoticeState.FAILED: _("Could not be sent"),
}
UNSORTED = _("Not sorted yet")
