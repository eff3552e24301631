import django.core.serializers.json
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('products', '0004_trigrams'),
    ]

    operations = [
        migrations.AddField(
            model_name='merge',
            name='taken',
            field=models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, help_text='What the other feature took over from the duplicate: by field, what it said before, and since.'),
        ),
    ]
