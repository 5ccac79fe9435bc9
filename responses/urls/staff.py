from django.urls import path

from responses.break_off import views as break_off_views
from responses.casework.views import (
    break_glass,
    case,
    case_access,
    hand_over,
    offers,
    passphrase,
    work_list,
)
from responses.data_protection.views import access as access_views
from responses.data_protection.views import audit_trail as audit_trail_views
from responses.follow_up import views as follow_up_views
from responses.helplines import views as helplines_views
from responses.imports.standard_file import views as standard_file
from responses.imports.views import (
    held_changes,
    imports,
    mapping_profiles,
    person_holds,
    uploads,
)
from responses.interviewing.views import asking as interview_asking
from responses.interviewing.views import console as interview_console
from responses.interviewing.views import team as interview_cards
from responses.interviewing.views import team as interview_team
from responses.invitations.views import outbox
from responses.mapping import views as mapping_views
from responses.open_link.views import staff as open_link_views
from responses.operations import views as operations_views
from responses.paper.views import keying as paper_keying
from responses.paper.views import printing as paper_printing
from responses.preview.views import walkthrough
from responses.readiness import views as readiness_views
from responses.replies.views import desk as replies_desk
from responses.service_desk import views as service_desk_views
from responses.team_record import views as desk_record_views
from responses.themes.views import coding as coding_views
from responses.themes.views import quotes as quotes_views
from responses.themes.views import redactions as redactions_views
from responses.triage.danger import views as danger_views
from responses.triage.views import acting as triage_acting
from responses.triage.views import agreements as agreements_views
from responses.triage.views import queue as triage_queue
from responses.triage.views import rota as triage_rota
from responses.trials import views as trials_views

app_name = "responses"
PREVIEW = "instruments/<str:state>/<str:code>/<int:version>/preview/"
FILE = "case-files/<int:pk>/"
STANDARD = "case-files/standard/"
LOAD = "case-files/loads/<int:pk>/"
HELPLINE = "helplines/<int:pk>/"
HELPLINE_CHANGE = "helplines/changes/<int:pk>/"
HELD = "held-changes/<int:pk>/"
HELD_GROUP = "held-changes/<int:import_id>/<slug:kind>/"
STOPS = "instruments/published/<str:code>/<int:version>/stops"
EXCLUSION = "exclusions/<int:case_id>/"
DANGER = "danger-notices/"
TEXT, ROTA = "texts/<int:pk>/", "texts/rota/<str:desk>/"
REPLY = "texts/replies/<int:pk>/"
CODED = "coding/<int:pk>/"
WISH = "wishes/<int:pk>/"
DESK = "administration/desk/"
CALL, TEAM = "interviews/call/", "interviews/team/"
urlpatterns = [
    path("break-glass/<int:pk>/case/", break_glass.case, name="break-glass-case"),
    path("case-files/", uploads.uploads, name="uploads"),
    path(FILE, uploads.upload, name="upload"),
    path(f"{FILE}load/", uploads.load, name="upload-load"),
    path(f"{FILE}again/", uploads.again, name="upload-again"),
    path(f"{FILE}discard/", uploads.discard, name="upload-discard"),
    path(f"{FILE}make-keys/", uploads.make_keys, name="upload-make-keys"),
    path(f"{FILE}undo/", uploads.undo, name="upload-undo"),
    path(f"{FILE}rejected.csv", uploads.rejected, name="upload-rejected"),
    path(f"{FILE}rejected.xlsx", uploads.rejected_workbook, name="upload-rejected-xlsx"),
    path(f"{FILE}quality.json", uploads.quality, name="upload-quality"),
    path(LOAD, imports.load, name="load"),
    path(f"{LOAD}undo/", imports.undo, name="load-undo"),
    path(f"{LOAD}quality.json", imports.quality, name="load-quality"),
    path(STANDARD, standard_file.standard_file, name="standard-file"),
    path(f"{STANDARD}template.csv", standard_file.csv_template, name="standard-csv"),
    path(f"{STANDARD}template.xlsx", standard_file.workbook_template, name="standard-xlsx"),
    path(f"{STANDARD}example.csv", standard_file.example, name="standard-example"),
    path(f"{STANDARD}schema.json", standard_file.schema, name="standard-schema"),
    path(f"{FILE}map/", mapping_views.begin, name="mapping-begin"),
    path(f"{FILE}columns/", mapping_views.columns, name="mapping-columns"),
    path(f"{FILE}layout/", mapping_views.find_again, name="mapping-find"),
    path(f"{FILE}codes/", mapping_views.codes, name="mapping-codes"),
    path(f"{FILE}profile/", mapping_views.profile, name="mapping-profile"),
    path("mapping-profiles/", mapping_profiles.profiles, name="profiles"),
    path("mapping-profiles/<int:pk>/", mapping_profiles.profile, name="profile"),
    path(
        "mapping-profiles/<int:pk>/test.csv", mapping_profiles.test_file, name="profile-test-file"
    ),
    path("mapping-profiles/<int:pk>/test/", mapping_profiles.renew, name="profile-test-renew"),
    path("helplines/", helplines_views.helplines, name="helplines"),
    path("helplines/new/", helplines_views.propose_line, name="helpline-new"),
    path(HELPLINE, helplines_views.helpline, name="helpline"),
    path(f"{HELPLINE}check/", helplines_views.check, name="helpline-check"),
    path(f"{HELPLINE}edit/", helplines_views.propose_change, name="helpline-edit"),
    path(f"{HELPLINE}retire/", helplines_views.propose_retirement, name="helpline-retire"),
    path(HELPLINE_CHANGE, helplines_views.change, name="helpline-change"),
    path(
        f"{HELPLINE_CHANGE}withdraw/",
        helplines_views.withdraw_change,
        name="helpline-change-withdraw",
    ),
    path("readiness/", readiness_views.readiness, name="readiness"),
    path("readiness/<slug:duty>/sign/", readiness_views.sign, name="duty-sign"),
    path("readiness/<int:pk>/confirm/", readiness_views.confirm, name="duty-confirm"),
    path("readiness/<int:pk>/take-back/", readiness_views.take_back, name="duty-take-back"),
    path("trials/", trials_views.trials, name="trials"),
    path("trials/new/", trials_views.propose, name="trial-new"),
    path("trials/<int:pk>/", trials_views.trial, name="trial"),
    path("trials/<int:pk>/confirm/", trials_views.confirm, name="trial-confirm"),
    path("trials/<int:pk>/close/", trials_views.close, name="trial-close"),
    path("instruments/text/", walkthrough.text, name="text"),
    path(PREVIEW, walkthrough.start, name="preview"),
    path(f"{PREVIEW}introduction/", walkthrough.introduction, name="preview-introduction"),
    path(f"{PREVIEW}<int:number>/", walkthrough.question, name="preview-question"),
    path(f"{PREVIEW}more/", walkthrough.more, name="preview-more"),
    path(f"{PREVIEW}end/", walkthrough.end, name="preview-end"),
    path(f"{STOPS}/", break_off_views.stops, name="stops"),
    path(f"{STOPS}.csv", break_off_views.stops_csv, name="stops-csv"),
    path("find-case/", case.find_case, name="find-case"),
    path("find-case/case/", case.case, name="case"),
    path("find-case/agree/", passphrase.agree, name="agree"),
    path("find-case/renew/", passphrase.renew, name="renew"),
    path("find-case/code/", hand_over.draw_code, name="draw-code"),
    path("find-case/card/", hand_over.card, name="card"),
    path("find-case/form/", paper_printing.print_form, name="print-form"),
    path("find-case/new-link/", case.ask_new_link, name="new-link"),
    path("find-case/leave/", case.leave_case, name="leave-case"),
    path("find-case/conflict/", case.declare_conflict, name="declare-conflict"),
    path("who-waits/", work_list.work_list, name="work-list"),
    path("who-waits/open/", work_list.open_from_list, name="open-from-list"),
    path("who-sees/", case_access.ties, name="ties"),
    path("who-sees/<int:pk>/end/", case_access.untie, name="untie"),
    path("who-sees/advisers/", offers.offers, name="offers"),
    path("who-sees/advisers/<int:pk>/end/", offers.end_rule, name="end-adviser-rule"),
    path("who-sees/offers/<int:pk>/", offers.answer_offer, name="answer-offer"),
    path("audit-trail/", audit_trail_views.audit_trail, name="audit-trail"),
    path("audit-trail/file/", audit_trail_views.audit_trail_file, name="audit-trail-file"),
    path("operations/", operations_views.operations, name="operations"),
    path("operations/<str:force_code>/", operations_views.operations_of, name="operations-of"),
    path("exclusions/", operations_views.exclusions, name="exclusions"),
    path(f"{EXCLUSION}confirm/", operations_views.confirm_exclusion, name="confirm-exclusion"),
    path(f"{EXCLUSION}refuse/", operations_views.refuse_exclusion, name="refuse-exclusion"),
    path(f"{EXCLUSION}withdraw/", operations_views.withdraw_exclusion, name="withdraw-exclusion"),
    path("held-people/", person_holds.held_people, name="held-people"),
    path("held-people/release/", person_holds.release, name="release-held-people"),
    path("held-people/stop/", person_holds.stop, name="stop-held-people"),
    path("held-changes/", held_changes.held_changes, name="held-changes"),
    path(f"{HELD}confirm/", held_changes.confirm_change, name="confirm-held-change"),
    path(f"{HELD}refuse/", held_changes.refuse_change, name="refuse-held-change"),
    path(HELD_GROUP, held_changes.held_group, name="held-group"),
    path(f"{HELD_GROUP}confirm/", held_changes.confirm_group, name="confirm-held-group"),
    path(f"{HELD_GROUP}refuse/", held_changes.refuse_group, name="refuse-held-group"),
    path("open-answers/", open_link_views.open_answers, name="open-answers"),
    path("paper/", paper_keying.find_form, name="paper"),
    path("paper/<int:pk>/", paper_keying.paper_form, name="paper-form"),
    path("paper/<int:pk>/conflict/", paper_keying.declare_conflict, name="paper-conflict"),
    path("texts/", triage_queue.queue, name="triage"),
    path("texts/replies/", replies_desk.danger_replies, name="danger-replies"),
    path(REPLY, replies_desk.danger_reply, name="danger-reply"),
    path(f"{REPLY}take/", replies_desk.take, name="danger-reply-take"),
    path(f"{REPLY}number/", replies_desk.show_number, name="danger-reply-number"),
    path(f"{REPLY}close/", replies_desk.close, name="danger-reply-close"),
    path(TEXT, triage_queue.text, name="triage-text"),
    path(f"{TEXT}confirm/", triage_queue.confirm, name="triage-confirm"),
    path(f"{TEXT}take/", triage_queue.take, name="triage-take"),
    path(f"{TEXT}judge/", triage_queue.judge, name="triage-judge"),
    path(f"{TEXT}hand-over/", triage_queue.hand_over, name="triage-hand-over"),
    path(f"{TEXT}close/", triage_queue.close, name="triage-close"),
    path(f"{TEXT}second/", triage_queue.read_twice, name="triage-second"),
    path(f"{TEXT}conflict/", triage_queue.declare_conflict, name="triage-conflict"),
    path("texts/agreements/", agreements_views.agreements, name="reading-agreements"),
    path(
        "texts/agreements/<int:pk>/decide/",
        agreements_views.decide,
        name="reading-agreement-decide",
    ),
    path(f"{TEXT}send/", triage_acting.send_notice, name="triage-send"),
    path(f"{TEXT}danger/", triage_acting.details, name="triage-danger"),
    path(f"{TEXT}danger/open/", triage_acting.open_details, name="triage-danger-open"),
    path(f"{TEXT}escalate/", triage_acting.escalate, name="triage-escalate"),
    path(f"{TEXT}action/", triage_acting.record_action, name="triage-action"),
    path(DANGER, danger_views.notices, name="danger-notices"),
    path(f"{DANGER}<int:pk>/", danger_views.notice, name="danger-notice"),
    path(f"{DANGER}<int:pk>/confirm/", danger_views.confirm, name="danger-confirm"),
    path(f"{DANGER}reviews/", danger_views.protection_reviews, name="danger-reviews"),
    path(f"{DANGER}reviews/<int:pk>/", danger_views.protection_review, name="danger-reviews-one"),
    path(f"{DANGER}desk-reviews/", danger_views.desk_reviews, name="danger-desk-reviews"),
    path(
        f"{DANGER}desk-reviews/<int:pk>/",
        danger_views.desk_review,
        name="danger-desk-reviews-one",
    ),
    path(f"{DANGER}units/", danger_views.units, name="receiving-units"),
    path(f"{DANGER}units/<str:force_code>/", danger_views.units_of, name="receiving-units-of"),
    path(
        f"{DANGER}units/<str:force_code>/police/",
        danger_views.set_police_route,
        name="police-route",
    ),
    path(
        f"{DANGER}units/<str:force_code>/<str:unit>/",
        danger_views.set_unit,
        name="receiving-unit",
    ),
    path("texts/rota/", triage_rota.rotas, name="rotas"),
    path("texts/record/", desk_record_views.desk_record, name="desk-record"),
    path(ROTA, triage_rota.rota, name="rota"),
    path(f"{ROTA}shift/", triage_rota.add_shift, name="rota-shift"),
    path(f"{ROTA}shift/<int:pk>/end/", triage_rota.end_shift, name="rota-shift-end"),
    path(f"{ROTA}away/", triage_rota.add_absence, name="rota-absence"),
    path(f"{ROTA}away/<int:pk>/end/", triage_rota.end_absence, name="rota-absence-end"),
    path("coding/", coding_views.coding, name="coding"),
    path("coding/batches/<int:batch>/confirm/", coding_views.confirm, name="coding-confirm"),
    path("coding/differences/", coding_views.differences, name="coding-differences"),
    path(f"{CODED}code/", coding_views.code, name="coding-code"),
    path(f"{CODED}settle/", coding_views.settle, name="coding-settle"),
    path(f"{CODED}fault/", coding_views.report_fault, name="coding-fault"),
    path(f"{CODED}quote/", coding_views.choose_quote, name="coding-quote"),
    path(f"{CODED}conflict/", coding_views.declare_conflict, name="coding-conflict"),
    path("coding/quotations/", quotes_views.quotes, name="quotes"),
    path("coding/quotations/confirm/", quotes_views.confirm, name="quotes-confirm"),
    path("coding/quotations/<int:pk>/", quotes_views.decide, name="quote-decide"),
    path("texts/hide/", redactions_views.redactions, name="redactions"),
    path("texts/hide/<int:pk>/", redactions_views.redaction, name="redaction"),
    path("texts/hide/<int:pk>/confirm/", redactions_views.confirm, name="redaction-confirm"),
    path(
        "texts/hide/<int:pk>/conflict/",
        redactions_views.declare_conflict,
        name="redaction-conflict",
    ),
    path("texts/hide/<int:pk>/words/", redactions_views.hide, name="redaction-hide"),
    path("texts/hide/<int:pk>/shut/", redactions_views.shut, name="redaction-shut"),
    path("wishes/", follow_up_views.wishes, name="follow-ups"),
    path(WISH, follow_up_views.wish, name="follow-up"),
    path(f"{WISH}confirm/", follow_up_views.confirm, name="follow-up-confirm"),
    path(f"{WISH}take/", follow_up_views.take, name="follow-up-take"),
    path(f"{WISH}hand-over/", follow_up_views.hand_over, name="follow-up-hand-over"),
    path(f"{WISH}try/", follow_up_views.note_try, name="follow-up-try"),
    path(f"{WISH}end/", follow_up_views.end, name="follow-up-end"),
    path(f"{WISH}conflict/", follow_up_views.declare_conflict, name="follow-up-conflict"),
    path("interviews/", interview_console.queue, name="calls"),
    path("interviews/next/", interview_console.take_next, name="call-next"),
    path(CALL, interview_console.call, name="call"),
    path(f"{CALL}number/", interview_console.number, name="call-number"),
    path(f"{CALL}good-time/", interview_console.good_time, name="call-good-time"),
    path(f"{CALL}private/", interview_console.private, name="call-private"),
    path(f"{CALL}danger/", interview_console.danger, name="call-danger"),
    path(f"{CALL}end/", interview_console.end, name="call-end"),
    path(f"{CALL}leave/", interview_console.leave, name="call-leave"),
    path(f"{CALL}conflict/", interview_console.declare_conflict, name="call-conflict"),
    path(f"{CALL}gate/", interview_asking.gate, name="call-gate"),
    path(f"{CALL}begin/", interview_asking.begin, name="call-begin"),
    path(f"{CALL}question/", interview_asking.question, name="call-question"),
    path(f"{CALL}further/", interview_asking.further, name="call-further"),
    path(f"{CALL}optional/", interview_asking.optional, name="call-optional"),
    path(f"{CALL}words/", interview_asking.words, name="call-words"),
    path(f"{CALL}wish/", interview_asking.wish, name="call-wish"),
    path(f"{CALL}send/", interview_asking.send, name="call-send"),
    path("interviews/cards/", interview_cards.cards, name="call-cards"),
    path("interviews/cards/<str:language>/", interview_cards.printed, name="call-cards-printed"),
    path(TEAM, interview_team.calls, name="call-team"),
    path(f"{TEAM}calls/<int:pk>/away/", interview_team.take_away, name="call-away"),
    path(f"{TEAM}calls/<int:pk>/", interview_team.assign, name="call-assign"),
    path(f"{TEAM}looks/<int:pk>/", interview_team.review, name="call-review"),
    path(f"{TEAM}<str:force_code>/", interview_team.setting, name="call-setting"),
    path(DESK, service_desk_views.desk, name="desk"),
    path(f"{DESK}stop/", service_desk_views.stop_contact, name="desk-stop"),
    path(f"{DESK}withdraw/", service_desk_views.ask_to_withdraw, name="desk-withdraw"),
    path(f"{DESK}<int:pk>/withdraw/", service_desk_views.withdraw, name="desk-withdraw-second"),
    path(f"{DESK}access/", access_views.ask_for_access, name="desk-access"),
    path("access-requests/", access_views.access_requests_page, name="access-requests"),
    path("access-requests/<int:pk>/", access_views.answer_access, name="access-answer"),
    path("access-requests/<int:pk>/refuse/", access_views.refuse_access, name="access-refuse"),
    path(f"{DESK}hold/", service_desk_views.hold_sending, name="desk-hold"),
    path(f"{DESK}resume/", service_desk_views.ask_to_resume, name="desk-resume"),
    path(f"{DESK}<int:pk>/resume/", service_desk_views.resume_sending, name="desk-resume-second"),
    path(f"{DESK}<int:pk>/set-aside/", service_desk_views.set_aside, name="desk-set-aside"),
    path("outbox/", outbox.outbox, name="outbox"),
]
