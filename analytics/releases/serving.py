from django.http import HttpResponse

from analytics.models import DraftFile, ReleaseFile


def content_type_of(file: ReleaseFile | DraftFile) -> str:
    return file.media_type if file.binary else f"{file.media_type}; charset=utf-8"


def served(file: ReleaseFile | DraftFile, *, named: str) -> HttpResponse:
    return HttpResponse(
        file.body,
        content_type=content_type_of(file),
        headers={"Content-Disposition": f'attachment; filename="{named}"'},
    )
