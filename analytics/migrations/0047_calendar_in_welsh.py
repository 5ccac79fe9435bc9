from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0046_support_and_what_victims_say'),
    ]

    operations = [
        migrations.AddField(
            model_name='releasedraft',
            name='cancelled_why_cy',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
    ]
