"""Mails to a receiving unit."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from access import selectors as access_selectors
from access.digests.carriers import Carrier, Letter
from access.web.links import staff_link
from responses.models import DangerNotice
from responses.triage.danger import actions, selectors
from responses.triage.danger.rules import NoticePhase


def ring(*, notice_id: int, turn: int, place: int, carrier: Carrier, at: datetime) -> None:
    """Unless the unit has confirmed. Raises NotTakenError or UncertainEndError, so that the task is
    tried again; a mail may arrive twice."""
    notice = DangerNotice.objects.select_related("receiver").filter(pk=notice_id).first()
    if notice is None or notice.receiver is None:
        return
    setting = selectors.unit_setting(notice.receiver.code, notice.unit)
    is_confirmed = selectors.phase_of(notice, at=at) is NoticePhase.CONFIRMED
    is_over = is_confirmed or selectors.is_with_own_police(notice)
    if is_over or setting is None or place >= len(setting.emails):
        return
    languages = ("en", "cy") if notice.receiver.is_welsh else ("en",)
    written = [_subject_and_body(notice, language) for language in languages]
    carrier.send(
        Letter(
            reference=f"danger-{notice.pk}-{turn}-{place}",
            to=setting.emails[place],
            subject=" / ".join(subject for subject, _body in written),
            body="\n\n".join(body for _subject, body in written),
        )
    )
    if carrier.delivers:
        actions.count_mail(notice_id=notice.pk)


def _subject_and_body(notice: DangerNotice, language: str) -> tuple[str, str]:
    link = staff_link("responses:danger-notice", str(notice.pk))
    with override(language):
        subject = _("A danger notice is waiting")
        if access_selectors.is_simulated():
            subject = f"{_('SIMULATED')} · {subject}"
        body = _(
            "A person’s safety may be at risk. Sign in to the National Victim Survey, open the "
            "notice and confirm it:\n%(link)s"
        ) % {"link": link}
    return subject, body
