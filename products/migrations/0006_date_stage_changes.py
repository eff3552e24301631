"""Gives each move of a feature a date of its own."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0005_merge_taken'),
    ]

    operations = [
        migrations.AddField(
            model_name='stagechange',
            name='moved_at',
            field=models.DateTimeField(default=django.utils.timezone.now, help_text='When it moved; a move may be written down later.'),
        ),
    ]
