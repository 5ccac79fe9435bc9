from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from analytics.alerts.scanning.tiers import TierKind
from analytics.casebook.states import Act, ActionKind, Refusal, State, Verdict

STATES: Mapping[State, Promise] = {
    State.SEEN: gettext_lazy("Nobody has taken it yet"),
    State.TAKEN: gettext_lazy("Somebody looks into it"),
    State.SNOOZED: gettext_lazy("Left alone for now"),
    State.EXPLAINED: gettext_lazy("Explained"),
    State.ACTING: gettext_lazy("Something is being done"),
    State.MEASURED: gettext_lazy("Measured again"),
    State.CLOSED: gettext_lazy("Closed"),
    State.DUPLICATE: gettext_lazy("Followed with another alert"),
    State.REOPENED: gettext_lazy("Open again, and nobody has taken it yet"),
}
ACTS: Mapping[Act, Promise] = {
    Act.TAKE: gettext_lazy("Take it"),
    Act.GIVE: gettext_lazy("Give it to somebody, or change the day"),
    Act.SNOOZE: gettext_lazy("Leave it alone until a day"),
    Act.WAKE: gettext_lazy("Take it up again"),
    Act.EXPLAIN: gettext_lazy("Say what it was"),
    Act.BEGIN: gettext_lazy("Say what is being done"),
    Act.CLOSE: gettext_lazy("Close it"),
    Act.DUPLICATE: gettext_lazy("Follow it with another alert"),
    Act.REOPEN: gettext_lazy("Open it again"),
}
DONE: Mapping[Act, Promise] = {
    Act.TAKE: gettext_lazy("Taken"),
    Act.GIVE: gettext_lazy("Given, or its day changed"),
    Act.SNOOZE: gettext_lazy("Left alone"),
    Act.WAKE: gettext_lazy("Taken up again"),
    Act.EXPLAIN: gettext_lazy("Explained"),
    Act.BEGIN: gettext_lazy("Something begun"),
    Act.MEASURE: gettext_lazy("Measured again"),
    Act.CLOSE: gettext_lazy("Closed"),
    Act.DUPLICATE: gettext_lazy("Followed with another alert"),
    Act.REOPEN: gettext_lazy("Opened again"),
}
REFUSALS: Mapping[Refusal, Promise] = {
    Refusal.TAKE_FIRST: gettext_lazy("Somebody has to take the alert first."),
    Refusal.HAS_OWNER: gettext_lazy("Somebody has taken the alert already."),
    Refusal.IS_ASLEEP: gettext_lazy("The alert is left alone for now: take it up again first."),
    Refusal.IS_AWAKE: gettext_lazy("The alert is not left alone."),
    Refusal.NOT_ANSWERED: gettext_lazy("First say what it was, or what is being done."),
    Refusal.NOTHING_BEGUN: gettext_lazy("Nothing was begun that could be measured."),
    Refusal.TOO_EARLY: gettext_lazy("Eight weeks after the start have not passed yet."),
    Refusal.NOT_MEASURED: gettext_lazy(
        "What was done has to be measured again first, eight weeks after its start."
    ),
    Refusal.IS_OPEN: gettext_lazy("The alert is open."),
    Refusal.IS_OVER: gettext_lazy("The alert is closed: open it again first."),
    Refusal.FOLLOWS_ANOTHER: gettext_lazy("The other alert is followed with another itself."),
    Refusal.OTHER_IS_CLOSED: gettext_lazy("The other alert is closed: nobody follows it."),
}
VERDICTS: Mapping[Verdict, Promise] = {
    Verdict.TRUE: gettext_lazy("A true change in how victims were treated"),
    Verdict.KNOWN: gettext_lazy("A true change that was known and expected"),
    Verdict.MIX: gettext_lazy("Other cases than before were asked about"),
    Verdict.WORDING: gettext_lazy("The question or its wording changed"),
    Verdict.FILE: gettext_lazy("A case file was wrong, late or missing"),
    Verdict.MODE: gettext_lazy("People were asked in another way"),
    Verdict.CHANCE: gettext_lazy("Nothing was found: chance"),
}
KINDS: Mapping[ActionKind, Promise] = {
    ActionKind.UPDATES: gettext_lazy("Updates to victims"),
    ActionKind.WORDING: gettext_lazy("Letters and texts written anew"),
    ActionKind.TRAINING: gettext_lazy("Training"),
    ActionKind.STAFFING: gettext_lazy("More people, or other hours"),
    ActionKind.SUPPORT: gettext_lazy("Offering support"),
    ActionKind.SUPERVISION: gettext_lazy("Checks by supervisors"),
    ActionKind.RECORDING: gettext_lazy("Systems and recording"),
    ActionKind.OTHER: gettext_lazy("Something else"),
}
WENT: Mapping[int, Promise] = {
    1: gettext_lazy("It rose by more than chance explains."),
    0: gettext_lazy("It changed by no more than chance explains."),
    -1: gettext_lazy("It fell by more than chance explains."),
}
WENT_BESIDE_OTHERS: Mapping[int, Promise] = {
    1: gettext_lazy("Beside forces where nothing was done, it rose by more than chance explains."),
    0: gettext_lazy(
        "Beside forces where nothing was done, it changed by no more than chance explains."
    ),
    -1: gettext_lazy("Beside forces where nothing was done, it fell by more than chance explains."),
}
PRECISIONS: Mapping[TierKind, Promise] = {
    TierKind.NATION: gettext_lazy(
        "Of the alerts of the nation that were judged (%(judged)s), "
        "%(share)s were true changes (%(interval)s)."
    ),
    TierKind.REGION: gettext_lazy(
        "Of the alerts of regions that were judged (%(judged)s), "
        "%(share)s were true changes (%(interval)s)."
    ),
    TierKind.FORCE: gettext_lazy(
        "Of the alerts of forces that were judged (%(judged)s), "
        "%(share)s were true changes (%(interval)s)."
    ),
    TierKind.STAGE: gettext_lazy(
        "Of the alerts of a stage in a force that were judged (%(judged)s), "
        "%(share)s were true changes (%(interval)s)."
    ),
    TierKind.CRIME: gettext_lazy(
        "Of the alerts of a crime in a force that were judged (%(judged)s), "
        "%(share)s were true changes (%(interval)s)."
    ),
    TierKind.CHARACTERISTIC: gettext_lazy(
        "Of the alerts of a group in the nation that were judged (%(judged)s), "
        "%(share)s were true changes (%(interval)s)."
    ),
    TierKind.THEME_OF_NATION: gettext_lazy(
        "Of the alerts of the nation’s own words that were judged (%(judged)s), "
        "%(share)s were true changes (%(interval)s)."
    ),
    TierKind.THEME_OF_FORCES: gettext_lazy(
        "Of the alerts of own words in a force that were judged (%(judged)s), "
        "%(share)s were true changes (%(interval)s)."
    ),
}
