"""Keeps votes that tools count without saying whose they are."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0007_moves_as_written'),
        ('stakeholders', '0013_find_past_scores'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Names this row to the outside; never changes.', unique=True, verbose_name='public id')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When this row was written.')),
                ('updated_at', models.DateTimeField(auto_now=True, help_text='When this row last changed.')),
                ('source', models.CharField(help_text='The tool that counted them.', max_length=200)),
                ('count', models.IntegerField(help_text='How many there are, beside those of whom the tool says who cast them.')),
                ('seen_at', models.DateTimeField(help_text='When an import first found this number.')),
                ('feature', models.ForeignKey(help_text='What they are for.', on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='products.feature')),
            ],
            options={
                'verbose_name_plural': 'tallies',
                'constraints': [models.UniqueConstraint(fields=('feature', 'source'), name='tally_one_per_feature_and_source'), models.CheckConstraint(condition=models.Q(('count__gte', 0)), name='tally_count_not_negative'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='tally_of_some_source')],
            },
        ),
    ]
