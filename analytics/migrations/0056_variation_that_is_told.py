from django.db import migrations, models


FEWEST = 30


def tell_less_of_before(apps, schema_editor):
    """Of combinations of few nothing, and of the variation nothing until the next filling, since
    what nine answers would move was not looked at; shares as they are told."""
    for row in apps.get_model('analytics', 'Intersection').objects.all():
        told = {name: parts for name, parts in row.shares.items() if parts[0] >= FEWEST}
        row.unstable += len(row.shares) - len(told)
        row.shares = {
            name: [people, round(share, 2), lower, upper, round(of_parts, 2), error]
            for name, (people, share, lower, upper, of_parts, error) in told.items()
        }
        row.between = row.left = None
        row.save()


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0055_late_of_many'),
    ]

    operations = [
        migrations.AlterField(
            model_name='intersection',
            name='between',
            field=models.FloatField(null=True),
        ),
        migrations.AlterField(
            model_name='intersection',
            name='left',
            field=models.FloatField(null=True),
        ),
        migrations.RunPython(tell_less_of_before, migrations.RunPython.noop, elidable=True),
    ]
