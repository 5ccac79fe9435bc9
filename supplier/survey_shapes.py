"""What the API takes and answers, made from its schema: do not edit it."""

from typing import Any, NotRequired, TypedDict


class StatementShape(TypedDict):
    cy: str
    en: str


class AlertWeekShape(TypedDict):
    is_of_alert: bool
    lower: float | None
    share: float | None
    upper: float | None
    week: str


class WeeksShape(TypedDict):
    points: list[AlertWeekShape]
    weeks_each: int


class AlertShape(TypedDict):
    artefacts: list[Any]
    dimension: str
    due_on: str | None
    explained_by: str | None
    first_week: str
    force: str | None
    id: int
    is_rise: bool
    item: str
    last_week: str
    level: str
    state: str
    statement: StatementShape
    verdict: str | None
    weeks: WeeksShape | None


class AlertsTold(TypedDict):
    alerts: list[AlertShape]
    count: int
    is_simulated: bool
    next: str | None
    previous: str | None
    stamp: str


class VersionBegunShape(TypedDict):
    began: str
    version: int


class BegunBesidePast(TypedDict):
    quarter_before: list[VersionBegunShape]
    year_before: list[VersionBegunShape]


class BehindShape(TypedDict):
    difference: float
    smallest_seen: float
    verdict: str


class CardShape(TypedDict):
    base: NotRequired[int | None]
    change: float | None
    lower: NotRequired[float | None]
    mark: str
    quarters: list[float | None]
    upper: NotRequired[float | None]
    value: NotRequired[float | None]
    verdict: str
    why: NotRequired[str]


class CardRowShape(TypedDict):
    cells: dict[str, CardShape]
    row: str


class CaseRecordsRequest(TypedDict):
    access_needs: NotRequired[str | None]
    advocate_route: NotRequired[str | None]
    area: NotRequired[str | None]
    birth_year: NotRequired[str | None]
    business: NotRequired[str | None]
    case_key: str | None
    contact_email: NotRequired[str | None]
    contact_mobile: NotRequired[str | None]
    crime_group: NotRequired[str | None]
    deceased: NotRequired[str | None]
    disability: NotRequired[str | None]
    enhanced_rights: NotRequired[str | None]
    ethnicity: NotRequired[str | None]
    ethnicity_scheme: NotRequired[str | None]
    evidence_led: NotRequired[str | None]
    exclude_by: NotRequired[str | None]
    exclude_code: NotRequired[str | None]
    exclude_on: NotRequired[str | None]
    flag_child_abuse: NotRequired[str | None]
    flag_domestic_abuse: NotRequired[str | None]
    flag_fgm: NotRequired[str | None]
    flag_forced_marriage: NotRequired[str | None]
    flag_hate_disability: NotRequired[str | None]
    flag_hate_orientation: NotRequired[str | None]
    flag_hate_race: NotRequired[str | None]
    flag_hate_religion: NotRequired[str | None]
    flag_hate_transgender: NotRequired[str | None]
    flag_honour_based: NotRequired[str | None]
    flag_modern_slavery: NotRequired[str | None]
    flag_online: NotRequired[str | None]
    flag_police_suspect: NotRequired[str | None]
    flag_repeat: NotRequired[str | None]
    flag_sexual: NotRequired[str | None]
    flag_stalking: NotRequired[str | None]
    force: str | None
    language: NotRequired[str | None]
    next_hearing_on: NotRequired[str | None]
    number_safe: NotRequired[str | None]
    offence_code: str | None
    on_duty_police: NotRequired[str | None]
    outcome_code: NotRequired[str | None]
    outcome_on: NotRequired[str | None]
    release_on: NotRequired[str | None]
    report_channel: NotRequired[str | None]
    reported_on: str | None
    risk_level: NotRequired[str | None]
    safe_contact_channel: NotRequired[str | None]
    safe_contact_confirmed_by: NotRequired[str | None]
    safe_contact_confirmed_on: NotRequired[str | None]
    safe_contact_from: NotRequired[str | None]
    safe_contact_to: NotRequired[str | None]
    safe_word_hash: NotRequired[str | None]
    sex: NotRequired[str | None]
    stage: str | None
    stage_on: str | None
    support_referral: NotRequired[str | None]
    victim_role: NotRequired[str | None]
    victim_told_on: NotRequired[str | None]


class CauseShape(TypedDict):
    code: str
    column: NotRequired[str]
    count: int
    instead: NotRequired[str]
    shape: NotRequired[str]


class FaultShape(TypedDict):
    code: str
    column: NotRequired[str]
    reason: str
    row: NotRequired[int]
    value: NotRequired[str]


class LoadedRowShape(TypedDict):
    case_key: NotRequired[str]
    faults: NotRequired[list[FaultShape]]
    held: NotRequired[list[str]]
    result: str
    row: int


class SummaryShape(TypedDict):
    amended: int
    contacts_stored: int
    created: int
    events_added: int
    held: int
    rejected: NotRequired[int]
    unchanged: int


class UnusualShape(TypedDict):
    cases: int
    of: int
    sign: str


class CasesLoaded(TypedDict):
    causes: list[CauseShape]
    rows: list[LoadedRowShape]
    summary: NotRequired[SummaryShape]
    unusual: NotRequired[list[UnusualShape]]


class ProblemField(TypedDict):
    detail: str
    field: str


class CasesRefused(TypedDict):
    causes: NotRequired[list[CauseShape]]
    code: str
    detail: str
    errors: NotRequired[list[ProblemField]]
    rows: NotRequired[list[LoadedRowShape]]
    status: int
    title: str
    type: str


class CheckedForceShape(TypedDict):
    force: str
    lower: float | None
    of: int
    place: str | None
    share: float
    upper: float | None


class CheckShape(TypedDict):
    all_forces: float
    check: str
    forces: list[CheckedForceShape]


class ChecksTold(TypedDict):
    checks: list[CheckShape]
    is_provisional: bool
    is_simulated: bool
    period: str
    stamp: str


class CombinationShape(TypedDict):
    age_band: str
    confidence: NotRequired[float]
    difference: NotRequired[float]
    ethnicity: str
    lower: NotRequired[float]
    mark: str
    of_groups_apart: float
    people: int
    sex: str
    share: float
    smallest_seen: NotRequired[float]
    upper: NotRequired[float]
    verdict: str


class CombinedTold(TypedDict):
    combinations: list[CombinationShape]
    is_provisional: bool
    is_simulated: bool
    item: str
    period: str
    stamp: str
    unstable: int


class GapShape(TypedDict):
    confidence: NotRequired[float]
    difference: NotRequired[float]
    lower: NotRequired[float]
    other: NotRequired[float]
    smallest_seen: NotRequired[float]
    upper: NotRequired[float]
    verdict: str


class ComparedItem(TypedDict):
    item: str
    others: NotRequired[GapShape]
    quarter_before: NotRequired[GapShape]
    region: NotRequired[GapShape]
    similar: NotRequired[GapShape]
    year_before: NotRequired[GapShape]


class ComparedForce(TypedDict):
    force: str
    items: list[ComparedItem]
    versions_begun: BegunBesidePast


class ComparisonsTold(TypedDict):
    forces: list[ComparedForce]
    is_simulated: bool
    period: str
    stamp: str


class DifferenceShape(TypedDict):
    difference: float
    lower: float
    upper: float


class DriverShape(TypedDict):
    behind_first: BehindShape | None
    goes_with: str
    item: str
    lower: float
    share: float
    upper: float


class DriversFound(TypedDict):
    drivers: list[DriverShape]
    people: int
    r_squared: float


class DriversTold(TypedDict):
    figures: DriversFound | None
    is_simulated: bool
    period: str
    stage: str
    stamp: str


class ModelledShape(TypedDict):
    lower: int
    mark: str
    share: int
    upper: int


class IfDifferent(TypedDict):
    lower: float
    upper: float


class ShareWithSilent(TypedDict):
    base: NotRequired[int]
    effective_base: NotRequired[float]
    if_silent_as_late: NotRequired[float | None]
    if_silent_differ: NotRequired[IfDifferent]
    lower: NotRequired[float]
    mark: str
    negative: NotRequired[float]
    neutral: NotRequired[float]
    positive: NotRequired[float]
    upper: NotRequired[float]


class ItemShape(TypedDict):
    force: NotRequired[ShareWithSilent]
    item: str
    modelled: NotRequired[ModelledShape]
    nation: ShareWithSilent


class ResponseShape(TypedDict):
    mark: NotRequired[str]
    share: NotRequired[float | None]


class LevelShape(TypedDict):
    coverage: NotRequired[float | None]
    items: list[ItemShape]
    level: str
    response: NotRequired[ResponseShape]


class FiguresTold(TypedDict):
    dimension: str
    force: str | None
    is_provisional: bool
    is_simulated: bool
    levels: list[LevelShape]
    period: str
    stamp: str


class GroupItem(TypedDict):
    as_it_is: NotRequired[DifferenceShape]
    base: NotRequired[int]
    confidence: NotRequired[float]
    item: str
    reference_base: NotRequired[int]
    reference_share: NotRequired[float]
    same_mix: NotRequired[DifferenceShape]
    share: NotRequired[float]
    smallest_seen: NotRequired[float]
    verdict: str


class GroupShape(TypedDict):
    characteristic: str
    group: str
    items: list[GroupItem]
    reference: str


class GapsTold(TypedDict):
    force: str | None
    groups: list[GroupShape]
    is_simulated: bool
    period: str
    quarters: list[str]
    region: str | None
    stamp: str


class HabitShape(TypedDict):
    centre: float
    lower: float
    signal: str | None
    upper: float


class ShareShape(TypedDict):
    base: NotRequired[int]
    effective_base: NotRequired[float]
    lower: NotRequired[float]
    mark: str
    negative: NotRequired[float]
    neutral: NotRequired[float]
    positive: NotRequired[float]
    upper: NotRequired[float]


class QuestionShape(TypedDict):
    agency: str
    base_of: str
    code_version: str | None
    force: NotRequired[ShareShape]
    item: str
    module: str
    nation: ShareShape
    right: str | None


StepShape = TypedDict(
    "StepShape",
    {
        "confidence": NotRequired[float],
        "difference": NotRequired[float],
        "from": str,
        "from_share": float,
        "item": str,
        "lower": NotRequired[float],
        "smallest_seen": NotRequired[float],
        "to": str,
        "to_share": float,
        "upper": NotRequired[float],
        "verdict": str,
    },
)


class StageItem(TypedDict):
    base: NotRequired[int]
    effective_base: NotRequired[float]
    hidden: dict[str, str]
    item: str
    lower: NotRequired[float]
    made_of: list[str]
    mark: str
    nation: NotRequired[ShareShape]
    negative: NotRequired[float]
    neutral: NotRequired[float]
    positive: NotRequired[float]
    step: StepShape | None
    upper: NotRequired[float]


class JourneyStageShape(TypedDict):
    items: list[StageItem]
    levels: list[str]
    questions: list[QuestionShape]
    stage: str


class JourneyTold(TypedDict):
    force: str | None
    is_provisional: bool
    is_simulated: bool
    largest_fall: StepShape | None
    period: str
    stages: list[JourneyStageShape]
    stamp: str


class NewTermsShape(TypedDict):
    language: str
    terms: list[str]


class NoteShape(TypedDict):
    by: str
    is_rebase: bool
    reason: str


class OptOutRecordsRequest(TypedDict):
    case_key: NotRequired[str]
    force: NotRequired[str]
    mobile: NotRequired[str]


class OptOutRow(TypedDict):
    reason: NotRequired[str]
    result: str
    row: int


class OptOutsRefused(TypedDict):
    code: str
    detail: str
    errors: NotRequired[list[ProblemField]]
    rows: NotRequired[list[OptOutRow]]
    status: int
    title: str
    type: str


class OptOutsTaken(TypedDict):
    rows: list[OptOutRow]


class ProblemShape(TypedDict):
    code: str
    detail: str
    errors: NotRequired[list[ProblemField]]
    status: int
    title: str
    type: str


class QuarterOfTrend(TypedDict):
    base: NotRequired[int]
    effective_base: NotRequired[float]
    habit: HabitShape | None
    is_provisional: bool
    lower: NotRequired[float]
    mark: str
    negative: NotRequired[float]
    neutral: NotRequired[float]
    notes: list[NoteShape]
    period: str
    positive: NotRequired[float]
    upper: NotRequired[float]


class QuestionsTold(TypedDict):
    force: str | None
    is_simulated: bool
    period: str
    questions: list[QuestionShape]
    stage: str | None
    stamp: str


class ReachPointShape(TypedDict):
    lower: NotRequired[float]
    mark: NotRequired[str]
    period: str
    share: NotRequired[float]
    signal: NotRequired[str | None]
    upper: NotRequired[float]


class ReachOfForce(TypedDict):
    answered: list[ReachPointShape]
    asked: list[ReachPointShape]
    could_be_asked: list[ReachPointShape]
    force: str


class ReachTold(TypedDict):
    forces: list[ReachOfForce]
    is_simulated: bool
    provisional: list[str]
    quarters: list[str]
    stamp: str


class ReleaseFileShape(TypedDict):
    name: str
    sha256: str


class ReleaseShape(TypedDict):
    files: list[ReleaseFileShape]
    period: str
    published_at: str
    revision_note: str
    stamp: str
    version: int


class ReleasesTold(TypedDict):
    count: int
    next: str | None
    previous: str | None
    releases: list[ReleaseShape]


class SafeContactKept(TypedDict):
    result: str


class SafeContactRecordRequest(TypedDict):
    case_key: str
    channel: str
    days: NotRequired[list[int]]
    end: NotRequired[str]
    force: str
    is_number_safe: bool
    start: NotRequired[str]
    until: NotRequired[str]
    word_hash: NotRequired[str]


class ScorecardTold(TypedDict):
    force: str | None
    is_draft: bool
    is_provisional: bool
    is_simulated: bool
    period: str
    quarters: list[str]
    rows: list[CardRowShape]
    stamp: str
    version: Any
    versions_begun: list[VersionBegunShape]


class StageEventRecordsRequest(TypedDict):
    case_key: str | None
    force: str | None
    next_hearing_on: NotRequired[str | None]
    outcome_code: NotRequired[str | None]
    outcome_on: NotRequired[str | None]
    release_on: NotRequired[str | None]
    stage: str | None
    stage_on: str | None
    victim_told_on: NotRequired[str | None]


class StagesTold(TypedDict):
    rows: list[LoadedRowShape]
    summary: SummaryShape


class ThemeShape(TypedDict):
    dimension: str
    level: str
    lower: float
    people: int
    share: float
    side: str
    theme: str
    upper: float


class ThemesTold(TypedDict):
    force: str | None
    frame: Any
    is_draft: bool
    is_simulated: bool
    new_terms: list[NewTermsShape]
    period: str
    stamp: str
    themes: list[ThemeShape]


class TrendShape(TypedDict):
    change: GapShape
    item: str
    quarters: list[QuarterOfTrend]


class TrendsTold(TypedDict):
    force: str | None
    is_provisional: bool
    is_simulated: bool
    items: list[TrendShape]
    period: str
    quarter_before: str | None
    stamp: str
    versions_begun: list[VersionBegunShape]
