"""The public sample forms, where the folder of real data is beside the project."""

import pytest

from tests.conftest import SHARED
from tests.survey.interchange import samples


@pytest.fixture(scope="session")
def samples_folder():
    if not SHARED.is_dir():
        pytest.skip("the folder of real public data is not beside the project")
    return SHARED / samples.FOLDER
