from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stakeholders', '0003_history'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='alignmentchange',
            name='alignmentchange_cause_known',
        ),
        migrations.AlterField(
            model_name='alignmentchange',
            name='cause',
            field=models.CharField(choices=[('PREFERENCES', 'preferences were stated or withdrawn'), ('MEMBERSHIP', 'people or accounts came, went, moved or weigh otherwise'), ('SAY', 'a group gained or lost its say in the product'), ('REFERENCE', 'a reference weight was changed'), ('MERGE', 'a feature was merged into another, or taken out again'), ('ERASURE', 'a person was erased on request'), ('RECOUNT', 'everything was counted anew')], help_text='What made it move.', max_length=11),
        ),
        migrations.AddConstraint(
            model_name='alignmentchange',
            constraint=models.CheckConstraint(condition=models.Q(('cause__in', ['PREFERENCES', 'MEMBERSHIP', 'SAY', 'REFERENCE', 'MERGE', 'ERASURE', 'RECOUNT'])), name='alignmentchange_cause_known'),
        ),
    ]
