from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0018_record_rates'),
    ]

    operations = [
        migrations.AddField(
            model_name='quarterstate',
            name='closed_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='quarterstate',
            name='waiting',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='quarterstate',
            name='late',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='quarterstate',
            name='corrected_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='quarterstate',
            name='correction',
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
