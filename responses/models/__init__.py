"""People: their cases, how they may be reached, what they were asked, what they said."""

from responses.models.cases import Case, CaseBefore, CaseEvent, ExclusionRuling, Import, LoadedForce
from responses.models.contacts import (
    AnsweredNumber,
    Contact,
    ContactBefore,
    ContactHistory,
    HeldContact,
    HeldKey,
    SealedDanger,
    SealedRedaction,
    SealedReply,
    SealedRiskModel,
    SealedText,
    SealedWish,
    StopPress,
    Suppression,
    UnsafeNumber,
    UploadPart,
    WithdrawnAnswers,
)
from responses.models.danger import (
    DangerNotice,
    DangerOpening,
    DangerReview,
    DeskAction,
    DeskNotice,
    PoliceMatterRoute,
    ReceivingUnit,
)
from responses.models.held_changes import DeskRequest, HeldChange, PersonHold
from responses.models.interviews import CallAttempt, InterviewingForce, TelephoneCase
from responses.models.invitations import (
    CodeAttempt,
    Invitation,
    OutboxMessage,
    Receipt,
    SendingAccount,
    SendingLine,
    StageEvent,
)
from responses.models.open_answers import OpenAnswers
from responses.models.opportunities import AskingOpportunity
from responses.models.paper.forms import PaperBar, PaperForm, PaperReading
from responses.models.police_uk import PoliceUkFiling
from responses.models.reading.readers import CaseWork, ReadingAgreement, ReadingConfirmation
from responses.models.ready.helplines import Helpline, HelplineChange, HelplineCheck
from responses.models.ready.signatures import DutySignature
from responses.models.replies.text_replies import DangerReply, TextReply
from responses.models.responses import (
    BreakOffChange,
    BreakOffCount,
    CountedWalk,
    Response,
)
from responses.models.ties import AdviserRule, CaseOffer, CaseTie
from responses.models.triage import (
    CodedText,
    FollowUp,
    ReadingBar,
    ThemeCoding,
    ThemeQuote,
    TriageAbsence,
    TriageShift,
    WrittenText,
)
from responses.models.trials import Trial, TrialPlace
from responses.models.uploads import MappingProfile, Upload

__all__ = [
    "AdviserRule",
    "AnsweredNumber",
    "AskingOpportunity",
    "BreakOffChange",
    "BreakOffCount",
    "CallAttempt",
    "Case",
    "CaseBefore",
    "CaseEvent",
    "CaseOffer",
    "CaseTie",
    "CaseWork",
    "CodeAttempt",
    "CodedText",
    "Contact",
    "ContactBefore",
    "ContactHistory",
    "CountedWalk",
    "DangerNotice",
    "DangerOpening",
    "DangerReply",
    "DangerReview",
    "DeskAction",
    "DeskNotice",
    "DeskRequest",
    "DutySignature",
    "ExclusionRuling",
    "FollowUp",
    "HeldChange",
    "HeldContact",
    "HeldKey",
    "Helpline",
    "HelplineChange",
    "HelplineCheck",
    "Import",
    "InterviewingForce",
    "Invitation",
    "LoadedForce",
    "MappingProfile",
    "OpenAnswers",
    "OutboxMessage",
    "PaperBar",
    "PaperForm",
    "PaperReading",
    "PersonHold",
    "PoliceMatterRoute",
    "PoliceUkFiling",
    "ReadingAgreement",
    "ReadingBar",
    "ReadingConfirmation",
    "Receipt",
    "ReceivingUnit",
    "Response",
    "SealedDanger",
    "SealedRedaction",
    "SealedReply",
    "SealedRiskModel",
    "SealedText",
    "SealedWish",
    "SendingAccount",
    "SendingLine",
    "StageEvent",
    "StopPress",
    "Suppression",
    "TelephoneCase",
    "TextReply",
    "ThemeCoding",
    "ThemeQuote",
    "TriageAbsence",
    "TriageShift",
    "Trial",
    "TrialPlace",
    "UnsafeNumber",
    "Upload",
    "UploadPart",
    "WithdrawnAnswers",
    "WrittenText",
]
