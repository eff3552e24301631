"""Keeps with decisions what they rested on, and whether they went against the backing."""

from django.db import migrations, models

import products.models.decision


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0002_merges'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='grounds',
            field=models.JSONField(blank=True, default=list, encoder=products.models.decision.PlainEncoder, help_text='What the insights that it rests on said then.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='against_backing',
            field=models.BooleanField(default=False, help_text='Whether it went against the backing: committed to what fewer stand behind than the line, or gave up what surely more stand behind.'),
        ),
        migrations.AddField(
            model_name='decision',
            name='line',
            field=models.FloatField(blank=True, help_text='The score, 0..100, that parted weak from strong backing; empty when unheard.', null=True),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('line', None), models.Q(('line__gte', 0), ('line__lte', 100)), _connector='OR'), name='decision_line_within_bounds'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('against_backing', False), models.Q(('line__isnull', False), ('score__isnull', False)), _connector='OR'), name='decision_against_a_score'),
        ),
    ]
