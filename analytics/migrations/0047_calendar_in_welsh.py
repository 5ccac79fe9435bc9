from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0043_release_studio'),
    ]

    operations = [
        migrations.AddField(
            model_name='releasedraft',
            name='cancelled_why_cy',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
    ]
