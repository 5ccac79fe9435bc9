from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('analytics', '0027_recorded_outcomes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ModelledShares',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=7)),
                ('dimension', models.CharField(max_length=20)),
                ('area', models.CharField(max_length=40)),
                ('shares', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('period', 'dimension', 'area'), name='modelled_shares_once')],
            },
        ),
    ]
