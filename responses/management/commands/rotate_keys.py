from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from access.actor import Actor
from access.sign_in import actions as sign_in_actions
from access.single_sign_on import actions as providers
from access.webhooks import actions as webhooks
from responses.data_protection.actions import key_rotation
from responses.vault import encryption

ACTOR = Actor.system("rotate_keys")


class Command(BaseCommand):
    help = "Move every value of the vault to the key that stands first in VAULT_KEYS."

    def handle(self, **options: object) -> None:
        keyring = encryption.parse_keyring(settings.VAULT_KEYS)
        now = timezone.now()
        held = key_rotation.rotate_keys(by=ACTOR, at=now)
        webhooks.reseal(by=ACTOR, at=now)
        sign_in_actions.reseal_factors(by=ACTOR, at=now)
        providers.reseal(by=ACTOR, at=now)
        for key in sorted({*held, *keyring.keys}):
            said = _("Key %(key)s: %(count)s values") % {"key": key, "count": held.get(key, 0)}
            if key == keyring.current:
                said += " · " + _("encrypts now")
            elif not held.get(key):
                said += " · " + _("may be taken out of VAULT_KEYS")
            self.stdout.write(said)
