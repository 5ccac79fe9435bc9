"""What each duty is called, what has to be shown, and who does it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from responses.readiness.duties import ReadinessDuty


@dataclass(frozen=True, kw_only=True)
class DutyWords:
    title: str | Promise
    shows: str | Promise
    """What has to be shown."""
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
        title=gettext_lazy("Review of safety by specialist services"),
        shows=gettext_lazy(
            "Services for domestic abuse and for sexual violence have read the texts, the gate "
            "and the rules of contact, and hold them safe."
        ),
        done_by=gettext_lazy("Specialist services that support victims"),
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
