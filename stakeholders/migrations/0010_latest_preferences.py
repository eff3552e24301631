"""Lists the latest preferences of all without reading the others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0002_merges'),
        ('stakeholders', '0009_references_by_statement'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='preference',
            index=models.Index(fields=['-stated_at', 'id'], name='preference_latest'),
        ),
    ]
