from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("responses", "0014_answers_keep_their_pathway"),
    ]

    operations = [
        migrations.RenameModel("ExclusionConfirmation", "ExclusionRuling"),
        migrations.RenameField("ExclusionRuling", "confirmed_at", "ruled_at"),
        migrations.RenameField("ExclusionRuling", "confirmed_by", "ruled_by"),
        migrations.RenameField("ExclusionRuling", "confirmed_by_id", "ruled_by_id"),
        migrations.AddField(
            model_name="exclusionruling",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("confirmed", "Confirmed"),
                    ("refused", "Refused"),
                    ("withdrawn", "Withdrawn"),
                ],
                db_default="confirmed",
                max_length=9,
            ),
        ),
    ]
