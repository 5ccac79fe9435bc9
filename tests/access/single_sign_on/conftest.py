"""A provider on loopback, approved for Kent, and a browser that signs in there."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from access.actor import Actor
from access.models import Force, SignInProvider, User
from access.permissions import Role
from access.single_sign_on import actions as providers
from tests.access.administration.make import administrator
from tests.access.single_sign_on.local_provider import CLIENT, SECRET, LocalProvider
from tests.conftest import NOW, _staff

KENT, DOMAIN = "kent", "example.org"


@pytest.fixture
def local() -> Iterator[LocalProvider]:
    provider = LocalProvider()
    provider.start()
    yield provider
    provider.stop()


def approved(
    local: LocalProvider, *, force: str = KENT, factors: tuple[str, ...] = ()
) -> SignInProvider:
    first, second = (administrator(f"{force}-{name}") for name in ("first", "second"))
    asked = providers.ask_for_provider(
        force=Force.objects.get(code=force), issuer=local.issuer, client_id=CLIENT, secret=SECRET,
        domains=[DOMAIN], factors=list(factors),
        by=Actor.user(user_id=first.pk, name=first.name), at=NOW,
    )  # fmt: skip
    providers.approve(provider=asked, by=Actor.user(user_id=second.pk, name=second.name), at=NOW)
    return SignInProvider.objects.get(pk=asked.pk)


@pytest.fixture
def provider(db, local: LocalProvider) -> SignInProvider:
    return approved(local)


@pytest.fixture
def analyst(db, local: LocalProvider) -> User:
    user = _staff(Role.FORCE_ANALYST, KENT)
    local.claims["email"] = user.email
    return user


def leave(client: Client, *, force: str = KENT, **given: str) -> str:
    return client.get(reverse("sign_on_leave", args=[force]), given).url


def come_back(client: Client, back: dict[str, str], *, force: str = KENT) -> HttpResponse:
    return client.get(reverse("sign_on_back", args=[force]), back)


def sign_on(client: Client, local: LocalProvider, **given: str) -> HttpResponse:
    return come_back(client, local.agree(leave(client, **given)))


def is_in(client: Client) -> bool:
    return client.get("/staff/").status_code == 200


def path_of(address: str) -> str:
    return urlsplit(address).path
