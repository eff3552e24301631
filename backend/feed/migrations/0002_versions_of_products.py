"""Finds the version of a product: the place of its last line that tells of features or scores."""

from django.db import migrations, models

from products.indexing import AddIndexMeanwhile


class Migration(migrations.Migration):
    """Builds the index while others go on writing, which no transaction can."""

    atomic = False

    dependencies = [
        ('feed', '0001_change_log'),
    ]

    operations = [
        AddIndexMeanwhile(
            model_name='change',
            index=models.Index(condition=models.Q(('noun__in', ('FEATURE', 'PRODUCT', 'SCORE'))), fields=['product_id', 'seq'], name='change_of_scores'),
        ),
    ]
