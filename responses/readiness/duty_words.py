from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from responses.readiness.duties import ReadinessDuty


@dataclass(frozen=True, kw_only=True)
class DutyWords:
    title: str | Promise
    shows: str | Promise
    """The evidence needed."""
    done_by: str | Promise


DUTY_WORDS: Mapping[ReadinessDuty, DutyWords] = {
    ReadinessDuty.DATA_PROTECTION: DutyWords(
        title=gettext_lazy("Data protection impact assessment"),
        shows=gettext_lazy("The assessment is finished and its risks are accepted."),
        done_by=gettext_lazy("The controller, with the data protection officer"),
    ),
    ReadinessDuty.ETHICS: DutyWords(
        title=gettext_lazy("Ethical review"),
        shows=gettext_lazy("A committee that is independent of the police has approved it."),
        done_by=gettext_lazy("An ethics committee"),
    ),
    ReadinessDuty.SAFETY: DutyWords(
        title=gettext_lazy("Safety review by a specialist domestic abuse service"),
        shows=gettext_lazy(
            "The service has checked safe contact, the cover story, Exit, replies by other people "
            "and escalation."
        ),
        done_by=gettext_lazy("A specialist domestic abuse service"),
    ),
    ReadinessDuty.SURVIVOR_PANEL: DutyWords(
        title=gettext_lazy("Review by a panel of survivors"),
        shows=gettext_lazy(
            "The panel has tried the text, the public page, every page of the survey and Exit."
        ),
        done_by=gettext_lazy("A panel of survivors of different crimes"),
    ),
    ReadinessDuty.EQUALITY: DutyWords(
        title=gettext_lazy("Equality impact assessment"),
        shows=gettext_lazy(
            "The assessment covers languages, disability, people without a phone and people who "
            "are not asked."
        ),
        done_by=gettext_lazy("The controller’s equality lead"),
    ),
    ReadinessDuty.FORCE_DATA: DutyWords(
        title=gettext_lazy("Agreement of a force’s data protection officer"),
        shows=gettext_lazy(
            "The officer accepts the case file, the safe contact checks, retention and escalation."
        ),
        done_by=gettext_lazy("The data protection officer of a force that asks"),
    ),
    ReadinessDuty.COGNITIVE_TESTS: DutyWords(
        title=gettext_lazy("Cognitive tests of the questions"),
        shows=gettext_lazy("Victims have said in interviews how they understand each question."),
        done_by=gettext_lazy("Researchers who interviewed victims"),
    ),
    ReadinessDuty.DISABLED_USERS: DutyWords(
        title=gettext_lazy("Audit with disabled people"),
        shows=gettext_lazy(
            "Disabled people have gone through the survey with their own aids, and what stopped "
            "them is mended."
        ),
        done_by=gettext_lazy("Disabled people, with an auditor of accessibility"),
    ),
    ReadinessDuty.PENETRATION_TEST: DutyWords(
        title=gettext_lazy("Penetration test"),
        shows=gettext_lazy(
            "A team from outside has attacked the installation, and what it found is mended."
        ),
        done_by=gettext_lazy("An accredited team from outside"),
    ),
    ReadinessDuty.PILOT: DutyWords(
        title=gettext_lazy("Pilot in one force"),
        shows=gettext_lazy(
            "A force has asked its victims, and what came of it was judged safe to go on with."
        ),
        done_by=gettext_lazy("The pilot force, with the national team"),
    ),
}
