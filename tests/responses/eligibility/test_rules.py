from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responses.cases.sensitivity import ROUTE_FLAGS, SENSITIVE_FLAGS
from responses.cases.stages import SurveyStage
from responses.eligibility import rules as eligibility_rules
from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import (
    RULES,
    Decision,
    decide,
    decide_assisted,
    may_remind,
    may_send_again,
)
from responses.vault.facts import ContactFacts, fatigued_until
from tests.conftest import EXAMPLES
from tests.each import for_each

TODAY = date(2026, 11, 16)
ON = TODAY - timedelta(days=20)
NO_FLAGS = dict.fromkeys(sorted(SENSITIVE_FLAGS), False)
RECORD_FLAGS = sorted(SENSITIVE_FLAGS - ROUTE_FLAGS)
RECORD = ContactFacts(
    has_mobile=True,
    number_safe="yes",
    safe_channel="sms",
    safe_confirmed_on=TODAY - timedelta(days=30),
    has_word=True,
)
PLAIN = EventFacts(
    survey_stage="ST1",
    on=ON,
    reported_on=ON,
    crime_group="burglary",
    flags=NO_FLAGS,
    birth_year=1980,
    contact=ContactFacts(has_mobile=True),
)


def plain(**changes: object) -> EventFacts:
    return replace(PLAIN, **changes)


def with_contact(**changes: object) -> EventFacts:
    return replace(PLAIN, contact=replace(PLAIN.contact, **changes))


def code(event: EventFacts, today: date = TODAY) -> str:
    return decide(event, today=today).value


def days(event_day: date, number: int) -> date:
    return event_day + timedelta(days=number)


class TestDecide:
    def test_invites_an_adult_victim_of_a_plain_crime_in_the_window(self):
        assert code(plain()) == "INVITE"

    @for_each(
        ("changes", "expected"),
        [
            ({"is_victimless": True}, "NOVICTIM"),
            ({"is_business": True}, "BUSINESS"),
            ({"victim_role": "business_contact"}, "BUSINESS"),
            ({"is_deceased": True}, "DECEASED"),
            ({"is_on_duty_police": True}, "POLICE-DUTY"),
            ({"is_month_only": True}, "DATAQ"),
            ({"birth_year": None}, "AGE"),
            ({"exclude_code": "NOCONTACT"}, "NOCONTACT"),
            ({"exclude_code": "SG-OPEN"}, "SG-OPEN"),
            ({"exclude_code": "RISKLIFE"}, "RISKLIFE"),
            ({"exclude_code": "ALSO-SUSPECT"}, "ALSO-SUSPECT"),
            ({"exclude_code": "COVERT"}, "COVERT"),
            ({"exclude_code": "PROTECT"}, "PROTECT"),
            ({"exclude_code": "VULN"}, "VULN"),
            ({"exclude_code": "COMPLAINT-LIVE"}, "COMPLAINT-LIVE"),
            ({"exclude_code": "CHILD-HH"}, "CHILD-HH"),
            ({"exclude_code": "OFFICER-SUSPECT"}, "ROUTE"),
            ({"exclude_code": "NOSAFE"}, "NOSAFE"),
            ({"exclude_code": "NOWORD"}, "NOWORD"),
            ({"exclude_code": "a word of the force's own"}, "DATAQ"),
            ({"exclude_code": "INVITE"}, "DATAQ"),
            ({"is_language_offered": False}, "LANG"),
            ({"is_selected": False}, "NOT-SAMPLED"),
            ({"contact": ContactFacts()}, "NOCONTACTDATA"),
            ({"next_hearing_on": TODAY + timedelta(days=1)}, "TRIAL"),
        ],
    )
    def test_gives_each_reason_its_code(self, changes, expected):
        assert code(plain(**changes)) == expected

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"is_opted_out": True}, "OPTOUT"),
            ({"is_bad_number": True}, "BADNUM"),
            ({"number_safe": "no"}, "NOSAFE"),
            ({"safe_channel": "email"}, "NOSAFE"),
            ({"has_safe_hours": False}, "NOSAFE"),
            ({"fatigued_until": days(ON, 43)}, "FATIGUE"),
            ({"is_being_asked": True}, "REPEAT"),
        ],
    )
    def test_gives_each_reason_of_the_contact_its_code(self, changes, expected):
        assert code(with_contact(**changes)) == expected

    def test_names_the_reason_that_stands_first_in_the_table(self):
        event = plain(is_deceased=True, birth_year=2020, contact=ContactFacts())

        assert code(event) == "DECEASED"

    @pytest.mark.safety
    def test_keeps_a_person_who_opted_out_from_every_other_code_of_contact_saf_12(self):
        event = plain(contact=replace(RECORD, is_opted_out=True, fatigued_until=days(TODAY, 90)))

        assert code(event) == "OPTOUT"


class TestAge:
    @pytest.mark.parametrize(("birth_year", "expected"), [(2007, "INVITE"), (2008, "AGE")])
    def test_counts_a_person_as_adult_only_when_every_birthday_makes_her_18(
        self, birth_year, expected
    ):
        assert code(plain(birth_year=birth_year)) == expected


class TestSendWindow:
    @pytest.mark.parametrize(
        ("day", "expected"), [(13, "PENDING"), (14, "INVITE"), (42, "INVITE"), (43, "LATE")]
    )
    def test_is_14_to_42_days_after_the_report(self, day, expected):
        assert code(plain(), today=days(ON, day)) == expected

    @pytest.mark.parametrize(
        ("day", "expected"), [(89, "PENDING"), (90, "INVITE"), (180, "INVITE"), (181, "LATE")]
    )
    def test_of_an_investigation_opens_when_the_case_is_90_days_old(self, day, expected):
        event = plain(survey_stage="ST2", on=days(ON, 5))

        assert code(event, today=days(ON, day)) == expected

    @for_each("stage", ["ST3a", "ST3b", "ST3c"])
    @for_each(("day", "expected"), [(13, "PENDING"), (14, "INVITE"), (42, "INVITE"), (43, "LATE")])
    def test_of_an_outcome_counts_from_the_day_the_victim_was_informed(self, stage, day, expected):
        told_on = days(ON, 10)
        event = plain(survey_stage=stage, told_on=told_on)

        assert code(event, today=days(told_on, day)) == expected

    @pytest.mark.parametrize(("day", "expected"), [(41, "PENDING"), (42, "NOT-TOLD")])
    def test_of_an_outcome_nobody_told_of_ends_after_42_days(self, day, expected):
        assert code(plain(survey_stage="ST3a"), today=days(ON, day)) == expected

    @pytest.mark.parametrize(
        ("stage", "opens", "closes"), [("ST4", 14, 90), ("ST5", 28, 56), ("ST6", 91, 182)]
    )
    def test_of_court_stages_is_as_listed(self, stage, opens, closes):
        event = plain(survey_stage=stage)

        assert code(event, today=days(ON, opens - 1)) == "PENDING"
        assert code(event, today=days(ON, opens)) == "INVITE"
        assert code(event, today=days(ON, closes)) == "INVITE"
        assert code(event, today=days(ON, closes + 1)) == "LATE"

    def test_of_a_displaced_investigation_comes_first(self):
        event = plain(survey_stage="ST2", is_displaced=True)

        assert code(event, today=days(ON, 89)) == "PENDING"
        assert code(event, today=days(ON, 90)) == "DISPLACED"


@pytest.mark.safety
class TestRoutes:
    """SAF-9, decision 5: who is never asked by text, whatever a record says."""

    @pytest.mark.parametrize("flag", sorted(ROUTE_FLAGS))
    def test_of_some_crimes_are_by_an_advocate_only(self, flag):
        event = plain(flags={**NO_FLAGS, flag: True}, contact=RECORD)

        assert code(event) == "ROUTE"

    @pytest.mark.parametrize("stage", ["ST7", "ST8"])
    def test_after_release_and_of_the_bereaved_are_by_a_liaison_officer_only(self, stage):
        event = plain(survey_stage=stage, contact=RECORD)

        assert code(event) == "ROUTE"

    def test_hide_a_police_suspect_behind_the_same_code_as_the_others(self):
        by_flag = plain(flags={**NO_FLAGS, "police_suspect": True}, contact=RECORD)
        other = plain(flags={**NO_FLAGS, "fgm": True}, contact=RECORD)

        assert code(by_flag) == code(other)


@pytest.mark.safety
class TestSafeContact:
    """SAF-1: by default a sensitive case is not invited."""

    sensitive = pytest.mark.parametrize(
        "changes",
        [
            *({"flags": {**NO_FLAGS, flag: True}} for flag in RECORD_FLAGS),
            {"crime_group": "sexual"},
            {"crime_group": "stalking_harassment"},
            {"crime_group": "violence_or_sexual"},
            {"flags": {}},
        ],
        ids=[*RECORD_FLAGS, "sexual crime", "stalking crime", "either crime", "flags unknown"],
    )  # fmt: skip

    @sensitive
    def test_saf_1_denies_a_sensitive_case_without_a_record(self, changes):
        assert code(plain(**changes)) == "NOSAFE"

    @sensitive
    def test_saf_1_lets_a_current_record_open_it(self, changes):
        assert code(plain(**changes, contact=RECORD)) == "INVITE"

    @sensitive
    def test_saf_1_sends_nothing_where_the_record_holds_no_word(self, changes):
        record = replace(RECORD, has_word=False)

        assert code(plain(**changes, contact=record)) == "NOWORD"

    def test_saf_1_asks_for_no_word_in_another_case(self):
        assert code(plain(contact=replace(RECORD, has_word=False))) == "INVITE"

    def test_says_first_that_there_is_no_record_and_then_no_word(self):
        assert code(plain(crime_group="sexual")) == "NOSAFE"

    def test_saf_9_lets_an_advocate_ask_where_no_word_is_agreed(self):
        event = plain(crime_group="sexual", contact=replace(RECORD, has_word=False))

        assert decide_assisted(event, today=TODAY) is Decision.INVITE

    @for_each("flag", sorted(SENSITIVE_FLAGS))
    def test_saf_1_counts_an_unknown_flag_as_yes(self, flag):
        flags = {name: value for name, value in NO_FLAGS.items() if name != flag}

        assert code(plain(flags=flags)) == "NOSAFE"

    def test_does_not_count_unknown_online_or_repeat_flags(self):
        assert code(plain(flags=NO_FLAGS)) == "INVITE"

    def test_codes_a_high_risk_without_a_record_as_such(self):
        assert code(plain(risk_level="high")) == "HIGHRISK"
        assert code(plain(risk_level="high", contact=RECORD)) == "INVITE"

    @pytest.mark.parametrize(("age", "expected"), [(90, "INVITE"), (91, "NOSAFE"), (-1, "NOSAFE")])
    def test_saf_1_lets_a_record_expire_after_90_days(self, age, expected):
        record = replace(RECORD, safe_confirmed_on=TODAY - timedelta(days=age))

        assert code(plain(crime_group="sexual", contact=record)) == expected

    @pytest.mark.parametrize("number_safe", ["no", "unknown"])
    def test_saf_2_asks_for_a_number_known_to_be_safe(self, number_safe):
        record = replace(RECORD, number_safe=number_safe)

        assert code(plain(crime_group="sexual", contact=record)) == "NOSAFE"

    @pytest.mark.parametrize("channel", ["email", ""])
    def test_saf_1_keeps_to_the_channel_agreed(self, channel):
        record = replace(RECORD, safe_channel=channel)

        assert code(plain(crime_group="sexual", contact=record)) == "NOSAFE"

    def test_saf_2_blocks_an_unsafe_number_of_a_plain_case_too(self):
        assert code(with_contact(number_safe="no")) == "NOSAFE"
        assert code(with_contact(number_safe="unknown")) == "INVITE"


class TestWaiting:
    def test_puts_off_what_a_hearing_bars_where_the_window_is_still_open_after_it(self):
        event = plain(next_hearing_on=days(ON, -10))

        assert code(event, today=days(ON, 15)) == "PENDING"
        assert code(event, today=days(ON, 18)) == "PENDING"
        assert code(event, today=days(ON, 19)) == "INVITE"

    def test_puts_off_what_fatigue_bars_for_a_while(self):
        event = with_contact(fatigued_until=days(ON, 42))

        assert code(event, today=days(ON, 41)) == "PENDING"
        assert code(event, today=days(ON, 42)) == "INVITE"

    @pytest.mark.safety
    @pytest.mark.parametrize(("distance", "expected"), [(28, "TRIAL"), (29, "INVITE")])
    def test_saf_11_keeps_28_days_from_a_hearing(self, distance, expected):
        assert code(plain(next_hearing_on=days(TODAY, distance))) == expected


class TestFatiguedUntil:
    def test_is_nothing_for_a_person_never_invited(self):
        assert fatigued_until([]) is None

    def test_is_120_days_after_the_last_invitation(self):
        assert fatigued_until([TODAY]) == days(TODAY, 120)

    def test_is_a_year_after_the_earlier_of_the_last_two(self):
        assert fatigued_until([days(TODAY, -130), TODAY]) == days(TODAY, 235)

    def test_forgets_what_is_long_ago(self):
        assert fatigued_until([days(TODAY, -400), TODAY]) == days(TODAY, 120)

    @given(st.lists(st.dates(date(2024, 1, 1), date(2027, 1, 1)), min_size=1))
    def test_never_allows_a_third_invitation_in_a_year(self, invited_on):
        free = fatigued_until(invited_on)

        in_the_year_before = [day for day in invited_on if 0 <= (free - day).days < 365]
        assert len(in_the_year_before) < 2
        assert all((free - day).days >= 120 for day in invited_on if day <= free)


contacts = st.builds(
    ContactFacts,
    has_mobile=st.booleans(),
    is_bad_number=st.booleans(),
    number_safe=st.sampled_from(["yes", "no", "unknown"]),
    safe_channel=st.sampled_from(["", "sms", "email"]),
    safe_confirmed_on=st.none() | st.dates(days(TODAY, -200), days(TODAY, 10)),
    has_safe_hours=st.booleans(),
    has_word=st.booleans(),
    is_opted_out=st.booleans(),
    fatigued_until=st.none() | st.dates(days(TODAY, -100), days(TODAY, 300)),
    is_being_asked=st.booleans(),
)
events = st.builds(
    EventFacts,
    survey_stage=st.sampled_from([stage.value for stage in SurveyStage]),
    on=st.dates(days(TODAY, -300), TODAY),
    reported_on=st.dates(days(TODAY, -400), TODAY),
    told_on=st.none() | st.dates(days(TODAY, -100), TODAY),
    victim_role=st.sampled_from(["direct", "bereaved", "business_contact", "child"]),
    crime_group=st.sampled_from(["burglary", "sexual", "violence", "violence_or_sexual"]),
    flags=st.dictionaries(st.sampled_from(sorted(SENSITIVE_FLAGS)), st.booleans())
    | st.just(NO_FLAGS),
    risk_level=st.sampled_from(["", "standard", "medium", "high"]),
    birth_year=st.none() | st.integers(1930, 2020),
    is_deceased=st.booleans(),
    is_business=st.booleans(),
    is_on_duty_police=st.booleans(),
    is_victimless=st.booleans(),
    is_month_only=st.booleans(),
    exclude_code=st.sampled_from(["", "", "", "NOCONTACT", "OFFICER-SUSPECT", "PENDING", "?"]),
    next_hearing_on=st.none() | st.dates(days(TODAY, -60), days(TODAY, 60)),
    is_language_offered=st.booleans(),
    is_displaced=st.booleans(),
    is_selected=st.booleans(),
    contact=contacts,
)
# Mostly askable, so that a mistake in one rule is not hidden by another.
near_events = st.builds(
    replace,
    st.just(PLAIN),
    crime_group=st.sampled_from(["burglary", "sexual", "violence_or_sexual"]),
    flags=st.dictionaries(st.sampled_from(sorted(SENSITIVE_FLAGS)), st.booleans())
    | st.just(NO_FLAGS),
    risk_level=st.sampled_from(["", "high"]),
    contact=contacts,
)


class TestEveryEvent:
    @pytest.mark.slow
    @given(events, st.dates(days(TODAY, -30), days(TODAY, 400)))
    @settings(max_examples=8 * EXAMPLES)
    def test_gets_one_code(self, event, today):
        assert isinstance(decide(event, today=today), Decision)

    @pytest.mark.safety
    @pytest.mark.slow
    @given(events | near_events)
    @settings(max_examples=12 * EXAMPLES)
    def test_saf_1_that_is_sensitive_is_never_invited_without_a_current_record(self, event):
        if event.is_sensitive and decide(event, today=TODAY) is Decision.INVITE:
            assert event.contact.has_safe_record(TODAY)

    @pytest.mark.safety
    @pytest.mark.slow
    @given(events | near_events)
    @settings(max_examples=12 * EXAMPLES)
    def test_saf_1_that_is_sensitive_is_sent_nothing_without_a_word(self, event):
        without = replace(event, contact=replace(event.contact, has_word=False))

        if event.is_sensitive:
            assert decide(without, today=TODAY) is not Decision.INVITE
            assert not may_remind(without, today=TODAY)
            assert not may_send_again(without, today=TODAY)

    @pytest.mark.safety
    @pytest.mark.slow
    @given(near_events)
    @settings(max_examples=6 * EXAMPLES)
    def test_saf_1_whose_flags_are_unknown_is_treated_as_if_one_were_set(self, event):
        if event.flags.keys() == SENSITIVE_FLAGS:
            return
        as_set = replace(event, flags={**NO_FLAGS, **event.flags, "sexual": True})

        assert decide(event, today=TODAY) == decide(as_set, today=TODAY)

    @pytest.mark.safety
    @given(events)
    def test_saf_12_of_a_person_who_opted_out_is_never_invited(self, event):
        opted_out = replace(event, contact=replace(event.contact, is_opted_out=True))

        assert decide(opted_out, today=TODAY) is not Decision.INVITE

    @given(events, st.sampled_from([d.value for d in Decision] + ["OFFICER-SUSPECT", "else"]))
    def test_that_carries_an_exclusion_is_never_invited(self, event, exclude_code):
        excluded = replace(event, exclude_code=exclude_code)

        assert decide(excluded, today=TODAY) is not Decision.INVITE


@pytest.mark.safety
class TestMayRemind:
    """SAF-8"""

    def test_where_nothing_forbids_it(self):
        assert may_remind(plain(), today=TODAY)

    @for_each("flag", sorted(SENSITIVE_FLAGS))
    def test_never_in_a_sensitive_case(self, flag):
        event = plain(flags={**NO_FLAGS, flag: True}, contact=RECORD)

        assert not may_remind(event, today=TODAY)

    @pytest.mark.parametrize(
        "changes",
        [{"is_opted_out": True}, {"is_bad_number": True}, {"number_safe": "no"},
         {"has_safe_hours": False}, {"has_mobile": False, "has_address": True}],
        ids=str,
    )  # fmt: skip
    def test_never_where_a_text_would_not_be_right(self, changes):
        assert not may_remind(with_contact(**changes), today=TODAY)

    @pytest.mark.parametrize("changes", [{"is_deceased": True}, {"exclude_code": "VULN"}], ids=str)
    def test_never_where_nobody_may_be_asked_any_more(self, changes):
        assert not may_remind(plain(**changes), today=TODAY)

    def test_whatever_holds_of_the_first_text_alone(self):
        tired = with_contact(fatigued_until=TODAY + timedelta(days=100), is_being_asked=True)
        late = TODAY + timedelta(days=60)

        assert may_remind(tired, today=TODAY)
        assert may_remind(plain(is_selected=False), today=TODAY)
        assert may_remind(plain(), today=late)


class TestMaySendAgain:
    def test_in_a_sensitive_case_too_where_a_message_is_safe_now(self):
        event = plain(crime_group="sexual", contact=RECORD)

        assert may_send_again(event, today=TODAY)
        assert not may_send_again(event, today=days(TODAY, 61))

    def test_though_the_first_message_began_the_time_of_fatigue(self):
        assert may_send_again(with_contact(fatigued_until=days(TODAY, 100)), today=TODAY)

    @pytest.mark.parametrize("changes", [{"is_opted_out": True}, {"number_safe": "no"}], ids=str)
    def test_never_where_a_message_would_not_be_right(self, changes):
        assert not may_send_again(with_contact(**changes), today=TODAY)


class TestTheTable:
    def test_has_a_rule_for_every_code_but_the_invitation(self):
        assert {rule.code for rule in RULES} == set(Decision) - {Decision.INVITE}

    def test_explains_every_code(self):
        assert set(eligibility_rules.REASONS) == set(Decision)
        assert all(reason.strip() for reason in eligibility_rules.REASONS.values())

    def test_stand_in_the_order_in_which_the_rules_apply(self):
        last = {rule.code: number for number, rule in enumerate(eligibility_rules.RULES)}

        ranks = [last[code] for code in eligibility_rules.REASONS if code is not Decision.INVITE]

        assert ranks == sorted(ranks)

    def test_holds_codes_that_fit_their_column(self):
        assert max(len(item.value) for item in Decision) <= 16

    def test_counts_everything_but_three_codes_as_an_exclusion(self):
        kept = {item.value for item in Decision if not eligibility_rules.is_exclusion(item)}

        assert kept == {"INVITE", "NOT-SAMPLED", "PENDING"}

    def test_keeps_in_the_frame_who_was_passed_over_by_a_known_chance(self):
        framed = {item.value for item in Decision if eligibility_rules.is_in_frame(item)}

        assert framed == {"INVITE", "PENDING", "NOT-SAMPLED", "FATIGUE", "REPEAT", "DISPLACED"}

    def test_takes_nobody_out_of_scope_who_is_merely_hard_to_ask(self):
        assert eligibility_rules.is_in_scope("NOSAFE")
        assert eligibility_rules.is_in_scope("ROUTE")
        assert not eligibility_rules.is_in_scope("NOVICTIM")
