"""Seals the secrets of one-time codes and of recovery codes that lie in plain."""

from django.db import migrations

from access.sign_in import factor_secrets


def seal(apps, schema_editor):
    for each in _with_secrets(apps):
        for name in factor_secrets.SEALED:
            if name in each.data:
                each.data[name] = factor_secrets.seal(each.data[name])
        each.save(update_fields=["data"])


def unseal(apps, schema_editor):
    for each in _with_secrets(apps):
        for name in factor_secrets.SEALED:
            if name in each.data:
                each.data[name] = factor_secrets.unseal(each.data[name])
        each.save(update_fields=["data"])


def _with_secrets(apps):
    return apps.get_model("mfa", "Authenticator").objects.order_by("pk")


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0025_saved_views"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunPython(seal, unseal)]
