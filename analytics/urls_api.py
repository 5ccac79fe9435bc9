from django.urls import URLPattern, path

from analytics.casebook.api import AlertsView
from analytics.coverage.api import ChecksView, CoverageByForceView
from analytics.disparities.api import GapsView
from analytics.disparities.combined_api import CombinedGroupsView
from analytics.drivers.api import DriversView
from analytics.figures.api import ComparisonsView, FiguresView, QuestionsView
from analytics.journey.api import JourneyView
from analytics.releases.api import ReleaseFileView, ReleasesView
from analytics.scorecard.api import ScorecardView
from analytics.themes.api import ThemesView
from analytics.trends.api import TrendsView

app_name = "analytics_api"
urlpatterns: list[URLPattern] = [
    path("alerts/", AlertsView.as_view(), name="alerts"),
    path("figures/", FiguresView.as_view(), name="figures"),
    path("comparisons/", ComparisonsView.as_view(), name="comparisons"),
    path("journey/", JourneyView.as_view(), name="journey"),
    path("checks/", ChecksView.as_view(), name="checks"),
    path("combined-groups/", CombinedGroupsView.as_view(), name="combined"),
    path("coverage-by-force/", CoverageByForceView.as_view(), name="reach"),
    path("drivers/", DriversView.as_view(), name="drivers"),
    path("gaps/", GapsView.as_view(), name="gaps"),
    path("questions/", QuestionsView.as_view(), name="questions"),
    path("scorecard/", ScorecardView.as_view(), name="scorecard"),
    path("themes/", ThemesView.as_view(), name="themes"),
    path("trends/", TrendsView.as_view(), name="trends"),
    path("releases/", ReleasesView.as_view(), name="releases"),
    path(
        "releases/<str:period>/<int:version>/<str:name>",
        ReleaseFileView.as_view(),
        name="release_file",
    ),
]
