import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from access.webhooks import sending

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = '{"test": 2432232314}'


def signed(*secrets: str, body: str = BODY) -> dict[str, str]:
    return sending.headers(
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", body=body, secrets=secrets or (SECRET,), at=AT
    )


class TestTheSignature:
    def test_is_that_of_the_library_of_the_standard(self):
        """python3 -c 'from standardwebhooks import Webhook; from datetime import *; print(Webhook(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign("msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC), "{\\"test\\": 2432232314}"))'"""
        found = signed()["webhook-signature"]

        assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    def test_stands_once_for_each_secret_that_holds(self):
        other = sending.secret_of(b"k" * 32)

        both = signed(SECRET, other)["webhook-signature"].split()

        assert both == [signed(each)["webhook-signature"] for each in (SECRET, other)]


@pytest.fixture(scope="module")
def is_ours():
    page = (Path(settings.BASE_DIR) / "docs" / "webhooks.md").read_text()
    known: dict[str, object] = {}
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], known)
    return known["is_ours"]


class TestAReceiver:
    NOW = AT.timestamp() + 20

    def test_knows_our_message_also_while_the_secret_is_changed(self, is_ours):
        other = sending.secret_of(b"k" * 32)

        assert is_ours(signed(), BODY.encode(), SECRET, self.NOW, set())
        assert is_ours(signed(other, SECRET), BODY.encode(), SECRET, self.NOW, set())

    def test_refuses_what_was_changed_is_old_or_came_before(self, is_ours):
        seen = set()
        ask = {"body": BODY.encode(), "secret": SECRET, "now": self.NOW, "seen": seen}

        assert not is_ours(signed(), **{**ask, "body": b"{}"})
        assert not is_ours(signed(), **{**ask, "secret": sending.secret_of(b"k" * 32)})
        assert not is_ours(signed(), **{**ask, "now": self.NOW + 300})
        assert not is_ours({**signed(), "webhook-id": "msg_other"}, **ask)
        assert is_ours(signed(), **ask)
        assert not is_ours(signed(), **ask), "a second time"
