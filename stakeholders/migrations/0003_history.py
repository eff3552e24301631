import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0002_merges'),
        ('stakeholders', '0002_reference_weights'),
    ]

    operations = [
        migrations.CreateModel(
            name='CellChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mass_strongly_oppose', models.BigIntegerField()),
                ('mass_oppose', models.BigIntegerField()),
                ('mass_neutral', models.BigIntegerField()),
                ('mass_support', models.BigIntegerField()),
                ('mass_strongly_support', models.BigIntegerField()),
                ('sum_m', models.BigIntegerField()),
                ('sum_m2', models.BigIntegerField()),
                ('heads', models.BigIntegerField()),
                ('count_strongly_oppose', models.BigIntegerField()),
                ('count_oppose', models.BigIntegerField()),
                ('count_neutral', models.BigIntegerField()),
                ('count_support', models.BigIntegerField()),
                ('count_strongly_support', models.BigIntegerField()),
                ('backing_weight', models.BigIntegerField()),
                ('group', models.BigIntegerField(help_text='The key of the group, which may be gone since.')),
                ('counted_at', models.DateTimeField(help_text='Since when the sums stood so.')),
                ('feature', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cell_changes', to='products.feature')),
            ],
        ),
        migrations.CreateModel(
            name='ElectorateChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lines', models.JSONField(help_text='For each group, in order of its key: key, kind, name and number of voices.')),
                ('counted_at', models.DateTimeField(help_text='Since when it stood so.')),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='electorate_changes', to='products.product')),
            ],
        ),
        migrations.AddIndex(
            model_name='cellchange',
            index=models.Index(fields=['feature', 'group', 'counted_at'], name='cellchange_past'),
        ),
        migrations.AddIndex(
            model_name='electoratechange',
            index=models.Index(fields=['product', 'counted_at'], name='electoratechange_past'),
        ),
        migrations.AddIndex(
            model_name='electoratechange',
            index=models.Index(fields=['product', '-id'], name='electoratechange_latest'),
        ),
    ]
