import os

import pytest

from tests.architecture import picture
from tests.architecture.picture import PICTURE, TITLES


@pytest.mark.parametrize("app", TITLES)
class TestASubject:
    def test_stands_in_the_order_of_its_app(self, app: str) -> None:
        unplaced = picture.unplaced(app)

        assert not unplaced, (
            f"Give {', '.join(sorted(unplaced))} a place in the layers of {app} in pyproject.toml: "
            "the contract says nothing of what it does not name."
        )


class TestThePicture:
    def test_is_drawn_from_the_contracts(self) -> None:
        drawn = picture.draw()
        if os.environ.get("TEST_RENEW") == "yes":
            PICTURE.write_text(drawn, encoding="utf-8")

        assert PICTURE.read_text(encoding="utf-8") == drawn, (
            "The contracts of pyproject.toml changed. Draw the picture anew: TEST_RENEW=yes "
            "./dev test tests/architecture/test_picture.py"
        )
