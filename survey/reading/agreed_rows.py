from collections import defaultdict

from survey.models import WordingRemark
from survey.reading.agreed import AgreedWording, AgreedWordings
from survey.reading.texts import TextKind


def agreed_wordings() -> AgreedWordings:
    rows = WordingRemark.objects.filter(
        remark=WordingRemark.Remark.PROPOSAL,
        outcome=WordingRemark.Outcome.AGREED,
        kind=TextKind.QUESTION,
    ).order_by("ended_at", "pk")
    found: defaultdict[tuple[str, str], list[AgreedWording]] = defaultdict(list)
    for row in rows:
        found[row.language, row.text].append(AgreedWording(row.words, row.proposed))
    return AgreedWordings(dict(found))
