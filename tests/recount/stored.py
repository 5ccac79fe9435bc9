"""Reads what a recount needs from the tables of a database, SQLite or PostgreSQL, by SQL alone."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import psycopg

Row = dict[str, Any]
PLACE = ZoneInfo("Europe/London")
EVENTS = """
    SELECT event.id AS event, event.survey_stage, event.decision, event.selection_probability,
           event.period, victim.id AS victim, victim.force_id AS force, victim.crime_group,
           victim.sex, victim.birth_year, victim.victim_role, victim.flags, victim.outcome_codes,
           victim.report_channel, victim.risk_level, victim.enhanced_rights
      FROM responses_stageevent AS event
      JOIN responses_case AS victim ON victim.id = event.case_id
     WHERE event.period = '{period}'
"""
RESPONSES = """
    SELECT response.id, response.invitation_id AS invitation, response.attempt_id AS attempt,
           response.mode, response.answers, response.started_at, response.core_done_at,
           response.completed_at, response.withdrawn_at, instrument.code AS instrument,
           invitation.mode AS asked_by, invitation.codes_drawn, invitation.stage_event_id AS event,
           invitation.assisted_by, attempt.role, attempt.is_for_another
      FROM responses_response AS response
      JOIN responses_invitation AS invitation ON invitation.id = response.invitation_id
      JOIN responses_stageevent AS event ON event.id = invitation.stage_event_id
      JOIN survey_instrumentversion AS instrument ON instrument.id = response.instrument_id
      LEFT JOIN responses_codeattempt AS attempt ON attempt.id = response.attempt_id
     WHERE event.period = '{period}'
"""
VERSIONS = "SELECT definition FROM survey_instrumentversion WHERE code = 'short-core'"
SHOWN = "SELECT dimension, area, shares FROM analytics_showntable WHERE period = '{period}'"
COUNTED = "SELECT force_id AS force, counted FROM analytics_weightrun WHERE period = '{period}'"
STATE = "SELECT * FROM analytics_quarterstate WHERE period = '{period}'"
REGIONS = "SELECT code, region_code FROM access_force"


class Connection(Protocol):
    def cursor(self) -> Any: ...


def connect(address: str) -> Connection:
    if address.startswith("postgres"):
        return psycopg.connect(address, options="-c default_transaction_read_only=on")
    return sqlite3.connect(f"file:{address}?mode=ro", uri=True)


def rows(connection: Connection, query: str, *, period: str = "") -> list[Row]:
    cursor = connection.cursor()
    cursor.execute(query.format(period=period))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def document(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def questions(versions: Sequence[Row]) -> Iterator[Mapping[str, Any]]:
    for version in versions:
        yield from document(version["definition"])["questions"]


def day(value: str | date | datetime | None) -> date | None:
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return value
    return value.replace(tzinfo=value.tzinfo or UTC).astimezone(PLACE).date()
