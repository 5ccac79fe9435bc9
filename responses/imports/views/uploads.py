from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from access.permissions import Permission
from access.sign_in.reauthentication import confirmed_lately
from access.viewer import Viewer
from access.web.guards import actor_of, permission_required, viewer_of
from responses.case_files.rejected import rows
from responses.imports.actions import uploads as actions
from responses.imports.forms import CertainForm, NotesForm, UploadForm, Way
from responses.imports.merging.jumps import of_whole_file
from responses.imports.merging.suspicions import UncertainLoadError
from responses.imports.presenters import differences, imports, notes
from responses.imports.presenters import uploads as presenters
from responses.imports.selectors import imports as imports_selectors
from responses.imports.selectors import undo as undo_selectors
from responses.imports.selectors import uploads as selectors
from responses.models import Upload
from responses.vault import upload_parts
from responses.vault.upload_parts import PartKind

MOST_LISTED = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permission_required(Permission.LOAD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, ways=_ways(viewer))
        if form.is_valid():
            return _receive(request, form)
    else:
        form = UploadForm(ways=_ways(viewer))
    found = selectors.uploads_for(viewer)[:MOST_LISTED]
    imports_found = imports_selectors.imports_for(viewer)[:MOST_LISTED]
    context = {
        "form": form,
        "rows": imports.import_rows(found, imports_found, most=MOST_LISTED),
        "cases_url": request.build_absolute_uri(reverse("responses_api:cases")),
    }
    return render(request, "responses/staff/uploads.html", context)


def _ways(viewer: Viewer) -> list[Way]:
    forces = selectors.forces_to_import_for(viewer)
    profiles = selectors.profiles_for(viewer)
    return [*((force, None) for force in forces), *((each.force, each) for each in profiles)]


def _receive(request: HttpRequest, form: UploadForm) -> HttpResponse:
    force, profile = form.chosen
    file = form.cleaned_data["file"]
    is_example = "example" in request.POST
    upload = actions.receive_upload(
        force=force,
        profile=profile,
        takes_hidden=form.takes_hidden,
        file=file,
        file_name=file.name,
        language=get_language() or "en",
        by=actor_of(request),
        at=timezone.now(),
        is_example=is_example,
    )
    is_mapped = upload.state == Upload.UploadState.MAPPING
    if is_example and not is_mapped:
        said = _("This file is as police.uk publishes it, so its columns need no names.")
        messages.info(request, said)
    page = "responses:mapping-columns" if is_mapped else "responses:upload"
    return redirect(page, pk=upload.pk)


@permission_required(Permission.LOAD_CASES)
@require_GET
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    found = _upload_or_404(request, pk)
    now, may_load = timezone.now(), selectors.may_load(found)
    may_undo, was_given_up = selectors.may_undo(found, at=now), selectors.was_given_up(found)
    context = {
        "upload": found,
        "status": presenters.status(found),
        "lead": presenters.lead(found),
        "is_at_work": found.state in selectors.TASKS and not was_given_up,
        "was_given_up": was_given_up,
        "progress": presenters.progress(found),
        "counts": presenters.counts(found),
        "notes": notes.stored_lines(found.notes),
        **_faults(found),
        "force": presenters.force_of(found),
        "report": presenters.report_of(found),
        "quality_url": reverse("responses:upload-quality", args=[found.pk]),
        "load_label": presenters.load_label(found) if may_load else "",
        "notes_form": NotesForm(codes=selectors.notes_to_answer(found))
        if may_load and selectors.notes_to_answer(found)
        else None,
        "may_make_keys": selectors.may_make_keys(found),
        "may_discard": selectors.may_discard(found),
        "may_undo": may_undo,
        "extent": presenters.extent(undo_selectors.count_extent(found.import_batch))
        if may_undo and found.import_batch
        else [],
    }
    suspicions = differences.suspicion_lines(selectors.suspicions_of(found))
    changes = {
        "differences": differences.difference_rows(found.differences),
        "suspicions": suspicions,
        "certain_form": CertainForm() if suspicions and may_load else None,
        "compared": differences.compared_rows(
            of_whole_file(found.quality.get("forces", {}), found.force_id),
            selectors.last_quality(found.force_id, before=found),
        ),
    }
    return render(request, "responses/staff/upload.html", {**context, **changes})


def _faults(found: Upload) -> dict[str, object]:
    return {
        "fault_groups": presenters.fault_group_rows(found),
        "faults": presenters.fault_rows(found),
        "more_faults": presenters.more_faults(found),
        "may_be_mapped": found.fault_count > 0 and selectors.may_be_mapped(found),
        "is_own_layout": selectors.is_own_layout(found),
        "has_rejected_rows": presenters.has_rejected_rows(found),
    }


@permission_required(Permission.LOAD_CASES)
@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    def deed(found: Upload) -> None:
        actions.request_import(
            upload_id=found.pk,
            is_certain=CertainForm(request.POST).is_valid(),
            answered=NotesForm(request.POST, codes=selectors.notes_to_answer(found)).answered,
            by=actor_of(request),
            at=timezone.now(),
        )

    return _act_and_redirect(request, pk, deed)


@permission_required(Permission.LOAD_CASES)
@require_POST
def make_keys(request: HttpRequest, pk: int) -> HttpResponse:
    def deed(found: Upload) -> None:
        actions.request_made_keys(upload_id=found.pk, by=actor_of(request), at=timezone.now())

    return _act_and_redirect(request, pk, deed)


@permission_required(Permission.LOAD_CASES)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    def deed(found: Upload) -> None:
        actions.request_undo(upload_id=found.pk, by=actor_of(request), at=timezone.now())

    return _act_and_redirect(request, pk, deed)


@permission_required(Permission.LOAD_CASES)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    def deed(found: Upload) -> None:
        actions.request_retry(upload_id=found.pk, by=actor_of(request), at=timezone.now())

    return _act_and_redirect(request, pk, deed)


@permission_required(Permission.LOAD_CASES)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    def deed(found: Upload) -> None:
        actions.discard_upload(upload_id=found.pk, by=actor_of(request), at=timezone.now())

    return _act_and_redirect(request, pk, deed)


@permission_required(Permission.LOAD_CASES)
@require_GET
@confirmed_lately
def rejected(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    found = _upload_or_404(request, pk)
    if not presenters.has_rejected_rows(found):
        raise Http404
    actions.record_rejected_taken(upload=found, by=actor_of(request), at=timezone.now())
    return StreamingHttpResponse(
        upload_parts.pieces(found.pk, kind=PartKind.REJECTED),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="rejected-{found.pk}.csv"'},
    )


@permission_required(Permission.LOAD_CASES)
@require_GET
@confirmed_lately
def rejected_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    found = _upload_or_404(request, pk)
    if not presenters.has_rejected_rows(found):
        raise Http404
    try:
        content = rows.rejected_workbook(upload_parts.rejected_lines(found.pk))
    except rows.TooLargeForWorkbookError:
        messages.error(request, _("There is too much for a workbook. Take the rows as CSV."))
        return redirect("responses:upload", pk=pk)
    actions.record_rejected_taken(upload=found, by=actor_of(request), at=timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="rejected-{found.pk}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@permission_required(Permission.LOAD_CASES)
@require_GET
def quality(request: HttpRequest, pk: int) -> JsonResponse:
    """The same keys for every force."""
    found = _upload_or_404(request, pk)
    if not found.quality:
        raise Http404
    name = f"quality-{found.pk}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return JsonResponse(found.quality, headers=headers, json_dumps_params={"indent": 2})


def _act_and_redirect(
    request: HttpRequest, pk: int, deed: Callable[[Upload], None]
) -> HttpResponse:
    found = _upload_or_404(request, pk)
    try:
        deed(found)
    except UncertainLoadError:
        messages.error(request, _("Look at what is unusual here, and say that the file is right."))
    except actions.UnansweredNotesError:
        messages.error(request, _("Look at everything that is named here, and tick each box."))
    except actions.UnableToChangeUploadError:
        messages.info(request, _("That cannot be done with this file now. Here is how it stands."))
    return redirect("responses:upload", pk=pk)


def _upload_or_404(request: HttpRequest, pk: int) -> Upload:
    try:
        return selectors.upload_for(viewer_of(request), pk)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
