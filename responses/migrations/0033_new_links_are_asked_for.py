from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("responses", "0032_agreed_words_are_somebodys")]
    operations = [
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=Q(safe_word_hash="", safe_word_by="", safe_word_by_id__isnull=True)
                | (~Q(safe_word_hash="") & ~Q(safe_word_by="")),
                name="contact_word_is_somebodys",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="new_link_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="invitation",
            name="new_links_asked",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="outboxmessage",
            name="is_new_link",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
