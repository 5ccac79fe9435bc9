from django.db import migrations, models


def say_neither(apps, schema_editor):
    """Of records in which a victim chose neither text nor e-mail, kept as no choice until now."""
    contacts = apps.get_model("responses", "Contact").objects
    chosen = contacts.filter(is_agreed_on_page=True, safe_confirmed_on__isnull=False)
    chosen.filter(safe_channel="").update(safe_channel="other")


class Migration(migrations.Migration):

    dependencies = [
        ("responses", "0045_people_may_say_more"),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='profile_name',
            field=models.SlugField(blank=True, db_default='', db_index=False, default='', max_length=40),
        ),
        migrations.AlterField(
            model_name='heldchange',
            name='kind',
            field=models.CharField(choices=[('exclusion', 'EXCLUSION'), ('out_of_scope', 'OUT_OF_SCOPE'), ('flag', 'FLAG'), ('risk', 'RISK'), ('crime', 'CRIME'), ('age', 'AGE'), ('role', 'ROLE'), ('language', 'LANGUAGE'), ('number', 'NUMBER'), ('safe_contact', 'SAFE_CONTACT')], max_length=12),
        ),
        migrations.AlterField(
            model_name='uploadpart',
            name='kind',
            field=models.CharField(choices=[('file', 'File'), ('rejected', 'Rejected'), ('sheets', 'Sheets')], max_length=8),
        ),
        migrations.RunPython(say_neither, migrations.RunPython.noop),
    ]
