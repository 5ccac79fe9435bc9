"""Fills an empty PostgreSQL with a nation of any size in seconds."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.color import no_style
from django.db import connection
from django.utils.timezone import localdate

from access.audit import AuditKind
from access.models import Organisation
from responses.models import (
    Case,
    CodedText,
    Import,
    Invitation,
    Response,
    StageEvent,
    WrittenText,
)
from responses.themes.frame import coding_frame
from responses.themes.open_texts import OPEN_CATEGORIES, OPEN_OUTCOMES
from survey.models import InstrumentVersion

FLAGS = (
    "fgm sexual stalking hate_race child_abuse honour_based hate_religion domestic_abuse "
    "modern_slavery police_suspect forced_marriage hate_disability hate_orientation "
    "hate_transgender"
)
NUMBERED = """
CREATE TEMPORARY TABLE numbered AS
SELECT n, age, reported, decision, force, key,
    least(reported + interval '14 days', %(now)s - interval '1 hour') AS decided,
    to_char(reported, 'YYYY') || '-Q' || to_char(reported, 'Q') AS period,
    CASE WHEN decision = 'INVITE' AND age >= 16 THEN reported + interval '16 days 10 hours'
    END AS invited
FROM (
    SELECT n, age, (%(today)s - age)::timestamptz AS reported,
        (array(SELECT code FROM access_force WHERE valid_to IS NULL ORDER BY code))[n %% 43 + 1]
            AS force,
        md5((n %% (%(cases)s / 2 + 1))::text) || md5('person') AS key,
        CASE WHEN age < 14 THEN 'PENDING' WHEN lot < 30 THEN 'INVITE'
            WHEN lot < 45 THEN 'NOT-SAMPLED' WHEN lot < 60 THEN 'NOSAFE'
            WHEN lot < 70 THEN 'NOCONTACTDATA' WHEN lot < 80 THEN 'FATIGUE'
            WHEN lot < 85 THEN 'OPTOUT' WHEN lot < 90 THEN 'NOVICTIM'
            WHEN lot < 95 THEN 'AGE' ELSE 'DISPLACED' END AS decision
    FROM (SELECT n, (n * 7919::bigint %% %(days)s)::int AS age,
            CASE WHEN n %% 100 < %(asked)s THEN n %% 100 * 30 / %(asked)s
                ELSE 30 + (n %% 100 - %(asked)s) * 70 / (100 - %(asked)s) END AS lot
          FROM generate_series(1, %(cases)s) AS n) AS aged
) AS decided
"""
CASES = (
    """
    INSERT INTO responses_import (id, source, file_names, loaded_at, loaded_by, counts,
        all_decided_at)
    SELECT k, 'case_file', '[]', %(now)s - k * interval '9 days' + interval '5 days', 'volume',
        '{}', CASE WHEN k > 1 THEN %(now)s END
    FROM generate_series(1, 101) AS k
    """,
    """
    INSERT INTO responses_loadedforce (loading_id, force_id, counts, quality)
    SELECT k, code, '{"created": 1, "amended": 1}', '{}'
    FROM generate_series(1, 101) AS k, access_force WHERE valid_to IS NULL
    """,
    """
    INSERT INTO responses_case (id, force_id, case_key, content_hash, source, is_month_only, area,
        offence_code, crime_group, reported_on, report_channel, victim_role, flags, risk_level,
        enhanced_rights, stage, stage_on, outcome_codes, support_referral, sex, birth_year,
        ethnicity, ethnicity_group, ethnicity_scheme, disability, language, access_needs,
        exclude_code, exclude_by, exclude_on, is_deceased, is_business, is_on_duty_police,
        is_victimless, first_import_id, last_import_id)
    SELECT n, force, 'VOLUME-' || n, md5(n::text), 'case_file', false, '', '',
        (ARRAY['burglary', 'robbery', 'violence', 'vehicle', 'other_theft'])[n %% 5 + 1],
        reported::date, '', CASE WHEN n %% 50 = 0 THEN 'bereaved' ELSE 'direct' END,
        CASE WHEN n %% 10 = 0 THEN '{}'::jsonb
            ELSE %(flags)s::jsonb || jsonb_build_object('police_suspect', n %% 100 = 9) END, '', '',
        'REPORT', reported::date, '[]', '', (ARRAY['female', 'male'])[n %% 2 + 1],
        1940 + n %% 65, '', 'white', '', 'no', 'en', '[]',
        CASE WHEN n %% 100 = 7 THEN 'SG-OPEN' ELSE '' END,
        CASE WHEN n %% 100 = 7 THEN 'officer' ELSE '' END,
        CASE WHEN n %% 100 = 7 THEN reported::date END, false, n %% 20 = 19, false, false,
        age / 9 + 1, CASE WHEN n %% 500 = 3 THEN 1 ELSE age / 9 + 1 END
    FROM numbered
    """,
    """
    INSERT INTO responses_caseevent (case_id, kind, codes, "on", is_before_report, source_wording,
        sequence)
    SELECT n, 'stage', '["REPORT"]', reported::date, false, '', 1 FROM numbered
    """,
    """
    INSERT INTO responses_exclusionruling (case_id, verdict, code, excluded_by, excluded_on,
        ruled_at, ruled_by, ruled_by_id)
    SELECT n, CASE WHEN n %% 3 = 0 THEN 'refused' ELSE 'confirmed' END, 'SG-OPEN', 'officer',
        reported::date, decided - interval '1 day', 'volume', 1
    FROM numbered WHERE n %% 100 = 7 AND age > 30
    """,
    """
    INSERT INTO responses_casebefore (case_id, loading_id, columns, told, decisions)
    SELECT n, 1, '{}', '{}', '{}' FROM numbered WHERE n %% 500 = 3
    """,
    """
    INSERT INTO responses_contact (case_id, person_key, texted_key, number_safe, safe_channel,
        safe_confirmed_by, safe_confirmed_on, safe_word_hash, safe_word_by, advocate_route,
        is_agreed_on_page, renewal_due_on)
    SELECT n, key, CASE WHEN invited IS NULL THEN '' ELSE key END,
        CASE WHEN agreed THEN 'yes' ELSE 'unknown' END, CASE WHEN agreed THEN 'sms' ELSE '' END,
        CASE WHEN agreed THEN 'officer' ELSE '' END,
        CASE WHEN agreed THEN %(today)s - n %% 100 END,
        CASE WHEN agreed THEN 'hash' ELSE '' END, CASE WHEN agreed THEN 'officer' ELSE '' END,
        CASE WHEN n %% 20 = 0 THEN 'IDVA' ELSE '' END, false,
        CASE WHEN agreed AND n %% 100 BETWEEN 77 AND 88 AND age < 30 THEN %(today)s - 1 END
    FROM (SELECT *, n %% 7 = 3 AS agreed FROM numbered WHERE age < %(contacts_kept)s) AS held
    """,
    """
    INSERT INTO responses_keypair (number_key, address_key, birth_year)
    SELECT key, md5('address') || md5(n::text), 1940 + n %% 65
    FROM numbered WHERE age < %(contacts_kept)s AND n %% 3 = 0
    """,
    """
    INSERT INTO responses_casetie (case_id, case_force_id, kind, role, tied_at, tied_by, tied_by_id)
    SELECT n, force, 'barred', 'safe_contact_officer', decided, 'volume', 1
    FROM numbered WHERE n %% 500 = 4
    """,
    """
    INSERT INTO access_organisation (id, name, kind, created_at, created_by)
    VALUES (1, 'Harbour', 'idva', %(now)s, 'volume')
    """,
    """
    INSERT INTO access_organisation_forces (organisation_id, force_id)
    SELECT 1, code FROM access_force WHERE valid_to IS NULL
    """,
    """
    INSERT INTO responses_casetie (case_id, case_force_id, kind, role, organisation_id, tied_at,
        tied_by, tied_by_id)
    SELECT n, force, 'given', '', 1, decided, 'volume', 1 FROM numbered WHERE n %% 100 = 30
    """,
    """
    INSERT INTO responses_adviserrule (force_id, route, organisation_id, is_at_once, set_at, set_by,
        set_by_id)
    SELECT code, 'IDVA', 1, true, %(now)s, 'volume', 1 FROM access_force
    WHERE valid_to IS NULL
    """,
    """
    INSERT INTO responses_caseoffer (case_id, organisation_id, route, state, offered_at)
    SELECT n, 1, 'IDVA', CASE WHEN n %% 3 = 0 THEN 'waits' ELSE 'given' END, decided
    FROM numbered WHERE n %% 20 = 0 AND n %% 1000 <> 20
    """,
    """
    INSERT INTO responses_suppression (person_key, at, by, channel, journalled_at)
    SELECT DISTINCT ON (key) key, decided, 'respondent', 'page', decided
    FROM numbered WHERE decision = 'OPTOUT'
    """,
)
EVENTS = (
    """
    INSERT INTO responses_stageevent (id, case_id, case_force_id, survey_stage, "on", period,
        decision, decided_at, selection_probability, selection_seed, needs_word_or_code,
        waits_for_staff_until, may_wait_for_invitation)
    SELECT n, n, force, 'ST1', reported::date, period, decision, decided,
        CASE WHEN decision IN ('INVITE', 'NOT-SAMPLED') THEN 0.5 END, '', n %% 10 = 0,
        CASE WHEN n %% 10 = 0 AND age < 42 AND invited IS NULL THEN reported::date + 42 END,
        decision = 'INVITE' AND invited IS NULL
    FROM numbered
    """,
    """
    INSERT INTO responses_invitation (id, stage_event_id, token_hash, token_attempt, language, mode,
        assisted_by, invited_at, delivered_at, delivery_status, opened_at, gate_tries, expires_at)
    SELECT n, n, md5('a' || n) || md5('b' || n), 1, 'en', 'web_sms', '', invited,
        CASE WHEN n %% 7 > 0 THEN invited END,
        CASE WHEN n %% 7 > 0 THEN 'delivered' ELSE 'permanent-failure' END,
        CASE WHEN n %% 7 > 1 THEN invited + interval '2 days' END, 0, invited + interval '28 days'
    FROM numbered WHERE invited IS NOT NULL
    """,
    """
    INSERT INTO responses_outboxmessage (id, invitation_id, case_force_id, is_reminder, reference,
        channel, transport, state, due_at, lease_until, attempts, first_tried_at, sent_at,
        finished_at, look_ups, provider_id, provider_status, fault)
    SELECT n, n, force, false, gen_random_uuid(), 'sms', %(transport)s,
        CASE WHEN age = 16 AND n %% 50 = 1 THEN 'leased' WHEN age = 16 THEN 'due'
            WHEN age < 20 AND n %% 3 = 0 THEN 'sent' WHEN n %% 50 = 2 THEN 'cancelled'
            WHEN n %% 7 > 0 THEN 'delivered' ELSE 'failed' END,
        invited, CASE WHEN age = 16 THEN invited + interval '15 minutes' END,
        CASE WHEN age = 16 THEN 0 ELSE 1 END, CASE WHEN age > 16 THEN invited END,
        CASE WHEN age > 16 THEN invited END,
        CASE WHEN age >= 20 THEN invited + interval '1 minute' END, 0, md5(n::text),
        CASE WHEN age <= 16 THEN '' WHEN n %% 7 > 0 THEN 'delivered' ELSE 'permanent-failure' END,
        ''
    FROM numbered WHERE invited IS NOT NULL AND age < %(messages_kept)s
    """,
    """
    INSERT INTO responses_receipt (reference, provider_id, status, received_at, processed_at, note)
    SELECT reference::text, provider_id, provider_status, finished_at,
        CASE WHEN finished_at < %(now)s - interval '4 days' THEN finished_at END, ''
    FROM responses_outboxmessage WHERE finished_at IS NOT NULL
    """,
    """
    INSERT INTO responses_contacthistory (person_key, invited_on)
    SELECT key, invited::date FROM numbered WHERE invited IS NOT NULL
    """,
    """
    INSERT INTO responses_response (id, invitation_id, instrument_id, modules, language, mode,
        answers, started_at, completed_at, withdrawal_hash, withdrawn_by)
    SELECT n, n, %(instrument)s, '', 'en', 'web_sms',
        jsonb_build_object('Q-OVR-1', ARRAY[(ARRAY['very_satisfied', 'fairly_satisfied',
            'very_dissatisfied'])[n %% 3 + 1]]),
        invited + interval '2 days', CASE WHEN n %% 9 > 0 THEN invited + interval '49 hours' END,
        md5('w' || n) || md5('v' || n), ''
    FROM numbered WHERE invited IS NOT NULL AND n %% 7 > %(silent)s AND age > 18
    """,
    """
    UPDATE responses_response SET withdrawn_at = %(now)s - interval '1 day',
        withdrawn_by = 'respondent', answers = '{}' WHERE id %% 1000 = 2
    """,
    """
    INSERT INTO responses_withdrawnanswers (response_id, sealed, sealed_at)
    SELECT id, ''::bytea, withdrawn_at FROM responses_response WHERE withdrawn_at IS NOT NULL
    """,
    """
    INSERT INTO responses_breakoffchange (response_id)
    SELECT id FROM responses_response WHERE started_at > %(now)s - interval '8 days'
    """,
    """
    INSERT INTO responses_countedwalk (response_id, code, version, language, device, reached,
        stopped, declined)
    SELECT CASE WHEN withdrawn_at IS NULL THEN id END, 'short-core', 3, language, '',
        'begun first:Q-OVR-1', '', '' FROM responses_response
    WHERE started_at <= %(now)s - interval '8 days'
    """,
    """
    INSERT INTO responses_breakoffcount (code, version, language, device, part, question, reached,
        stopped, declined, counted_at)
    SELECT 'short-core', 3, 'en', '', part, question, count(*), 0, 0, %(now)s - interval '7 days'
    FROM responses_countedwalk,
        (VALUES ('begun', ''), ('first', 'Q-OVR-1')) AS steps (part, question) GROUP BY 5, 6
    """,
)
WORDS = (
    """
    INSERT INTO responses_writtentext (id, response_id, force_id, is_national, language, sent_at,
        sorted_at, category, clock, due_at, signs, is_unsure, may_be_quoted, state, first_read_at,
        escalated, closed_at, closed_by, outcome, told)
    SELECT response.id, response.id, force, false, 'en', sent_at, sent_at, %(harmless)s, 4,
        sent_at + interval '5 days', '[]', false, false, %(closed)s, sent_at + interval '1 day', 0,
        sent_at + interval '1 day', 'volume', %(outcome)s, 'not_needed'
    FROM (SELECT id, completed_at AS sent_at FROM responses_response
          WHERE completed_at IS NOT NULL AND withdrawn_at IS NULL AND id %% 3 = 0) AS response
    JOIN numbered ON numbered.n = response.id
    """,
    """
    INSERT INTO responses_codedtext (id, response_id, force_id, is_national, language, person_key,
        sent_at, state, batch, place, is_doubled, suggested)
    SELECT text.id, text.id, force_id, false, 'en', key, sent_at, 'waiting', text.id / 1500,
        text.id %% 500, text.id %% 5 = 0, '[]'
    FROM responses_writtentext AS text JOIN numbered ON numbered.n = text.id
    """,
    """
    INSERT INTO responses_themecoding (text_id, turn, user_id, frame_version, themes, coded_at)
    SELECT id, turn, turn, %(frame)s, '["better:told"]', sent_at + turn * interval '9 days'
    FROM responses_codedtext, generate_series(1, 2) AS turn
    WHERE (turn = 1 OR is_doubled) AND sent_at < %(now)s - interval '30 days'
    """,
)
TRACES = (
    """
    INSERT INTO access_auditevent (kind, at, actor_kind, actor_name, target, force_code, details)
    SELECT CASE WHEN n %% 10 = 0 THEN %(found)s ELSE %(receipt)s END, decided, 'system', 'worker',
        'responses.Case ' || n, force, '{}' FROM numbered WHERE n %% %(traced)s = 0
    """,
    """
    INSERT INTO django_session (session_key, session_data, expire_date)
    SELECT md5('s' || n), '', decided FROM numbered WHERE n %% 20 = 0
    """,
    """
    INSERT INTO access_scheduledslot (task, slot_at)
    SELECT 'task' || n %% 12, %(now)s - n * interval '1 minute' FROM numbered WHERE n <= 40000
    """,
    """
    INSERT INTO access_taskrun (task, arguments, wanted_at, attempts, is_wanted_again, ended_at,
        fault)
    SELECT 'task', '[' || n || ']', %(now)s - n * interval '1 hour', 1, false,
        %(now)s - n * interval '1 hour', '' FROM numbered WHERE n <= 2000
    """,
    """
    INSERT INTO django_tasks_database_dbtaskresult (id, status, args_kwargs, priority, task_path,
        queue_name, backend_name, enqueued_at, started_at, finished_at, exception_class_path,
        traceback, worker_ids, run_after)
    SELECT gen_random_uuid(), 'SUCCESSFUL', '{"args": [], "kwargs": {}}', 0, 'task', 'default',
        'default', moment, moment, moment, '', '', '[]', moment
    FROM (SELECT %(now)s - n * interval '1 minute' AS moment
          FROM numbered WHERE n <= 40000) AS ended
    """,
)
FIGURES = (
    """
    INSERT INTO analytics_weightrun (period, force_id, filled_at, respondents, frame_total,
        design_effect, trimmed, margins, note, effective_base, inputs_hash, counted, error_ratios,
        late_answers, response_model)
    SELECT quarter.period, force.code, %(now)s - interval '40 days', 100, 1000, 1.2, 0, '{}', '',
        80, md5(force.code), '[]', '{}', '{}', '{}'
    FROM (SELECT DISTINCT period FROM numbered) AS quarter, access_force AS force
    """,
    """
    INSERT INTO analytics_cell (period, force_id, dimension, level, bins)
    SELECT quarter.period, force.code, 'level', level::text, '{}'
    FROM (SELECT DISTINCT period FROM numbered) AS quarter, access_force AS force,
        generate_series(0, 75) AS level
    """,
    """
    INSERT INTO analytics_coverage (period, force_id, dimension, level, counts)
    SELECT period, force_id, dimension, level, '{}' FROM analytics_cell
    """,
)


@dataclass(frozen=True, kw_only=True)
class Shape:
    days: int = 900
    asked: int = 30
    silent: int = 1
    messages_kept: int = 900
    contacts_kept: int = 270
    traced: int = 1


def values_of(*, cases: int, at: datetime, shape: Shape) -> Mapping[str, Any]:
    return {
        **asdict(shape),
        "cases": cases,
        "now": at,
        "today": localdate(at),
        "flags": "{" + ", ".join(f'"{flag}": false' for flag in FLAGS.split()) + "}",
        "transport": settings.SMS_TRANSPORT,
        "found": AuditKind.CASE_FOUND,
        "receipt": AuditKind.RECEIPT_RECORDED,
        "harmless": min(OPEN_CATEGORIES),
        "closed": WrittenText.TextState.CLOSED,
        "outcome": min(OPEN_OUTCOMES),
        "frame": coding_frame().version,
        "instrument": InstrumentVersion.objects.filter(code="short-core").latest("version").pk,
    }


def fill(*, cases: int, at: datetime) -> None:
    values = values_of(cases=cases, at=at, shape=Shape())
    with connection.cursor() as cursor:
        # Past triggers: they would queue each response for the counts of break-off.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        for statement in (NUMBERED, *CASES, *EVENTS, *WORDS, *TRACES):
            cursor.execute(statement, values)
        for statement in FIGURES:
            cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")
    finish()


def finish() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE numbered")
        for statement in connection.ops.sequence_reset_sql(
            no_style(),
            [Case, CodedText, Import, Invitation, Organisation, Response, StageEvent, WrittenText],
        ):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
