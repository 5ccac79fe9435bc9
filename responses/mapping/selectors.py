"""Reads the example from which somebody makes a mapping profile."""

from responses.case_files.extracts import examples
from responses.case_files.extracts.samples import Extract
from responses.case_files.mapping_profile import Profile, force_profile
from responses.imports.selectors import uploads
from responses.mapping import opened_once
from responses.models import Upload


def draft_of(upload: Upload) -> Profile:
    """What has been said of the columns so far."""
    return force_profile(upload.profile_text, force=upload.force_id)


def extract_of(upload: Upload) -> Extract:
    """The file as it is laid out by the draft or as it is found. Raises FileError."""
    sheets_of = opened_once.opened_once(upload)
    return examples.read_example(
        uploads.file_of(upload), profile=draft_of(upload), sheets_of=sheets_of
    )
