"""A database with enough of everything in it that a query asked once a row is seen."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from django.core.management import call_command
from django.test import Client, override_settings

from access import actions as access_actions
from access.actor import Actor
from access.administration.actions import mergers
from access.break_glass import actions as break_glass
from access.models import Force, Membership, Organisation, User
from access.organisations import actions as organisations
from access.permissions import Role
from access.selectors import viewer_for
from access.single_sign_on import actions as providers
from access.webhooks import actions as webhooks
from access.webhooks.events import WebhookEvent, happened
from analytics.alerts.scanning.tiers import THEME
from analytics.casebook.actions import notices, steps
from analytics.casebook.states import ActionKind
from analytics.models import Alert, CaseAction, EmergingTerm, ResearchProject, ThemeRate
from analytics.peers import actions as peers
from analytics.releases.actions import early_readers
from analytics.releases.draft import ReleaseKind
from analytics.research.recoding import variables
from responses.case_files.cells.codes import ADVOCATE_ROUTES
from responses.casework.actions import case_access, offers
from responses.data_protection.actions import access_requests
from responses.follow_up import actions as follow_up
from responses.models import (
    CallAttempt,
    Case,
    CodedText,
    DangerOpening,
    DangerReply,
    FollowUp,
    HeldChange,
    Helpline,
    Invitation,
    MappingProfile,
    OutboxMessage,
    ReadingConfirmation,
    Response,
    TelephoneCase,
    Trial,
    Upload,
    WrittenText,
)
from responses.replies.actions.receiving import receive
from responses.service_desk import actions as service_desk
from responses.themes.actions import coding, faults, quotes
from responses.triage.danger import actions as danger
from responses.trials import actions as trials
from responses.trials.rules import ArmCount, TrialKind, TrialOutcome
from responses.vault.sealed.wishes import SafeWay
from survey.publishing import actions as publishing_actions
from survey.reading import actions as reading_actions
from tests.access.administration import make as administration
from tests.access.background.test_failures import failed
from tests.analytics import make
from tests.analytics.drivers import nation as drivers
from tests.analytics.make import CITY, KENT, Q3
from tests.analytics.modes import nation as ways
from tests.analytics.releases import make as releases
from tests.analytics.support.nation import store_support
from tests.api_keys import make_key
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.asked import SAFE, decide, load, queue, row, send
from tests.responses.case_files.examples import csv_text, record
from tests.responses.eligibility.test_exclusions import BY_HAND
from tests.responses.helplines import make as helplines
from tests.responses.imports.test_imports import by_command
from tests.responses.imports.uploading import MIXED, bring, checked, loaded, loader
from tests.responses.interviewing import at_the_phone
from tests.responses.paper import forms as paper_forms
from tests.responses.themes import coded
from tests.responses.triage import at_the_desk
from tests.survey import make as instruments
from tests.survey import reading

HEIR, REGION = "thames-estuary", "E12000008"
FORCES = (CITY, KENT, "gwent", "durham", "essex", "surrey", "dorset", "norfolk")
QUARTERS = {"2025-Q3": date(2025, 8, 4), "2026-Q1": date(2026, 2, 2), Q3: date(2026, 8, 3)}
MANY = 6
READ = reading.texts()[0].key
SAID = {"EQ-SEX": ["female"], "EQ-REL": ["christian"]}


@dataclass(frozen=True, kw_only=True)
class House:
    clients: dict[str, Client]
    numbers: dict[str, int]


def fill(folder: Path) -> House:
    staff = _everybody()
    numbers = _people(staff, folder)
    _figures(staff["national"], folder)
    _merger(staff["heir"])
    _instruments()
    for number in range(MANY):
        failed(number)
    numbers |= _helplines(staff["national lead"])
    numbers["text"] = _written_texts(staff["reader"], staff["national reader"])
    numbers["notice"] = _danger_notices(numbers["text"], staff["reader"], staff["national reader"])
    numbers["reply"] = _danger_replies()
    numbers["faulty"] = _coded_texts(staff["force"], staff["national"])
    _confirm_that_nobody_worked_on_a_case()
    numbers["wish"] = FollowUp.objects.latest("pk").pk
    numbers |= _calls(staff["caller"])
    numbers |= _paper()
    numbers["trial"] = _trials(staff["designer"])
    _languages(staff["linguist"])
    numbers["draft"] = _release_to_come(staff["national"], staff["designer"])
    numbers["webhook"] = _webhooks()
    numbers |= _administration(_staff(Role.FORCE_ANALYST, CITY, prefix="several."))
    _keys(staff)
    _providers()
    numbers["glass"] = _glasses(staff["officer"], staff["national lead"])
    numbers["action"] = CaseAction.objects.filter(case__alert__force=CITY).latest("pk").pk
    numbers["alert"] = Alert.objects.filter(force=CITY).latest("pk").pk
    return House(clients={name: _client(user) for name, user in staff.items()}, numbers=numbers)


def _administration(person: User) -> dict[str, int]:
    first = administration.administrator("first")
    for number in range(MANY):
        wanted = administration.analyst_of(FORCES[number])
        administration.asked_for(first, email=f"new{number}@example.org", wanted=wanted)
        administration.ask_for_both(person, by=first)
    second = administration.administrator("second")
    role = administration.another_role(person, by=first, second=second)
    merger = mergers.ask_for_merger(
        ending=list(Force.objects.filter(code__in=["surrey", "dorset"])), into="norfolk", name="",
        name_cy="", on=date(2027, 4, 1), with_staff=True, by=administration.acting(first), at=NOW,
    )  # fmt: skip
    for number in range(MANY):
        mobile = f"+44770090001{number}"
        desk = service_desk.ask_to_withdraw(mobile=mobile, by=administration.acting(first), at=NOW)
        access, _words = access_requests.ask(
            mobile=mobile, proof="document", language="en", by=administration.acting(first), at=NOW
        )
    return {
        "person": person.pk, "membership": role, "merger": merger.pk, "desk": desk.pk,
        "access": access.pk, "peers": _peers(administration.acting(first)),
        "research": _research(first),
    }  # fmt: skip


def _providers() -> None:
    first, second = (administration.administrator(f"{name}.provider") for name in ("one", "two"))
    for force in Force.objects.order_by("-code")[:MANY]:
        provider = providers.ask_for_provider(
            force=force, issuer="https://login.example.org", client_id="survey", secret="secret",
            domains=["login.example.org"], factors=[], by=administration.acting(first), at=NOW,
        )  # fmt: skip
        providers.approve(provider=provider, by=administration.acting(second), at=NOW)


def _glasses(officer: User, lead: User) -> int:
    by, second = administration.acting(officer), administration.acting(lead)
    viewer, opener = viewer_for(officer.pk), viewer_for(lead.pk)
    case_key = Case.objects.filter(force=CITY).latest("pk").case_key
    for _number in range(MANY):
        glass = break_glass.ask(
            kind="case", force=Force.objects.get(code=CITY), case_key=case_key,
            reason="A threat to life", hours=4, viewer=viewer, by=by, at=NOW,
        )  # fmt: skip
        break_glass.open_it(glass=glass, viewer=opener, by=second, at=NOW)
        break_glass.look(glass=glass, by=by, at=NOW)
    return glass.pk


def _webhooks() -> int:
    for number in range(MANY):
        made, _secret = webhooks.register(
            force=Force.objects.get(code=CITY), label=f"System {number}", by=TESTER, at=NOW,
            url="https://receiver.example.org/", events=["file.loaded"],
        )  # fmt: skip
    for number in range(MANY):
        page = ("responses:uploads",)
        happened(WebhookEvent.FILE_LOADED, number=number, page=page, at=NOW, forces=[CITY])
    return made.pk


def _keys(staff: dict[str, User]) -> None:
    city = Force.objects.get(code=CITY)
    for _number in range(MANY):
        make_key(staff["loader"], force=city)
        make_key(staff["national"])


def _everybody() -> dict[str, User]:
    return {
        "force": _staff(Role.FORCE_ANALYST, CITY),
        "heir": _staff(Role.FORCE_ANALYST, CITY, prefix="heir."),
        "national": _staff(Role.NATIONAL_ANALYST, None),
        "loader": _staff(Role.DATA_LOADER, CITY),
        "designer": _staff(Role.SURVEY_DESIGNER, None),
        "officer": _staff(Role.SAFE_CONTACT_OFFICER, CITY),
        "national officer": _staff(Role.SAFE_CONTACT_OFFICER, None, prefix="national."),
        "advocate": _staff(Role.ADVOCATE, CITY),
        "national advocate": _staff(Role.ADVOCATE, None, prefix="national."),
        "lead": _staff(Role.OPERATIONS_LEAD, CITY),
        "national lead": _staff(Role.OPERATIONS_LEAD, None, prefix="national."),
        "dpo": _staff(Role.DATA_PROTECTION_OFFICER, CITY),
        "national dpo": _staff(Role.DATA_PROTECTION_OFFICER, None, prefix="national."),
        "reader": _staff(Role.TRIAGE_OFFICER, CITY),
        "linguist": _staff(Role.LANGUAGE_READER, None),
        "national reader": _staff(Role.TRIAGE_OFFICER, None, prefix="national."),
        "caller": _staff(Role.INTERVIEWER, CITY),
        "overseer": _staff(Role.INTERVIEW_SUPERVISOR, CITY),
        "keyer": _staff(Role.PAPER_KEYER, None),
        "national administrator": _staff(Role.ADMINISTRATOR, None),
        "partner": _staff(Role.PARTNER, CITY),
        "control room": _staff(Role.CONTROL_ROOM, CITY),
    }


def _peers(by: Actor) -> int:
    """Lists of similar forces that wait, each of every force."""
    codes = list(Force.objects.values_list("code", flat=True))
    groups = {code: [other for other in codes if other != code][:7] for code in codes}
    for number in range(MANY):
        made = peers.request_list(
            groups=groups, valid_from=NOW.date(), source=f"List {number}", by=by, at=NOW
        )
    peers.load_peer_groups(groups=groups, valid_from=NOW.date(), source="List", by=by, at=NOW)
    return made.pk


def _research(asker: User) -> int:
    """Projects that wait to be checked."""
    for number in range(MANY):
        made = ResearchProject.objects.create(
            title=f"Project {number}", purpose="Why.", researchers=["Ann Ash, Kent"] * MANY,
            variables=list(variables()), year="2025-26", ends_on=NOW.date() + timedelta(days=90),
            state="checking", asked_at=NOW, asked_by=asker, file=b"zip",
            report={"answers": 900, "dropped": 3, "silenced": 12, "smallest": 10, "least": 10,
                    "coarsened": {"region": 40}},
        )  # fmt: skip
    return made.pk


def _merger(heir: User) -> None:
    access_actions.merge_forces(
        predecessors=list(Force.objects.filter(code__in=["essex", "kent"]).order_by("code")),
        into=HEIR, name="Thames Estuary Police", name_cy="", on=date(2026, 10, 1),
        with_staff=False, by=TESTER, at=NOW,
    )  # fmt: skip
    Membership.objects.filter(user=heir).update(force=HEIR)


def _figures(publisher: User, folder: Path) -> None:
    make.load(list(_victims()))
    make.fill(*QUARTERS)
    drivers.store_a_year()
    ways.store_a_year()
    store_support(ways.YEAR)
    for force in (*FORCES[:4], None):
        for theme in ("better:informed", "better:reach", "well:respect"):
            make.alert(force_id=force, item=theme, dimension=THEME)
        for item in ("Q-OVR-1", "Q-INF-1"):
            make.alert(force_id=force, item=item)
            _casebook(make.alert(force_id=force, item=item, is_rise=True), publisher)
    call_command("publish_release", period=Q3, by=publisher.email, out=folder)


def _release_to_come(first: User, second: User) -> int:
    day = NOW.date() + timedelta(days=1)
    draft = releases.approved(first, second, day=day, kind=ReleaseKind.CORRECTION, at=NOW)
    for user in User.objects.order_by("pk")[: early_readers.MOST]:
        early_readers.add_reader(
            number=draft.pk, user_id=user.pk, office="An office", reason="To answer",
            by=releases.actor(first), at=NOW,
        )  # fmt: skip
    return draft.pk


def _casebook(alert: Alert, owner: User) -> None:
    by = Actor.user(user_id=owner.pk, name="Owner")
    steps.take(alert=alert, due_on=NOW.date(), by=by, at=NOW)
    forces = list(Force.objects.filter(code__in=FORCES[:2]))
    for kind in (ActionKind.TRAINING, ActionKind.UPDATES):
        action = steps.begin(
            alert=alert, kind=kind, starts_on=NOW.date(), forces=forces, what="Calls.", by=by,
            at=NOW,
        )  # fmt: skip
        notices.write(action=action, text="We call.", text_cy="Galwn.", by=by, at=NOW)


def _victims() -> Iterator[make.Victim]:
    for on in QUARTERS.values():
        for number, force in enumerate(FORCES):
            yield from make.answering(16 + number, {**make.SATISFIED, **SAID}, force=force, on=on)
            yield from make.answering(14, {**make.DISSATISFIED, "EQ-SEX": ["male"]},
                                      force=force, on=on, stage="ST4", sex="male")  # fmt: skip
            yield from make.silent(8, force=force, on=on, crime_group="robbery")


def _people(staff: dict[str, User], folder: Path) -> dict[str, int]:
    by = loader(staff["loader"])
    sensitive = {"flags": {}, **SAFE}
    load(*[row(**sensitive) for _ in range(MANY)], *[row() for _ in range(2 * MANY)])
    decide()
    queue()
    send()
    excluded = load(*[row(**BY_HAND) for _ in range(MANY)], *[row() for _ in range(MANY)])[:MANY]
    decide()
    queue()
    _texts_in_every_state()
    _cases_to_see(staff, excluded)
    files = _files(by, folder)
    assert OutboxMessage.objects.filter(sent_at__isnull=False).count() >= MANY
    return {"case_id": excluded[0].pk, "service": _services(staff, excluded), **files}


def _written_texts(reader: User, national: User) -> int:
    """Many that wait, read by many."""
    at_the_desk.on_the_rota(*(f"Reader{number}" for number in range(MANY)))
    for person, desk in ((reader, at_the_desk.CITY), (national, at_the_desk.NATIONAL)):
        at_the_desk.reads_all_day(person, desk=desk)
    silent = Invitation.objects.filter(stage_event__case__force=CITY, responses=None)
    texts = [at_the_desk.written(at_the_desk.begun(each)) for each in silent.order_by("pk")[:MANY]]
    WrittenText.objects.update(escalated=2, held_by=reader, category="child", sorted_at=NOW)
    for text in texts:
        follow_up.ask(
            response_id=text.response_id, safe_way=SafeWay(way="by the clinic"), language="en",
            by=TESTER, at=NOW,
        )  # fmt: skip
    FollowUp.objects.update(held_by=reader)
    _judged_texts(texts[MANY // 2 :])
    return texts[0].pk


def _danger_notices(text: int, reader: User, national: User) -> int:
    """The control room has several, of which the readers opened one."""
    waiting = WrittenText.objects.filter(state="waiting", force=CITY).order_by("pk")
    sent = {
        each.pk: danger.send(
            text=each, reason="She fears that he comes tonight", is_about_police=False,
            viewer=viewer_for(reader.pk), by=administration.acting(reader), at=NOW,
        )
        for each in waiting
    }  # fmt: skip
    for person in (reader, national):
        DangerOpening.objects.create(
            notice=sent[text], user=person, reason="Nobody confirmed it", opened_at=NOW,
            until=NOW + timedelta(hours=1),
        )  # fmt: skip
    return sent[text].pk


def _danger_replies() -> int:
    for number in range(MANY):
        receive(
            provider_id=f"reply {number}", mobile=f"+44770090060{number}",
            message="he is going to kill me tonight", by=TESTER, at=NOW,
        )  # fmt: skip
    return DangerReply.objects.latest("pk").pk


def _judged_texts(texts: list[WrittenText]) -> None:
    for text, language in zip(texts, cycle(("en", "cy", "pl", "ur", "pa")), strict=False):
        WrittenText.objects.filter(pk=text.pk).update(
            state="closed", closed_at=NOW, closed_by="Ash", outcome="no_risk", told="unsafe",
            category="none", rules_category="none", language=language, is_drawn=True, held_by=None,
        )  # fmt: skip


def _calls(caller: User) -> dict[str, int]:
    at_the_phone.set_up()
    for number in range(MANY):
        at_the_phone.an_interview_to_look_at(at_the_phone.interviewer(f"Caller{number}"))
    for _ in range(2 * MANY):
        at_the_phone.who_chose_a_call()
    at_the_phone.is_asking(caller)
    return {
        "call": TelephoneCase.objects.filter(state="open").latest("pk").pk,
        "look": CallAttempt.objects.filter(is_drawn=True).latest("pk").pk,
    }


def _paper() -> dict[str, int]:
    """Forms to key, of which some wait for a settlement."""
    readers = [paper_forms.as_actor(paper_forms.keyer(f"{name}.")) for name in ("ash", "birch")]
    with override_settings(PAPER_KEYED_TWICE=100):
        made = [paper_forms.printed().form for _ in range(MANY)]
    for form in made[1:]:
        for typed, reader in enumerate(readers, start=1):
            paper_forms.key(form, by=reader, Q_OVR_1=str(typed))
    return {"paper": made[0].pk, "differing": made[1].pk}


def _confirm_that_nobody_worked_on_a_case() -> None:
    ReadingConfirmation.objects.bulk_create(
        ReadingConfirmation(user=user, response=response, said_at=NOW)
        for user in User.objects.all()
        for response in Response.objects.only("pk")
    )


def _coded_texts(first: User, second: User) -> int:
    """Some that wait, some that two people code otherwise, some quoted, and some to mend; and what
    was counted of others."""
    answered = Response.objects.filter(invitation__stage_event__case__force=CITY)
    new = answered.exclude(pk__in=WrittenText.objects.values("response")).order_by("pk")
    texts = [coded.given_to_coders(each, force=CITY) for each in new[: 4 * MANY]]
    CodedText.objects.update(is_doubled=True)
    for text in texts[:MANY]:
        quotes.choose(text=text, passage="news", by=coded.actor(first), at=NOW)
        coding.code(text=text, themes=["better:informed"], by=coded.actor(first), at=NOW)
        coding.code(text=text, themes=["better:reach"], by=coded.actor(second), at=NOW)
    for text in texts[-MANY:]:
        faults.report(text=text, marked="news", by=coded.actor(first), at=NOW)
    for area in (*FORCES, "nation"):
        for theme in ("better:informed", "well:respect"):
            ThemeRate.objects.create(
                period=Q3, area=area, rate=theme, dimension="all", level="all", people=40, found=9
            )
    for area in (*FORCES, "nation"):
        for number in range(MANY):
            EmergingTerm.objects.create(
                week=NOW, area=area, language="en", term=f"word {number}", score=3
            )
    return texts[-1].pk


def _services(staff: dict[str, User], cases: list[Case]) -> int:
    """Several, each with all of the cases."""
    by = Actor.user(user_id=staff["lead"].pk, name="Lead")
    for number in range(MANY):
        service = organisations.create_organisation(
            name=f"Service {number}", kind="idva",
            forces=Force.objects.filter(code=CITY), by=by, at=NOW,
        )  # fmt: skip
        organisations.join(organisation=service, user=staff["advocate"], by=by, at=NOW)
        for case in cases:
            case_access.give_to_service(case=case, service=service, by=by, at=NOW)
    _offers(service, by)
    return service.pk


def _offers(service: Organisation, by: Actor) -> None:
    for route in ADVOCATE_ROUTES:
        offers.set_rule(
            force=Force.objects.get(code=CITY), route=route, service=service, is_at_once=True,
            by=by, at=NOW,
        )  # fmt: skip
    load(*[row(flags={}, advocate_route=route) for route in ADVOCATE_ROUTES for _ in range(MANY)])
    decide()
    assert offers.offer_cases(by=TESTER, at=NOW) >= MANY


def _texts_in_every_state() -> None:
    texts = list(OutboxMessage.objects.order_by("pk"))
    for text, state in zip(texts, ("failed", "failed", "delivered"), strict=False):
        OutboxMessage.objects.filter(pk=text.pk).update(
            state=state, fault="number refused" if state == "failed" else ""
        )


def _cases_to_see(staff: dict[str, User], cases: list[Case]) -> None:
    by = Actor.user(user_id=staff["lead"].pk, name="Lead")
    for case in cases:
        case_access.give(case=case, user=staff["advocate"], by=by, at=NOW)
        case_access.bar(case=case, user=staff["officer"], role="", by=by, at=NOW)


def _files(by: Actor, folder: Path) -> dict[str, int]:
    for number in range(MANY):
        MappingProfile.objects.create(
            force_id=CITY, name=f"profile-{number}", text="", saved_at=NOW, saved_by="Ann"
        )
        checked(MIXED, by=by, name=f"mixed-{number}.csv")
        content = csv_text([record(case_key=f"F{number}-{n}") for n in range(3)])
        upload = loaded(content, by=by, name=f"good-{number}.csv")
    example = bring(MIXED, by=by, name="example.csv", is_example=True)
    return {
        "example": example.pk,
        "held": _held(),
        "checked": Upload.objects.filter(state="checked").latest("pk").pk,
        "loaded": upload.pk,
        "load": by_command(folder).pk,
        "profile": MappingProfile.objects.latest("pk").pk,
    }


def _held() -> int:
    """Numbers of sensitive cases that wait for a second person."""
    rows = [row(case_key=f"H{n}", flags={}, **SAFE) for n in range(MANY)]
    load(*rows)
    load(*(replace(one, contact_mobile="+447700900899") for one in rows), at=NOW)
    return HeldChange.objects.latest("pk").import_batch_id


def _helplines(keeper: User) -> dict[str, int]:
    lines = list(Helpline.objects.order_by("pk")[:MANY])
    for line in lines * 2:
        helplines.ring(line, keeper)
    found = [helplines.propose(line, keeper, number="0808 157 0000") for line in lines]
    return {"helpline": lines[0].pk, "change": found[0].pk}


def _trials(designer: User) -> int:
    """Trials that are over."""
    by, counts = Actor.user(user_id=designer.pk, name="Designer"), ArmCount(placed=90, answered=30)
    for number in range(MANY):
        day = date(2026, 1, 1) + timedelta(days=number)
        trial = trials.propose(
            kind=TrialKind.HOUR, arms=["evening"], outcome=TrialOutcome.ANSWERED, why="",
            planned_each=200, first_day=day, last_day=day, by=by, at=NOW,
        )  # fmt: skip
        trials.close(trial_id=trial.pk, because="", by=by, at=NOW)
        Trial.objects.filter(pk=trial.pk).update(result={arm: asdict(counts) for arm in trial.arms})
    return trial.pk


def _languages(reader: User) -> None:
    by = Actor.user(user_id=reader.pk, name=reader.name)
    for text in reading.texts()[:MANY]:
        reading.sign(text, by=by)
        reading_actions.ask(language="pl", text=reading.texts()[0], comment="Who?", by=by, at=NOW)
    for text in reading.texts()[MANY : 2 * MANY]:
        reading.propose(text, "Inne słowa", by=by)


def _instruments() -> None:
    for number in range(MANY):
        definition = instruments.raw_definition(code=f"sample-{number}")
        publishing_actions.save_draft(raw=definition, by=TESTER, at=NOW + timedelta(minutes=number))
