from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from responses.case_files.standard import templates
from responses.imports.selectors import uploads as selectors
from responses.imports.standard_file import presenters

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Before a CSV file, by which a spreadsheet knows that it is UTF-8."""


@permission_required(Permission.LOAD_CASES)
@require_GET
def standard_file(request: HttpRequest) -> HttpResponse:
    """Every column in words."""
    context = {"sections": presenters.sections()}
    return render(request, "responses/staff/standard_file.html", context)


@permission_required(Permission.LOAD_CASES)
@require_GET
def csv_template(request: HttpRequest) -> HttpResponse:
    content = BYTE_ORDER_MARK + templates.csv_template()
    return HttpResponse(content, content_type=CSV, headers=_named("case-file.csv"))


@permission_required(Permission.LOAD_CASES)
@require_GET
def workbook_template(request: HttpRequest) -> HttpResponse:
    content = presenters.workbook()
    return HttpResponse(content, content_type=XLSX, headers=_named("case-file.xlsx"))


@permission_required(Permission.LOAD_CASES)
@require_GET
def example(request: HttpRequest) -> HttpResponse:
    """An example for the viewer's force, to load where people are simulated."""
    force = selectors.forces_to_import_for(viewer_of(request))[0]
    content = BYTE_ORDER_MARK + templates.example_file(force=force.code)
    return HttpResponse(content, content_type=CSV, headers=_named("case-file-example.csv"))


@permission_required(Permission.LOAD_CASES)
@require_GET
def schema(request: HttpRequest) -> JsonResponse:
    headers = _named("case-file-schema.json")
    how = {"indent": 2, "ensure_ascii": False}
    return JsonResponse(presenters.schema(), headers=headers, json_dumps_params=how)


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}
