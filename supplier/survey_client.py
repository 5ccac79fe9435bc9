"""The client of the API, made from its schema: do not edit it.

Needs Python 3.11 or later, and nothing else. docs/api.md says how to begin."""

import json
import urllib.parse
from typing import Any

from survey_transport import Calls
from survey_shapes import (
    AlertsTold,
    CaseRecordsRequest,
    CasesLoaded,
    ChecksTold,
    CombinedTold,
    ComparisonsTold,
    DriversTold,
    FiguresTold,
    GapsTold,
    JourneyTold,
    OptOutRecordsRequest,
    OptOutsTaken,
    QuestionsTold,
    ReachTold,
    ReleasesTold,
    SafeContactKept,
    SafeContactRecordRequest,
    ScorecardTold,
    StageEventRecordsRequest,
    StagesTold,
    ThemesTold,
    TrendsTold,
)


class Survey(Calls):
    """A method for each call. Raises Problem where the service refuses."""

    def read_alerts(
        self,
        *,
        page: int | None = None,
        per_page: int | None = None,
    ) -> AlertsTold:
        answer = self._call("GET", "/api/v1/alerts/", {"page": page, "per_page": per_page}, None)
        found: AlertsTold = json.loads(answer)
        return found

    def send_cases(
        self,
        body: list[CaseRecordsRequest],
        *,
        accept_valid: str | None = None,
        check: str | None = None,
        simulated: str | None = None,
        once: str | None = None,
    ) -> CasesLoaded:
        answer = self._call("POST", "/api/v1/cases/", {"accept_valid": accept_valid, "check": check, "simulated": simulated}, body, once)
        found: CasesLoaded = json.loads(answer)
        return found

    def read_checks(
        self,
        *,
        period: str | None = None,
    ) -> ChecksTold:
        answer = self._call("GET", "/api/v1/checks/", {"period": period}, None)
        found: ChecksTold = json.loads(answer)
        return found

    def read_combined_groups(
        self,
        *,
        item: str | None = None,
        period: str | None = None,
    ) -> CombinedTold:
        answer = self._call("GET", "/api/v1/combined-groups/", {"item": item, "period": period}, None)
        found: CombinedTold = json.loads(answer)
        return found

    def read_comparisons(
        self,
        *,
        force: str | None = None,
        period: str | None = None,
    ) -> ComparisonsTold:
        answer = self._call("GET", "/api/v1/comparisons/", {"force": force, "period": period}, None)
        found: ComparisonsTold = json.loads(answer)
        return found

    def read_coverage_by_force(
        self,
    ) -> ReachTold:
        answer = self._call("GET", "/api/v1/coverage-by-force/", {}, None)
        found: ReachTold = json.loads(answer)
        return found

    def read_drivers(
        self,
        *,
        period: str | None = None,
        stage: str | None = None,
    ) -> DriversTold:
        answer = self._call("GET", "/api/v1/drivers/", {"period": period, "stage": stage}, None)
        found: DriversTold = json.loads(answer)
        return found

    def read_figures(
        self,
        *,
        dimension: str | None = None,
        force: str | None = None,
        period: str | None = None,
    ) -> FiguresTold:
        answer = self._call("GET", "/api/v1/figures/", {"dimension": dimension, "force": force, "period": period}, None)
        found: FiguresTold = json.loads(answer)
        return found

    def read_gaps(
        self,
        *,
        force: str | None = None,
        period: str | None = None,
        region: str | None = None,
    ) -> GapsTold:
        answer = self._call("GET", "/api/v1/gaps/", {"force": force, "period": period, "region": region}, None)
        found: GapsTold = json.loads(answer)
        return found

    def read_journey(
        self,
        *,
        force: str | None = None,
        period: str | None = None,
    ) -> JourneyTold:
        answer = self._call("GET", "/api/v1/journey/", {"force": force, "period": period}, None)
        found: JourneyTold = json.loads(answer)
        return found

    def send_opt_outs(
        self,
        body: list[OptOutRecordsRequest],
    ) -> OptOutsTaken:
        answer = self._call("POST", "/api/v1/opt-outs/", {}, body)
        found: OptOutsTaken = json.loads(answer)
        return found

    def read_questions(
        self,
        *,
        agency: str | None = None,
        force: str | None = None,
        period: str | None = None,
        stage: str | None = None,
    ) -> QuestionsTold:
        answer = self._call("GET", "/api/v1/questions/", {"agency": agency, "force": force, "period": period, "stage": stage}, None)
        found: QuestionsTold = json.loads(answer)
        return found

    def read_releases(
        self,
        *,
        page: int | None = None,
        per_page: int | None = None,
    ) -> ReleasesTold:
        answer = self._call("GET", "/api/v1/releases/", {"page": page, "per_page": per_page}, None)
        found: ReleasesTold = json.loads(answer)
        return found

    def read_releases_file(
        self,
        name: str | int,
        period: str | int,
        version: str | int,
    ) -> bytes:
        answer = self._call("GET", f"/api/v1/releases/{urllib.parse.quote(str(period), safe='')}/{urllib.parse.quote(str(version), safe='')}/{urllib.parse.quote(str(name), safe='')}", {}, None)
        return answer

    def send_safe_contact(
        self,
        body: SafeContactRecordRequest,
    ) -> SafeContactKept:
        answer = self._call("POST", "/api/v1/safe-contact/", {}, body)
        found: SafeContactKept = json.loads(answer)
        return found

    def read_scorecard(
        self,
        *,
        force: str | None = None,
        period: str | None = None,
    ) -> ScorecardTold:
        answer = self._call("GET", "/api/v1/scorecard/", {"force": force, "period": period}, None)
        found: ScorecardTold = json.loads(answer)
        return found

    def send_stage_events(
        self,
        body: list[StageEventRecordsRequest],
        *,
        simulated: str | None = None,
        once: str | None = None,
    ) -> StagesTold:
        answer = self._call("POST", "/api/v1/stage-events/", {"simulated": simulated}, body, once)
        found: StagesTold = json.loads(answer)
        return found

    def read_themes(
        self,
        *,
        force: str | None = None,
        period: str | None = None,
    ) -> ThemesTold:
        answer = self._call("GET", "/api/v1/themes/", {"force": force, "period": period}, None)
        found: ThemesTold = json.loads(answer)
        return found

    def read_trends(
        self,
        *,
        force: str | None = None,
        period: str | None = None,
    ) -> TrendsTold:
        answer = self._call("GET", "/api/v1/trends/", {"force": force, "period": period}, None)
        found: TrendsTold = json.loads(answer)
        return found
