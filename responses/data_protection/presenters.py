import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.actor import ActorKind
from access.audit import AuditKind
from access.models import AuditEvent
from access.presenters import body_name
from responses.data_protection.selectors.audit_trail import CASE, SHOWN, Trail
from responses.models import DeskRequest
from ui.csv_files import guard
from ui.formatting import format_moment

WORDS: Mapping[AuditKind, Promise] = {
    AuditKind.ROLE_ASKED: gettext_lazy("Asked for a role for somebody"),
    AuditKind.ROLE_GIVEN: gettext_lazy("Gave a role that another administrator asked for"),
    AuditKind.ROLE_REFUSED: gettext_lazy("Refused a role"),
    AuditKind.ROLE_WITHDRAWN: gettext_lazy("Withdrew a role that was asked for"),
    AuditKind.ROLE_END_SET: gettext_lazy("Set an earlier end of a role"),
    AuditKind.ROLE_ENDED: gettext_lazy("Ended a role"),
    AuditKind.USER_LEFT: gettext_lazy("Noted that somebody left"),
    AuditKind.LINK_ASKED: gettext_lazy(
        "Asked for a link by which somebody gets into their account"
    ),
    AuditKind.LINK_ALLOWED: gettext_lazy("Allowed a link that another administrator asked for"),
    AuditKind.LINK_REFUSED: gettext_lazy("Refused a link to an account"),
    AuditKind.LINK_USED: gettext_lazy("Used a link to their account"),
    AuditKind.FORCE_ADDED: gettext_lazy("Added a force"),
    AuditKind.MERGER_ASKED: gettext_lazy("Asked for a merger of forces"),
    AuditKind.MERGER_SET_ASIDE: gettext_lazy("Refused or withdrew a merger of forces"),
    AuditKind.FORCES_MERGED: gettext_lazy("Merged forces"),
    AuditKind.SENDING_PAUSED: gettext_lazy("Stopped all sending"),
    AuditKind.SENDING_RESUME_ASKED: gettext_lazy("Asked that sending goes on"),
    AuditKind.SENDING_RESUME_DONE: gettext_lazy("Let sending go on, as another had asked"),
    AuditKind.WITHDRAWAL_ASKED: gettext_lazy("Asked that answers of a caller are taken out"),
    AuditKind.WITHDRAWAL_DONE: gettext_lazy("Took answers of a caller out, as another had asked"),
    AuditKind.DESK_REQUEST_SET_ASIDE: gettext_lazy("Set a request of the service desk aside"),
    AuditKind.CASE_FOUND: gettext_lazy("Looked for a case by its key"),
    AuditKind.LIMIT_REACHED: gettext_lazy("Had to wait after too many wrong tries"),
    AuditKind.SAFE_CONTACT_CONFIRMED: gettext_lazy("Wrote down what is safe"),
    AuditKind.SAFE_CONTACT_OVERRIDE_ASKED: gettext_lazy("Said that an unsafe number is safe"),
    AuditKind.SAFE_CONTACT_RENEWED: gettext_lazy("Wrote down that it is still safe"),
    AuditKind.WORK_LIST_READ: gettext_lazy("Read the list of who needs a word"),
    AuditKind.TEXT_QUEUE_READ: gettext_lazy("Read the queue of texts"),
    AuditKind.TEXT_READ: gettext_lazy("Read what a victim wrote"),
    AuditKind.TEXT_TAKEN: gettext_lazy("Took a text in hand"),
    AuditKind.TEXT_JUDGED: gettext_lazy("Said what a text tells of"),
    AuditKind.TEXT_HANDED_OVER: gettext_lazy("Handed a text to somebody else"),
    AuditKind.TEXT_CLOSED: gettext_lazy("Closed a text"),
    AuditKind.TEXT_READ_TWICE: gettext_lazy("Read a text a second time"),
    AuditKind.FOLLOW_UP_LIST_READ: gettext_lazy("Read who wishes to be contacted"),
    AuditKind.FOLLOW_UP_READ: gettext_lazy("Read how somebody can be reached"),
    AuditKind.FOLLOW_UP_TAKEN: gettext_lazy("Took a wish to be contacted in hand"),
    AuditKind.FOLLOW_UP_HANDED_OVER: gettext_lazy("Handed a wish to be contacted to somebody else"),
    AuditKind.FOLLOW_UP_TRIED: gettext_lazy("Did not reach somebody who wished it"),
    AuditKind.FOLLOW_UP_ENDED: gettext_lazy("Closed a wish to be contacted"),
    AuditKind.READING_BARRED: gettext_lazy("Declared that they know a case or someone in it"),
    AuditKind.READING_CONFIRMED: gettext_lazy("Confirmed that they did not work on a case"),
    AuditKind.READING_AGREEMENT_ASKED: gettext_lazy("Entered a reading agreement"),
    AuditKind.READING_AGREEMENT_APPROVED: gettext_lazy("Approved a reading agreement"),
    AuditKind.READING_AGREEMENT_REFUSED: gettext_lazy("Refused a reading agreement"),
    AuditKind.READING_AGREEMENT_ENDED: gettext_lazy("Ended a reading agreement"),
    AuditKind.REDACTED_TEXT_READ: gettext_lazy("Read a redacted text"),
    AuditKind.TEXT_CODED: gettext_lazy("Said what a text speaks of"),
    AuditKind.CODING_SETTLED: gettext_lazy("Settled what a text speaks of"),
    AuditKind.REDACTION_FAULTED: gettext_lazy("Reported words that should be hidden"),
    AuditKind.REDACTION_LIST_READ: gettext_lazy("Read the list of texts to hide words in"),
    AuditKind.REDACTION_MENDED: gettext_lazy("Hid words in a text"),
    AuditKind.REDACTION_SHUT: gettext_lazy("Shut a text that cannot be redacted"),
    AuditKind.QUOTE_CHOSEN: gettext_lazy("Chose a quotation"),
    AuditKind.QUOTE_LIST_READ: gettext_lazy("Read the list of quotations"),
    AuditKind.QUOTE_RELEASED: gettext_lazy("Released a quotation"),
    AuditKind.QUOTE_REFUSED: gettext_lazy("Refused a quotation"),
    AuditKind.QUOTE_TAKEN_BACK: gettext_lazy("Took a quotation back"),
    AuditKind.WORDING_SIGNED: gettext_lazy("Signed words of a language"),
    AuditKind.WORDING_UNSIGNED: gettext_lazy("Took a signature of words back"),
    AuditKind.WORDING_PROPOSED: gettext_lazy("Proposed other words"),
    AuditKind.WORDING_AGREED: gettext_lazy("Agreed to other words"),
    AuditKind.WORDING_REFUSED: gettext_lazy("Refused other words"),
    AuditKind.WORDING_TAKEN_BACK: gettext_lazy("Took proposed words back"),
    AuditKind.WORDING_ASKED_ABOUT: gettext_lazy("Asked about words"),
    AuditKind.WORDING_ANSWERED: gettext_lazy("Answered a question about words"),
    AuditKind.ROTA_CHANGED: gettext_lazy("Changed who reads texts"),
    AuditKind.TEXT_ACTION_RECORDED: gettext_lazy("Recorded what was done about a text"),
    AuditKind.DANGER_ASKED: gettext_lazy("Asked a second reader to send a danger notice"),
    AuditKind.DANGER_SENT: gettext_lazy("Sent a danger notice"),
    AuditKind.DANGER_OPENED: gettext_lazy("Opened a danger notice at the receiving unit"),
    AuditKind.DANGER_CONFIRMED: gettext_lazy("Confirmed a danger notice"),
    AuditKind.DANGER_UNCONFIRMED: gettext_lazy("A danger notice was not confirmed in time"),
    AuditKind.DANGER_OPENED_BY_READER: gettext_lazy(
        "Opened the details of an unconfirmed danger notice"
    ),
    AuditKind.DANGER_READ: gettext_lazy("Read the details of an unconfirmed danger notice"),
    AuditKind.DANGER_REVIEWED: gettext_lazy("Reviewed a danger notice"),
    AuditKind.DANGER_LIST_READ: gettext_lazy("Read the list of danger notices"),
    AuditKind.RECEIVING_UNIT_SET: gettext_lazy("Set how to reach a receiving unit"),
    AuditKind.POLICE_ROUTE_SET: gettext_lazy("Set who receives notices about police"),
    AuditKind.INTERVIEWING_SET: gettext_lazy("Said how victims are interviewed"),
    AuditKind.CALL_TAKEN: gettext_lazy("Took a call to make"),
    AuditKind.CALL_NUMBER_SHOWN: gettext_lazy("Saw the number of a call"),
    AuditKind.CALL_HANDED_OVER: gettext_lazy("Said who makes a call"),
    AuditKind.CALL_REVIEWED: gettext_lazy("Looked at how an interview went"),
    AuditKind.CODE_DRAWN: gettext_lazy("Drew a code to hand over"),
    AuditKind.CARD_PRINTED: gettext_lazy("Made a card to hand over"),
    AuditKind.PAPER_PRINTED: gettext_lazy("Printed a form to hand over"),
    AuditKind.PAPER_KEYED: gettext_lazy("Keyed a form on paper"),
    AuditKind.PAPER_SETTLED: gettext_lazy("Settled what two people read on a form"),
    AuditKind.PAPER_BARRED: gettext_lazy("Said that they know who filled a form in"),
    AuditKind.NEW_LINK_ASKED: gettext_lazy("Asked for a new link to be sent"),
    AuditKind.CASE_GIVEN: gettext_lazy("Gave a case to somebody"),
    AuditKind.CASE_BARRED: gettext_lazy("Kept somebody from a case"),
    AuditKind.PLACE_ALLOWED: gettext_lazy(
        "Allowed an officer a code for somebody in the victim’s place"
    ),
    AuditKind.CASE_UNTIED: gettext_lazy("Lifted who sees a case"),
    AuditKind.CASES_OFFERED: gettext_lazy("Offered cases to a service by a rule"),
    AuditKind.CASE_KEPT_BACK: gettext_lazy("Kept a case back from a service"),
    AuditKind.ADVISER_RULE_SET: gettext_lazy("Said which service is offered cases"),
    AuditKind.ADVISER_RULE_ENDED: gettext_lazy("Ended a rule by which a service is offered cases"),
    AuditKind.EXCLUSION_CONFIRMED: gettext_lazy("Confirmed an exclusion"),
    AuditKind.EXCLUSION_REFUSED: gettext_lazy("Refused an exclusion"),
    AuditKind.EXCLUSION_WITHDRAWN: gettext_lazy("Took an exclusion back"),
    AuditKind.HELD_CHANGE_CONFIRMED: gettext_lazy("Confirmed changes of a case file"),
    AuditKind.HELD_CHANGE_REFUSED: gettext_lazy("Refused changes of a case file"),
    AuditKind.HELD_CHANGES_FORGOTTEN: gettext_lazy("Dropped changes that nobody judged"),
    AuditKind.CASE_FILE_NOTES_ANSWERED: gettext_lazy("Answered the warnings of a case file"),
    AuditKind.PEOPLE_HELD: gettext_lazy("Put people in a case file on hold"),
    AuditKind.PERSON_HOLD_RELEASED: gettext_lazy("Said that people on hold may be contacted"),
    AuditKind.PERSON_HOLD_STOPPED: gettext_lazy("Stopped contact with people on hold"),
    AuditKind.PERSON_HOLDS_CLEARED: gettext_lazy("Ended holds by a later case file"),
    AuditKind.PERSON_HOLDS_FORGOTTEN: gettext_lazy("Deleted old answers about people on hold"),
    AuditKind.CASES_IMPORTED: gettext_lazy("Loaded cases"),
    AuditKind.CASES_IMPORT_UNDONE: gettext_lazy("Took a load back"),
    AuditKind.CASE_FILE_UPLOADED: gettext_lazy("Brought a case file"),
    AuditKind.CASE_FILE_WORK_ASKED: gettext_lazy("Had a case file loaded or taken back"),
    AuditKind.CASE_FILE_DISCARDED: gettext_lazy("Discarded a case file"),
    AuditKind.FIGURES_EXPORTED: gettext_lazy("Took figures as a file"),
    AuditKind.EARLY_READER_ADDED: gettext_lazy("Named somebody to read a release before it is out"),
    AuditKind.EARLY_READER_REMOVED: gettext_lazy("Took somebody off the list of early readers"),
    AuditKind.RELEASE_READ_EARLY: gettext_lazy("Read a release before it was out"),
    AuditKind.REJECTED_ROWS_TAKEN: gettext_lazy("Downloaded rejected rows with their contacts"),
    AuditKind.MAPPING_PROFILE_SAVED: gettext_lazy("Saved a mapping profile"),
    AuditKind.CONTACT_OPTED_OUT: gettext_lazy("Ended contact with a number"),
    AuditKind.OPT_OUT_UNDONE: gettext_lazy("Undid the end of contact"),
    AuditKind.LINKS_ENDED: gettext_lazy("Ended the links of a sending"),
    AuditKind.RESPONSE_WITHDRAWN: gettext_lazy("Took answers out"),
    AuditKind.RESPONSE_BROUGHT_BACK: gettext_lazy("Brought answers back"),
    AuditKind.WITHDRAWN_ANSWERS_DESTROYED: gettext_lazy("Destroyed withdrawn answers"),
    AuditKind.SUBJECT_ACCESS_GIVEN: gettext_lazy("Wrote out all that is held about a person"),
    AuditKind.SUBJECT_ACCESS_ASKED: gettext_lazy(
        "Asked that somebody is given what is held about them"
    ),
    AuditKind.SUBJECT_ACCESS_REFUSED: gettext_lazy(
        "Refused to give somebody what is held about them"
    ),
    AuditKind.CONTACTS_DESTROYED: gettext_lazy("Destroyed contacts that were kept long enough"),
    AuditKind.KEYS_ROTATED: gettext_lazy("Moved contacts to another key"),
    AuditKind.DUTY_SIGNED: gettext_lazy("Signed that a duty was done"),
    AuditKind.DUTY_CONFIRMED: gettext_lazy("Confirmed what another signed"),
    AuditKind.DUTY_TAKEN_BACK: gettext_lazy("Took a signature back"),
    AuditKind.USER_CREATED: gettext_lazy("Made an account"),
    AuditKind.USER_SWITCHED_OFF: gettext_lazy("Switched an account off"),
    AuditKind.USER_SWITCHED_ON: gettext_lazy("Switched an account on"),
    AuditKind.USER_EMPTIED: gettext_lazy("Emptied an account"),
    AuditKind.SIGNED_IN: gettext_lazy("Signed in"),
    AuditKind.SIGNED_OUT: gettext_lazy("Signed out"),
    AuditKind.SIGN_IN_FAILED: gettext_lazy("Somebody failed to sign in"),
    AuditKind.SECOND_FACTOR_FAILED: gettext_lazy("Somebody knew a password and not the code"),
    AuditKind.IDENTITY_CONFIRMED: gettext_lazy("Confirmed who they are"),
    AuditKind.IDENTITY_NOT_CONFIRMED: gettext_lazy("Could not confirm who they are"),
    AuditKind.PASSWORD_CHANGED: gettext_lazy("Changed their password"),
    AuditKind.SECOND_FACTOR_ADDED: gettext_lazy("Set up a second step of signing in"),
    AuditKind.SECOND_FACTOR_REMOVED: gettext_lazy("Took a second step of signing in away"),
    AuditKind.RECOVERY_CODES_MADE: gettext_lazy("Made recovery codes"),
    AuditKind.PROVIDER_ASKED: gettext_lazy("Entered where a force signs in"),
    AuditKind.PROVIDER_APPROVED: gettext_lazy("Approved where a force signs in"),
    AuditKind.PROVIDER_SET_ASIDE: gettext_lazy("Set aside where a force would sign in"),
    AuditKind.PROVIDER_ENDED: gettext_lazy("Ended a force’s own sign-in"),
    AuditKind.SUBJECT_BOUND: gettext_lazy("First came from their force’s sign-in"),
    AuditKind.GLASS_ASKED: gettext_lazy("Asked to open in an emergency what is closed"),
    AuditKind.GLASS_BROKEN: gettext_lazy("Opened in an emergency what is closed"),
    AuditKind.GLASS_REFUSED: gettext_lazy("Did not open what was asked for in an emergency"),
    AuditKind.GLASS_LOOKED: gettext_lazy("Looked at what was opened in an emergency"),
    AuditKind.GLASS_CLOSED: gettext_lazy("Closed what was opened in an emergency"),
    AuditKind.GLASS_REVIEWED: gettext_lazy("Reviewed what was opened in an emergency"),
    AuditKind.SESSIONS_ENDED: gettext_lazy("Signed an account out everywhere"),
    AuditKind.TRAIL_BROKEN: gettext_lazy("Found that this trail was changed"),
    AuditKind.TRAIL_EXPORTED: gettext_lazy("Took this trail as a file"),
    AuditKind.API_KEY_CREATED: gettext_lazy("Granted a key for another system"),
    AuditKind.API_KEY_TAKEN: gettext_lazy("Took a key for another system"),
    AuditKind.API_KEY_USED: gettext_lazy("Used a key of another system, first of the day"),
    AuditKind.API_KEY_ENDED: gettext_lazy("Ended a key of another system"),
    AuditKind.RESEARCH_ASKED: gettext_lazy("Asked for answers for researchers"),
    AuditKind.RESEARCH_CHECKED: gettext_lazy("Checked a file for researchers"),
    AuditKind.RESEARCH_TAKEN: gettext_lazy("Took a file for researchers"),
    AuditKind.RESEARCH_ENDED: gettext_lazy("Ended a project of researchers, and its file"),
    AuditKind.PEER_GROUPS_ASKED: gettext_lazy("Brought a list of similar forces"),
    AuditKind.PEER_GROUPS_SET_ASIDE: gettext_lazy("Refused or withdrew a list of similar forces"),
    AuditKind.PEER_GROUPS_LOADED: gettext_lazy("Had a list of similar forces hold"),
    AuditKind.SAID_AND_DONE_UNWANTED: gettext_lazy(
        "Asked that nobody reads any more what was done about what victims said"
    ),
    AuditKind.SAID_AND_DONE_TAKEN_BACK: gettext_lazy(
        "Took back what was said to be done about what victims said"
    ),
    AuditKind.ORGANISATION_CREATED: gettext_lazy("Added a service"),
    AuditKind.ORGANISATION_FORCES_SET: gettext_lazy("Said which forces a service serves"),
    AuditKind.ORGANISATION_FORCES_ASKED: gettext_lazy("Asked that a service serves more forces"),
    AuditKind.ORGANISATION_FORCES_SET_ASIDE: gettext_lazy(
        "Refused or withdrew more forces for a service"
    ),
    AuditKind.ORGANISATION_JOINED: gettext_lazy("Added somebody to a service"),
    AuditKind.ORGANISATION_LEFT: gettext_lazy("Took somebody out of a service"),
}

PROOFS: Mapping[str, Promise] = {
    DeskRequest.DeskProof.DOCUMENT: gettext_lazy("An official document was seen"),
    DeskRequest.DeskProof.SUPPORTER: gettext_lazy(
        "An adviser or officer who knows them in person vouched for them"
    ),
}


@dataclass(frozen=True)
class TrailRow:
    when: str
    who: str
    what: str
    about: str
    is_system: bool


def trail_rows(trail: Trail) -> list[TrailRow]:
    language = get_language() or "en"
    return [
        TrailRow(
            when=format_moment(event.at, language=language),
            who=_name_actor(event, trail),
            what=str(WORDS[AuditKind(event.kind)]),
            about=_about(event, trail),
            is_system=event.actor_kind == ActorKind.SYSTEM,
        )
        for event in trail.events
    ]


def _name_actor(event: AuditEvent, trail: Trail) -> str:
    body = trail.bodies.get(event.actor_user_id or 0, "")
    return _named(event.actor_name, body)


def _named(name: str, body: str) -> str:
    return f"{name} ({body_name(body)})" if body else name


def _about(event: AuditEvent, trail: Trail) -> str:
    if key := trail.case_keys.get(event.target):
        return _("Case %(key)s") % {"key": key}
    if name := trail.people.get(event.target):
        return _named(name, trail.bodies.get(int(event.target.rpartition(" ")[2]), ""))
    if event.target.startswith(f"{CASE} "):
        return _("A case that is gone")
    return _("No case had this key") if event.kind == AuditKind.CASE_FOUND else ""


def kinds() -> list[tuple[str, str]]:
    return sorted(((kind.value, str(WORDS[kind])) for kind in SHOWN), key=lambda one: one[1])


def address_of(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("before", None)
    return kept.urlencode()


def csv_parts(trail: Iterable[Trail]) -> Iterator[str]:
    """Times in UTC, and codes as well as words."""
    columns = ("at", "who", "is_staff", "kind", "what", "about", "force")
    yield _csv_lines([columns])
    for part in trail:
        yield _csv_lines(
            (
                event.at.astimezone(UTC).isoformat(timespec="seconds"),
                _name_actor(event, part),
                "yes" if event.actor_kind == ActorKind.USER else "no",
                event.kind,
                str(WORDS[AuditKind(event.kind)]),
                _about(event, part),
                event.force_code,
            )
            for event in part.events
        )


def _csv_lines(rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(
        [guard(cell) for cell in row] for row in rows
    )
    return written.getvalue()


@dataclass(frozen=True, kw_only=True)
class AccessRow:
    pk: int
    asked: str
    proof: str
    is_own: bool


def access_row(request: DeskRequest, *, reader: int) -> AccessRow:
    moment = format_moment(request.asked_at, language=get_language() or "en")
    return AccessRow(
        pk=request.pk,
        asked=_("%(person)s, %(time)s") % {"person": request.asked_by, "time": moment},
        proof=str(PROOFS[request.proof]),
        is_own=request.asked_by_id == reader,
    )
