from django.db import migrations


def become_cases(apps, _schema):
    """What a person wrote of an alert is the step that closed its case; it has no verdict, because
    nobody was asked for one."""
    tables = {name: apps.get_model("analytics", name) for name in ("Alert", "AlertCase", "AlertStep")}
    for alert in tables["Alert"].objects.filter(acknowledged_at__isnull=False).order_by("pk"):
        case = tables["AlertCase"].objects.create(
            alert=alert, state="closed", closed_at=alert.acknowledged_at
        )
        tables["AlertStep"].objects.create(
            case=case, act="close", state="closed", note=alert.acknowledgement_note,
            at=alert.acknowledged_at, by=alert.acknowledged_by,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("analytics", "0034_casebook")]

    operations = [migrations.RunPython(become_cases, migrations.RunPython.noop)]
