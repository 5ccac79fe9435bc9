from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from responses.triage.redaction.marked_texts import RedactionMeasure
from responses.triage.redaction.numbers import EntityKind
from responses.triage.risk.learned import RiskModel
from responses.triage.risk.reading import TIME_ALLOWED, TriageClock
from responses.triage.risk.text_sets import ReadText, RiskMeasure

UNKNOWN_SHARE = "–"


def risk_lines(
    language: str, measured: RiskMeasure, read: Sequence[ReadText], *, is_known: bool
) -> Iterator[str]:
    yield _("%(language)s: %(texts)s texts, %(risk)s of them of risk") % {
        "language": language, "texts": measured.texts, "risk": measured.risk
    }  # fmt: skip
    yield "  " + recall_line(measured)
    said = _("precision %(precision)s · ahead of the queue %(ahead)s · in doubt %(doubted)s")
    yield "  " + said % {
        "precision": _share(measured.precision),
        "ahead": measured.ahead,
        "doubted": measured.doubted,
    }
    yield "  " + clock_line(read)
    yield "  " + (
        _("Recall with what people write: tried by speakers who did not write the rules.")
        if is_known
        else _("Recall with what people write: not known.")
    )


def recall_line(measured: RiskMeasure) -> str:
    if not measured.risk:
        return _("no text of risk: no recall")
    lower, upper = measured.recall_interval
    return _("a rule finds %(found)s: recall %(recall)s, 95 %% interval %(lower)s to %(upper)s") % {
        "found": measured.found,
        "recall": _share(measured.recall),
        "lower": _share(lower),
        "upper": _share(upper),
    }


def model_line(read: Sequence[ReadText], model: RiskModel) -> str:
    risk = [each for each in read if each.judged.is_risk]
    ahead = sum(each.is_ahead or model.raises(each.judged.text) for each in risk)
    in_vain = sum(
        not each.judged.is_risk and not each.is_ahead and model.raises(each.judged.text)
        for each in read
    )
    return _("with the model %(ahead)s of %(risk)s ahead of the queue, and %(in_vain)s others") % {
        "ahead": ahead, "risk": len(risk), "in_vain": in_vain
    }  # fmt: skip


def clock_line(read: Sequence[ReadText]) -> str:
    counts = [(clock, sum(each.reading.clock == clock for each in read)) for clock in TriageClock]
    return " · ".join(f"{_clock(clock)}: {count}" for clock, count in counts)


def _clock(clock: TriageClock) -> str:
    if clock not in TIME_ALLOWED:
        return _("next working day")
    minutes = round(TIME_ALLOWED[clock].total_seconds() / 60)
    return _("%(minutes)s staffed minutes") % {"minutes": minutes}


def missed_lines(read: Sequence[ReadText]) -> Iterator[str]:
    for each in read:
        if each.judged.is_risk and not each.is_found:
            yield f"  {each.judged.number}: {each.judged.text}"


def kind_names() -> Mapping[EntityKind, str]:
    return {
        EntityKind.EMAIL: _("E-mail address"),
        EntityKind.WEB: _("Web address or account"),
        EntityKind.CARD: _("Card number"),
        EntityKind.NHS_NUMBER: _("NHS number"),
        EntityKind.NATIONAL_INSURANCE: _("National Insurance number"),
        EntityKind.BANK: _("Sort code or account number"),
        EntityKind.DOCUMENT: _("Passport or licence number"),
        EntityKind.CRIME_REFERENCE: _("Crime reference"),
        EntityKind.BIRTH_DATE: _("Date of birth"),
        EntityKind.PHONE: _("Telephone number"),
        EntityKind.POSTCODE: _("Postcode"),
        EntityKind.VEHICLE: _("Vehicle registration"),
        EntityKind.OFFICER_NUMBER: _("Officer’s number"),
        EntityKind.ADDRESS: _("Street address"),
        EntityKind.NAME: _("Name"),
    }


def redaction_lines(measured: RedactionMeasure, *, shows_missed: bool) -> Iterator[str]:
    names = kind_names()
    for kind in EntityKind:
        if counted := measured.kinds.get(kind):
            yield _("%(kind)s: %(taken_out)s of %(marked)s taken out, recall %(recall)s") % {
                "kind": names[kind],
                "taken_out": counted.taken_out,
                "marked": counted.marked,
                "recall": _share(counted.recall),
            }
    yield _("Of %(clean)s texts without a mark something was taken out of %(touched)s.") % {
        "clean": measured.clean, "touched": measured.touched
    }  # fmt: skip
    if shows_missed:
        for kind, words in measured.missed:
            yield f"  {names[kind]}: {words}"


def _share(share: float | None) -> str:
    return UNKNOWN_SHARE if share is None else f"{share:.3f}"
