from collections.abc import Mapping

from responses.case_files.case import CaseStage, NumberSafe, RiskLevel
from responses.sms.channel import ANOTHER_WAY, Channel
from ui.catalogues import gettext_noop as _

Codes = Mapping[str, str]
"""Codes to their meanings in English, which pages translate."""

YES_OR_NO: Codes = {"yes": _("Yes"), "no": _("No")}
CRIME_GROUPS: Codes = {
    "violence": _("Violence"),
    "stalking_harassment": _("Stalking and harassment"),
    "sexual": _("Sexual offences"),
    "robbery": _("Robbery"),
    "burglary": _("Burglary"),
    "vehicle": _("Vehicle crime"),
    "theft_person": _("Theft from the person"),
    "bicycle": _("Bicycle theft"),
    "shoplifting": _("Shoplifting"),
    "other_theft": _("Other theft"),
    "damage_arson": _("Damage and arson"),
    "drugs": _("Drugs"),
    "weapons": _("Weapons"),
    "public_order": _("Public order"),
    "misc": _("Other crime"),
    "fraud": _("Fraud"),
}
CHANNELS: Codes = {
    "call_999": _("By calling 999"),
    "call_101": _("By calling 101"),
    "online": _("Online"),
    "front_counter": _("At a police station’s front counter"),
    "officer_on_patrol": _("To an officer on patrol"),
    "attended": _("To an officer who attended"),
    "third_party": _("Through a third-party reporting centre"),
    "report_fraud": _("Through Report Fraud"),
    "partner": _("Through a partner, such as a sexual assault referral centre"),
    "desk_only": _("Recorded and resolved at a desk alone"),
}
ROLES: Codes = {
    "direct": _("The victim"),
    "bereaved": _("A close relative of someone who died"),
    "parent_of_child": _("Parent or guardian of a child who is the victim"),
    "child": _("A child who is the victim"),
    "witness_harmed": _("A witness who was harmed"),
    "born_of_crime": _("A person born of the crime"),
    "business_contact": _("The named contact of a business"),
}
RISK_LEVELS: Codes = {
    RiskLevel.STANDARD: _("Standard"),
    RiskLevel.MEDIUM: _("Medium"),
    RiskLevel.HIGH: _("High: the case counts as sensitive"),
}
RIGHTS: Codes = {
    "serious": _("Victim of one of the most serious crimes"),
    "persistent": _("Persistently targeted"),
    "vulnerable": _("Vulnerable"),
    "intimidated": _("Intimidated"),
    "none": _("Assessed: no enhanced rights"),
}
STAGES: Codes = {
    CaseStage.REPORT: _("Reported"),
    CaseStage.INVESTIGATION: _("Being investigated"),
    CaseStage.CPS_ADVICE: _("With the Crown Prosecution Service for advice"),
    CaseStage.CHARGED: _("Somebody is charged"),
    CaseStage.NFA_POLICE: _("No further action: the police’s decision"),
    CaseStage.NFA_CPS: _("No further action: the Crown Prosecution Service’s decision"),
    CaseStage.OUT_OF_COURT: _("Resolved out of court"),
    CaseStage.COURT_PRETRIAL: _("At court, before the trial"),
    CaseStage.COURT_TRIAL: _("At court, on trial"),
    CaseStage.COURT_CONCLUDED: _("The trial has ended"),
    CaseStage.SENTENCED: _("Sentenced"),
    CaseStage.CUSTODY_SERVING: _("The offender is in custody"),
    CaseStage.RELEASED_LICENCE: _("The offender is released on licence"),
    CaseStage.CLOSED: _("Closed; the stage before it counts"),
    CaseStage.REOPENED: _("Reopened"),
}
OUTCOMES: Codes = {
    "0": _("None yet"),
    "1": _("Charged or summonsed"),
    "1A": _("Charged or summonsed for another crime than was recorded"),
    "2": _("Youth caution"),
    "2A": _("Youth caution for another crime than was recorded"),
    "3": _("Adult caution"),
    "3A": _("Adult caution for another crime than was recorded"),
    "4": _("Taken into consideration"),
    "5": _("The offender has died"),
    "6": _("Penalty notice for disorder"),
    "7": _("Cannabis or khat warning"),
    "8": _("Community resolution"),
    "9": _("Not in the public interest: Crown Prosecution Service"),
    "10": _("Not in the public interest: police"),
    "11": _("The suspect is under the age of criminal responsibility"),
    "12": _("The suspect is too ill to be prosecuted"),
    "13": _("The victim or a key witness is dead or too ill"),
    "14": _("No suspect named; the victim does not support further action"),
    "15": _("Suspect named, victim supports; evidential difficulties"),
    "16": _("Suspect named; the victim does not support further action"),
    "17": _("The time limit for prosecution has passed"),
    "18": _("Investigation complete, no suspect identified"),
    "19": _("Handled by the National Fraud Intelligence Bureau"),
    "20": _("Action taken by another body"),
    "21": _("Not in the public interest: suspect identified, police decision"),
    "22": _("Diversionary, educational or intervention activity"),
}
REFERRALS: Codes = {
    "yes": _("Referred"),
    "declined": _("Offered and declined"),
    "not_offered": _("Not offered"),
}
SEXES: Codes = {
    "female": _("Female"),
    "male": _("Male"),
    "not recorded": _("Not recorded; the same as blank"),
}
ETHNIC_GROUPS: Codes = {
    "bangladeshi": _("Bangladeshi"),
    "chinese": _("Chinese"),
    "indian": _("Indian"),
    "pakistani": _("Pakistani"),
    "other_asian": _("Any other Asian background"),
    "african": _("African"),
    "caribbean": _("Caribbean"),
    "other_black": _("Any other Black background"),
    "white_and_asian": _("White and Asian"),
    "white_and_black_african": _("White and Black African"),
    "white_and_black_caribbean": _("White and Black Caribbean"),
    "other_mixed": _("Any other mixed or multiple background"),
    "british": _("English, Welsh, Scottish, Northern Irish or British"),
    "irish": _("Irish"),
    "gypsy_traveller": _("Gypsy or Irish Traveller"),
    "roma": _("Roma"),
    "other_white": _("Any other White background"),
    "arab": _("Arab"),
    "any_other": _("Any other ethnic group"),
    "not_stated": _("Asked and not stated"),
}
CENSUS_SCHEME = "census-2021-19"
SCHEMES: Codes = {
    CENSUS_SCHEME: _("The census of 2021, 19 groups"),
    "police-18+1": _("The police’s list of 18 groups and not stated"),
    "police-16+1": _("The police’s list of 16 groups and not stated"),
}
NEEDS: Codes = {
    "interpreter": _("An interpreter"),
    "bsl": _("British Sign Language"),
    "easy_read": _("Easy Read"),
    "large_print": _("Large print"),
    "telephone": _("To answer by telephone"),
}
NUMBER_SAFE: Codes = {
    NumberSafe.YES: _("Checked: nobody else reads what comes there"),
    NumberSafe.NO: _("Checked: not safe"),
    NumberSafe.UNKNOWN: _("Not checked"),
}
CONTACT_CHANNELS: Codes = {
    Channel.SMS: _("By text"),
    Channel.EMAIL: _("By email"),
    ANOTHER_WAY: _("By telephone, letter or in person: no message is sent"),
}
ADVOCATE_ROUTES: Codes = {
    "IDVA": _("Independent domestic violence adviser"),
    "ISVA": _("Independent sexual violence adviser"),
    "ISA": _("Independent stalking advocate"),
    "FLO": _("Family liaison officer"),
    "VLO": _("Victim liaison officer"),
}
"""The roles that may hand over a code: advocates for domestic abuse, sexual violence and stalking;
family and victim liaison officers."""
_EXCLUSIONS = (
    "AGE", "DECEASED", "NOSAFE", "SG-OPEN", "HIGHRISK", "RISKLIFE", "TRIAL", "ALSO-SUSPECT",
    "COVERT", "PROTECT", "VULN", "LANG", "NOCONTACT", "OPTOUT", "FATIGUE", "REPEAT",
    "BUSINESS", "POLICE-DUTY", "NOVICTIM", "BADNUM", "NOCONTACTDATA", "NOT-TOLD",
    "COMPLAINT-LIVE", "OFFICER-SUSPECT", "CHILD-HH", "DATAQ",
)  # fmt: skip
EXCLUSIONS: Codes = {
    **dict.fromkeys(_EXCLUSIONS, ""),
    "OFFICER-SUSPECT": _("The suspect is a police officer or one of the police staff"),
}
"""The others are decisions of responses.eligibility.rules, which gives the reason of each."""
