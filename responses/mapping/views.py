from collections.abc import Callable, Iterable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from access.permissions import Permission
from access.web.guards import actor_of, permission_required, viewer_of
from responses.case_files.extracts.profile_text import profile_text
from responses.case_files.faults import FaultCode, FileError
from responses.case_files.mapping_profile import LONGEST, Profile
from responses.imports.actions import mapping_profiles, uploads
from responses.imports.presenters import faults
from responses.imports.selectors import uploads as uploads_selectors
from responses.mapping import code_forms, presenters, selectors
from responses.mapping.code_forms import CodesForm, Typed
from responses.mapping.forms import ColumnsForm, LayoutForm, NameForm
from responses.models import Upload

MAY_BE_LAID_OUT = frozenset(
    {FaultCode.NOT_UTF8, FaultCode.BROKEN_CSV, FaultCode.TOO_LARGE, FaultCode.TOO_MANY_COLUMNS,
     FaultCode.NO_SHEET, FaultCode.SEVERAL_SHEETS}
)  # fmt: skip
"""Faults that another cut or layout of the file may remove. A picture remains one."""


def _example_page(
    page: Callable[[HttpRequest, Upload], HttpResponse],
) -> Callable[[HttpRequest, int], HttpResponse]:
    @wraps(page)
    def of_upload(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            upload = uploads_selectors.upload_for(viewer_of(request), pk)
        except ObjectDoesNotExist as gone:
            raise Http404 from gone
        if upload.state != Upload.UploadState.MAPPING:
            return _back_to_upload(request, pk)
        return page(request, upload)

    return of_upload


@permission_required(Permission.LOAD_CASES)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        upload = uploads_selectors.upload_for(viewer_of(request), pk)
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
    try:
        uploads.request_mapping(upload_id=upload.pk, by=actor_of(request), at=timezone.now())
    except uploads.UnableToChangeUploadError:
        return _back_to_upload(request, pk)
    return redirect("responses:mapping-columns", pk=pk)


@permission_required(Permission.LOAD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
@_example_page
def columns(request: HttpRequest, upload: Upload) -> HttpResponse:
    try:
        extract = selectors.extract_of(upload)
    except FileError as error:
        return _unreadable(request, upload, error)
    draft = selectors.draft_of(upload)
    data = _typed_values(request)
    form = ColumnsForm(_values_of_form(data, "columns"), extract=extract, draft=draft)
    layout = LayoutForm(_values_of_form(data, "layout"), extract=extract)
    bound = layout if layout.is_bound else form
    if request.method == "POST":
        if not bound.is_valid():
            return _again(request, [*form.fields, *layout.fields])
        if bound is form:
            return _keep(request, upload, form.changed(), then="responses:mapping-codes")
        picked = ColumnsForm(request.POST, extract=extract, draft=draft).picked_so_far()
        return _keep(request, upload, layout.changed(picked), then="responses:mapping-columns")
    context = {
        "upload": upload,
        "form": bound,
        "columns": form,
        "layout": layout,
        "found": presenters.layout(extract),
        "blank_headings": presenters.blank_headings(extract),
    }
    return render(request, "responses/staff/mapping_columns.html", context)


@permission_required(Permission.LOAD_CASES)
@require_POST
@_example_page
def find_again(request: HttpRequest, upload: Upload) -> HttpResponse:
    draft = selectors.draft_of(upload)
    return _keep(request, upload, draft.laid_out_as_found(), then="responses:mapping-columns")


@permission_required(Permission.LOAD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
@_example_page
def codes(request: HttpRequest, upload: Upload) -> HttpResponse:
    try:
        extract = selectors.extract_of(upload)
    except FileError as error:
        return _unreadable(request, upload, error)
    draft = selectors.draft_of(upload)
    part = CodesForm.part_of(request.GET.get("part", ""))
    form = CodesForm(_typed_values(request), extract=extract, draft=draft, part=part)
    if request.method == "POST":
        if not form.is_valid():
            return _again(request, form.fields)
        then = "responses:mapping-codes" if form.has_more else "responses:mapping-profile"
        return _keep(request, upload, form.changed(), then=then, part=form.part + 1)
    context = {"upload": upload, "form": form, "part": presenters.part(form.part, form.parts)}
    return render(request, "responses/staff/mapping_codes.html", context)


@permission_required(Permission.LOAD_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
@_example_page
def profile(request: HttpRequest, upload: Upload) -> HttpResponse:
    named = uploads_selectors.profile_names_of(upload.force_id)
    form = NameForm(_typed_values(request), taken=named, name=upload.profile_name)
    if request.method == "POST":
        if not form.is_valid():
            return _again(request, form.fields)
        name = form.cleaned_data["name"]
        by, at = actor_of(request), timezone.now()
        saved = mapping_profiles.save_profile(
            force=upload.force,
            name=name,
            text=upload.profile_text,
            by=by,
            at=at,
            renews_test_file=True,
        )
        code_forms.forget(request.session)
        messages.success(request, _("The profile %(name)s is saved.") % {"name": saved.name})
        try:
            uploads.request_check(upload_id=upload.pk, profile_name=saved.name, by=by, at=at)
        except uploads.UnableToChangeUploadError:
            return _back_to_upload(request, upload.pk)
        return redirect("responses:upload", pk=upload.pk)
    context = {"upload": upload, "form": form, "text": upload.profile_text}
    return render(request, "responses/staff/mapping_profile.html", context)


def _keep(
    request: HttpRequest, upload: Upload, draft: Profile, *, then: str, part: int = 1
) -> HttpResponse:
    text = profile_text(draft)
    if len(text) > LONGEST:
        messages.error(request, presenters.too_long())
        return redirect(request.get_full_path())
    try:
        uploads.keep_draft(upload_id=upload.pk, text=text, by=actor_of(request), at=timezone.now())
    except uploads.UnableToChangeUploadError:
        return _back_to_upload(request, upload.pk)
    code_forms.forget(request.session)
    is_later = then == "responses:mapping-codes" and part > 1
    query = f"?part={part}" if is_later else ""
    return redirect(reverse(then, args=[upload.pk]) + query)


def _back_to_upload(request: HttpRequest, pk: int) -> HttpResponse:
    messages.info(request, _("That cannot be done with this file now. Here is how it stands."))
    return redirect("responses:upload", pk=pk)


def _unreadable(request: HttpRequest, upload: Upload, error: FileError) -> HttpResponse:
    context = {
        "upload": upload,
        "reason": faults.fault_message(error.fault),
        "fault": error.fault,
        "may_be_laid_out": error.fault.code in MAY_BE_LAID_OUT,
    }
    return render(request, "responses/staff/mapping_unreadable.html", context)


def _typed_values(request: HttpRequest) -> Typed | None:
    if request.method == "POST":
        return request.POST.dict()
    return code_forms.find(request.session, place=request.get_full_path())


def _values_of_form(data: Typed | None, name: str) -> Typed | None:
    return data if data and data.get("form") == name else None


def _again(request: HttpRequest, fields: Iterable[str]) -> HttpResponse:
    place = request.get_full_path()
    code_forms.keep(request.session, request.POST.dict(), place=place, fields=["form", *fields])
    return redirect(place)
