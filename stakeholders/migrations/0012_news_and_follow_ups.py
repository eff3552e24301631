"""Keeps who is to be told of moves, and where conversations have left a group."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0003_against_the_backing'),
        ('stakeholders', '0011_heard_in'),
    ]

    operations = [
        migrations.AddField(
            model_name='outreach',
            name='result',
            field=models.CharField(choices=[('OPEN', 'open: nothing was settled'), ('WON', 'won over'), ('CONDITIONAL', 'would come along on a condition'), ('REFUSED', 'refused')], default='OPEN', help_text='Where it has left the group.', max_length=11),
        ),
        migrations.AddField(
            model_name='outreach',
            name='follow_up_date',
            field=models.DateField(blank=True, help_text='The day by which to talk to them again.', null=True),
        ),
        migrations.AddConstraint(
            model_name='outreach',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['OPEN', 'WON', 'CONDITIONAL', 'REFUSED'])), name='outreach_result_known'),
        ),
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, help_text='Names this row to the outside; never changes.', unique=True, verbose_name='public id')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When this row was written.')),
                ('group', models.ForeignKey(help_text='The group that their voice counted in.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='news', to='stakeholders.group')),
                ('stage_change', models.ForeignKey(db_index=False, help_text='The move that it tells of.', on_delete=django.db.models.deletion.CASCADE, related_name='news', to='products.stagechange')),
                ('stakeholder', models.ForeignKey(help_text='Who is to be told.', on_delete=django.db.models.deletion.CASCADE, related_name='news', to='stakeholders.stakeholder')),
            ],
            options={
                'verbose_name_plural': 'news',
                'constraints': [models.UniqueConstraint(fields=('stage_change', 'stakeholder'), name='news_one_per_move_and_stakeholder')],
            },
        ),
    ]
