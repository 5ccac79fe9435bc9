from django.urls import URLPattern, path

from analytics.casebook import views as casebook_views
from analytics.code_return import views as code_return_views
from analytics.coverage import views as coverage_views
from analytics.disparities import views as disparities_views
from analytics.drivers import views as drivers_views
from analytics.figures.views import comparisons, coverage, disparities, figures, questions
from analytics.journey import views as journey_views
from analytics.modes import views as modes_views
from analytics.partners import views as partners_views
from analytics.peers import views as peers_views
from analytics.records import views as records_views
from analytics.releases.views import releases as releases_views
from analytics.releases.views import studio as early_views
from analytics.releases.views import studio as studio_views
from analytics.reports import views as reports_views
from analytics.research import views as research_views
from analytics.scorecard import views as scorecard_views
from analytics.series_notes import views as series_notes_views
from analytics.themes import views as themes_views
from analytics.timeliness import views as timeliness_views
from analytics.trends import views as trends_views
from analytics.trials import views as trials_views
from analytics.you_said_we_did import views as told_views

app_name = "analytics"
PEERS = "administration/similar-forces/"
SAID_AND_DONE = "administration/you-said-we-did/"
urlpatterns: list[URLPattern] = [
    path("research/", research_views.research, name="research"),
    path("research/new/", research_views.ask, name="research_new"),
    path("research/<int:pk>/", research_views.project, name="research_project"),
    path("research/<int:pk>/check/", research_views.check, name="research_check"),
    path("research/<int:pk>/end/", research_views.end, name="research_end"),
    path("research/<int:pk>/file.zip", research_views.research_file, name="research_file"),
    path(PEERS, peers_views.peer_groups, name="peer_groups"),
    path(f"{PEERS}file.csv", peers_views.peer_groups_file, name="peer_groups_file"),
    path(f"{PEERS}new/", peers_views.upload_list, name="peer_list_new"),
    path(f"{PEERS}<int:pk>/", peers_views.peer_list, name="peer_list"),
    path(f"{PEERS}<int:pk>/load/", peers_views.load_list, name="peer_list_load"),
    path(f"{PEERS}<int:pk>/set-aside/", peers_views.set_list_aside, name="peer_list_set_aside"),
    path(SAID_AND_DONE, told_views.kept_notices, name="told_kept"),
    path(f"{SAID_AND_DONE}<int:pk>/take-back/", told_views.take_back, name="told_take_back"),
    path("journey/", journey_views.national_journey, name="journey"),
    path("journey/<slug:force_code>/", journey_views.force_journey, name="journey"),
    path("ways/", modes_views.answer_modes, name="ways"),
    path("drivers/", drivers_views.drivers, name="drivers"),
    path("figures/<slug:force_code>/", figures.force_figures, name="figures"),
    path("series-notes/", series_notes_views.note_on_nation, name="series_note"),
    path("series-notes/<slug:force_code>/", series_notes_views.note_on_force, name="series_note"),
    path(
        "series-notes/<int:pk>/take-back/",
        series_notes_views.take_back,
        name="series_note_take_back",
    ),
    path("forces/", figures.forces, name="forces"),
    path("comparison/", comparisons.comparison_of_forces, name="comparison"),
    path("comparison/<slug:force_code>/", comparisons.force_comparison, name="comparison"),
    path("let-down/", disparities_views.national_gaps, name="let_down"),
    path("combined-groups/", disparities_views.combined, name="combined"),
    path("let-down/<slug:force_code>/", disparities_views.force_gaps, name="let_down"),
    path(
        "let-down/regions/<slug:region_code>/",
        disparities_views.regional_gaps,
        name="let_down_region",
    ),
    path("disparities/", disparities.disparity_page, name="disparities"),
    path("questions/", questions.national_questions, name="questions"),
    path("questions/questions.csv", questions.national_questions_file, name="questions_file"),
    path("questions/<slug:force_code>/", questions.force_questions, name="questions"),
    path(
        "questions/<slug:force_code>/questions.csv",
        questions.force_questions_file,
        name="questions_file",
    ),
    path("your-questions/<slug:force_code>/", partners_views.own_items, name="own_items"),
    path("coverage-by-force/", coverage_views.reach, name="reach"),
    path("checks/", coverage_views.checks, name="checks"),
    path("code-return/", code_return_views.national_return, name="code_return"),
    path(
        "code-return/return.csv",
        code_return_views.national_return_csv,
        name="code_return_csv",
    ),
    path(
        "code-return/return.xlsx",
        code_return_views.national_return_workbook,
        name="code_return_workbook",
    ),
    path("code-return/<slug:force_code>/", code_return_views.force_return, name="code_return"),
    path(
        "code-return/<slug:force_code>/return.csv",
        code_return_views.force_return_csv,
        name="code_return_csv",
    ),
    path(
        "code-return/<slug:force_code>/return.xlsx",
        code_return_views.force_return_workbook,
        name="code_return_workbook",
    ),
    path("coverage/", coverage.national_coverage, name="coverage"),
    path("coverage/<slug:force_code>/", coverage.force_coverage, name="coverage"),
    path("scorecard/", scorecard_views.national_scorecard, name="scorecard"),
    path("scorecard/scorecard.pdf", scorecard_views.national_paper, name="scorecard_paper"),
    path("scorecard/<slug:force_code>/", scorecard_views.force_scorecard, name="scorecard"),
    path(
        "scorecard/<slug:force_code>/scorecard.pdf",
        scorecard_views.force_paper,
        name="scorecard_paper",
    ),
    path("trends/", trends_views.national_trends, name="trends"),
    path("trends/<slug:force_code>/", trends_views.force_trends, name="trends"),
    path("times/", timeliness_views.national_times, name="times"),
    path("times/<slug:force_code>/", timeliness_views.force_times, name="times"),
    path("records/", records_views.national_records, name="records"),
    path("records/<slug:force_code>/", records_views.force_records, name="records"),
    path("outcomes/", records_views.national_outcomes, name="outcomes"),
    path("outcomes/<slug:force_code>/", records_views.force_outcomes, name="outcomes"),
    path("themes/", themes_views.national_themes, name="themes"),
    path("themes/<slug:force_code>/", themes_views.force_themes, name="themes"),
    path("alerts/", casebook_views.alert_list, name="alerts"),
    path("alerts/what-others-did/", casebook_views.actions_of_others, name="what_others_did"),
    path("alerts/you-said-we-did/", told_views.public_page_for_staff, name="told_page"),
    path("alerts/<int:pk>/", casebook_views.alert, name="alert"),
    path("alerts/<int:pk>/evidence.pdf", casebook_views.evidence, name="alert_evidence"),
    path("alerts/<int:pk>/<slug:act>/", casebook_views.answer, name="alert_answer"),
    path("alerts/actions/<int:pk>/told/", casebook_views.write_notice, name="told"),
    path("alerts/actions/<int:pk>/approve/", casebook_views.approve_notice, name="told_approve"),
    path(
        "alerts/actions/<int:pk>/take-back/", casebook_views.withdraw_notice, name="told_take_back"
    ),
    path("releases/", releases_views.release_list, name="releases"),
    path("releases/announce/", studio_views.announce, name="release_announce"),
    path("releases/early/", early_views.early_list, name="early_releases"),
    path("releases/early/<int:pk>/", early_views.early_release, name="early_release"),
    path("releases/early/<int:pk>/<str:name>", early_views.early_file, name="early_file"),
    path("releases/drafts/<int:pk>/", studio_views.draft, name="release_draft"),
    path("releases/drafts/<int:pk>/words/", studio_views.draft_words, name="draft_words"),
    path("releases/drafts/<int:pk>/day/", studio_views.draft_day, name="draft_day"),
    path("releases/drafts/<int:pk>/cancel/", studio_views.draft_cancel, name="draft_cancel"),
    path("releases/drafts/<int:pk>/readers/", studio_views.draft_readers, name="draft_readers"),
    path(
        "releases/drafts/<int:pk>/readers/<int:reader>/remove/",
        studio_views.draft_reader_remove,
        name="draft_reader_remove",
    ),
    path("releases/drafts/<int:pk>/acts/<slug:act>/", studio_views.draft_act, name="draft_act"),
    path("releases/drafts/<int:pk>/files/<str:name>", studio_views.draft_file, name="draft_file"),
    path("releases/<str:period>/<int:version>/", releases_views.release, name="release"),
    path(
        "releases/<str:period>/<int:version>/<str:name>",
        releases_views.release_file,
        name="release_file",
    ),
    path("trials/<int:pk>/result/", trials_views.trial, name="trial"),
    path("reports/", reports_views.report_list, name="reports"),
    path("reports/<str:period>.pdf", reports_views.national_report, name="national_report"),
    path("reports/<slug:force_code>/<str:period>.pdf", reports_views.report, name="report"),
]
