from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from survey.reading import presenters, selectors
from survey.reading.forms import QuestionForm, RemarkAnswerForm, RemarkForm, WordingProposalForm
from survey.reading.texts import TextKind


@permission_required(Permission.VIEW_LANGUAGES)
@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    rows = presenters.language_rows(selectors.desks_for(viewer_of(request)))
    return render(request, "survey/languages.html", {"rows": rows})


@permission_required(Permission.VIEW_LANGUAGES)
@require_safe
@out_of_reach_is_absent
def language(request: HttpRequest, code: str) -> HttpResponse:
    """`?part=`, or the first kind with something left to sign."""
    desk = selectors.desk_for(viewer_of(request), code)
    row = presenters.language_row(desk)
    part = request.GET.get("part", "")
    kinds = [each.kind for each in row.parts]
    left = [each.kind for each in row.parts if each.left]
    chosen = TextKind(part) if part in kinds else (left or kinds or [TextKind.PAGE])[0]
    context = {
        "row": row,
        "chosen": next((each for each in row.parts if each.kind == chosen), None),
        "texts": presenters.text_rows(desk.texts.get(chosen, ())),
    }
    return render(request, "survey/language.html", context)


@permission_required(Permission.VIEW_LANGUAGES)
@require_safe
@out_of_reach_is_absent
def text(request: HttpRequest, code: str, key: str) -> HttpResponse:
    return render_text(request, code, key)


def render_text(
    request: HttpRequest, code: str, key: str, *, failed: RemarkForm | None = None
) -> HttpResponse:
    """`failed` is shown as it was filled in."""
    viewer = viewer_of(request)
    page = presenters.text_page(selectors.desk_for(viewer, code), key, viewer)
    forms: dict[str, RemarkForm] = {
        "propose": WordingProposalForm(initial={"wording": page.found.text.wording}),
        "ask": QuestionForm(),
    }
    answers = {card.pk: RemarkAnswerForm.for_remark(card.pk) for card in page.remarks}
    if isinstance(failed, RemarkAnswerForm):
        answers[failed.remark_id] = failed
    elif failed:
        forms[failed.name] = failed
    context = {
        "page": page,
        "form": failed,
        "remarks": [(card, answers[card.pk]) for card in page.remarks],
        **forms,
    }
    return render(request, "survey/text.html", context)
