from django.db import migrations, models


class Migration(migrations.Migration):

    deliberate = {
        'CHECK': 'The log of imported files has a row for each file, so that it is read in a moment.',
    }

    dependencies = [
        ('access', '0013_import_reports'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='fileimport',
            name='file_import_noun_known',
        ),
        migrations.AlterField(
            model_name='fileimport',
            name='noun',
            field=models.CharField(choices=[('products.product', 'product'), ('products.objective', 'objective'), ('products.feature', 'feature'), ('products.insight', 'insight'), ('stakeholders.group', 'group'), ('stakeholders.account', 'account'), ('stakeholders.stakeholder', 'stakeholder'), ('stakeholders.preference', 'preference'), ('importers.tool', 'tool')], help_text='What its rows became.', max_length=80, verbose_name='rows of'),
        ),
        migrations.AddConstraint(
            model_name='fileimport',
            constraint=models.CheckConstraint(condition=models.Q(('noun__in', ('products.product', 'products.objective', 'products.feature', 'products.insight', 'stakeholders.group', 'stakeholders.account', 'stakeholders.stakeholder', 'stakeholders.preference', 'importers.tool'))), name='file_import_noun_known'),
        ),
    ]
