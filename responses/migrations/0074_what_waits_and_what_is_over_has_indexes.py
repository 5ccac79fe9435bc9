from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("responses", "0073_what_waits_is_marked")]

    operations = [
        migrations.AddIndex(
            model_name="import",
            index=models.Index(
                condition=models.Q(("all_decided_at__isnull", True)),
                fields=["id"],
                name="import_waits_for_decisions",
            ),
        ),
        migrations.AddIndex(
            model_name="stageevent",
            index=models.Index(
                condition=models.Q(("decision", "PENDING")),
                fields=["case"],
                name="stage_event_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="stageevent",
            index=models.Index(
                condition=models.Q(("may_wait_for_invitation", True)),
                fields=["on", "id"],
                name="stage_event_to_invite",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["look_at_on", "case"], name="contact_to_look_at"),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(fields=["invited_at"], name="invitation_invited"),
        ),
    ]
