import zlib
from collections.abc import Sequence

from django.db import transaction

from responses.case_files.extracts import examples
from responses.case_files.extracts.examples import OpenWorkbook
from responses.case_files.extracts.samples import Extract
from responses.case_files.file_kinds import ReadableFile
from responses.case_files.mapping_profile import Profile, force_profile
from responses.imports.selectors import uploads
from responses.models import Upload
from responses.vault import upload_parts
from responses.vault.upload_parts import PartKind
from survey.interchange.workbooks.sheets import WorkbookSheet, sheets_from, sheets_text

QUICKLY = 1
"""The level of packing."""


def opened_once(upload: Upload) -> OpenWorkbook:
    def sheets_of(source: ReadableFile) -> Sequence[WorkbookSheet]:
        kept = b"".join(upload_parts.pieces(upload.pk, kind=PartKind.SHEETS))
        if kept:
            return sheets_from(zlib.decompress(kept).decode())
        found = [sheet for sheet in examples.open_workbook(source) if not sheet.is_hidden]
        _keep(upload.pk, zlib.compress(sheets_text(found).encode(), QUICKLY))
        return found

    return sheets_of


@transaction.atomic
def _keep(upload_id: int, content: bytes) -> None:
    example = Upload.objects.select_for_update().filter(
        pk=upload_id, state=Upload.UploadState.MAPPING
    )
    if example.exists() and upload_parts.is_stored(upload_id):
        upload_parts.store_sheets(content, upload_id=upload_id)


def draft_of(upload: Upload) -> Profile:
    return force_profile(upload.profile_text, force=upload.force_id)


def extract_of(upload: Upload) -> Extract:
    """As the draft lays it out, or as found. Raises FileError."""
    sheets_of = opened_once(upload)
    return examples.read_example(
        uploads.file_of(upload), profile=draft_of(upload), sheets_of=sheets_of
    )
