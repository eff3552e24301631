import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0006_cache_table'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Names this row to the outside; never changes.', unique=True, verbose_name='public id')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When this row was written.')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When this row last changed.')),
                ('noun', models.CharField(help_text='The kind of rows that it is about.', max_length=80)),
                ('name', models.CharField(help_text='What it is called.', max_length=80)),
                ('is_shared', models.BooleanField(default=False, help_text='Whether others who may see this list find it as well.', verbose_name='shared')),
                ('query', models.TextField(help_text="The parameters of the list's address, as JSON.", max_length=4000)),
                ('user', models.ForeignKey(help_text='Who keeps it.', on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved filter',
                'constraints': [models.UniqueConstraint(fields=('user', 'noun', 'name'), name='saved_filter_one_per_name'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='saved_filter_name_not_empty')],
            },
        ),
    ]
