import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0002_merges'),
        ('stakeholders', '0004_causes'),
    ]

    # Django 5.2 cannot read a table of SQLite with IN (1, 2, 4) in it while it takes a relation out:
    # going back, that check is away meanwhile.
    operations = [
        migrations.RemoveConstraint(
            model_name='preferenceevent',
            name='preferenceevent_importance_known',
        ),
        migrations.RemoveConstraint(
            model_name='preferenceevent',
            name='preferenceevent_kind_known',
        ),
        migrations.AddField(
            model_name='preferenceevent',
            name='merge',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='The merge that brought it here; empty when it was stated here.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='preference_events', to='products.merge'),
        ),
        migrations.AlterField(
            model_name='preferenceevent',
            name='feature',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='What it was about.', on_delete=django.db.models.deletion.PROTECT, related_name='preference_events', to='products.feature'),
        ),
        migrations.AlterField(
            model_name='preferenceevent',
            name='group',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='The group it counted in at that time.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='preference_events', to='stakeholders.group'),
        ),
        migrations.AlterField(
            model_name='preferenceevent',
            name='kind',
            field=models.CharField(choices=[('STATED', 'stated'), ('WITHDRAWN', 'withdrawn'), ('ERASED', 'erased with the person')], help_text='Whether it was stated, withdrawn or erased.', max_length=9),
        ),
        migrations.AlterField(
            model_name='preferenceevent',
            name='stakeholder',
            field=models.ForeignKey(db_constraint=False, help_text='Whose view it was; empty once they were erased.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='preference_events', to='stakeholders.stakeholder'),
        ),
        migrations.AddIndex(
            model_name='preferenceevent',
            index=models.Index(fields=['feature', 'created_at'], name='preferenceevent_past'),
        ),
        migrations.AddIndex(
            model_name='preferenceevent',
            index=models.Index(condition=models.Q(('merge__isnull', False)), fields=['merge'], name='preferenceevent_merged'),
        ),
        migrations.AddConstraint(
            model_name='preferenceevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['STATED', 'WITHDRAWN', 'ERASED'])), name='preferenceevent_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='preferenceevent',
            constraint=models.CheckConstraint(condition=models.Q(('importance__in', [1, 2, 4])), name='preferenceevent_importance_known'),
        ),
    ]
