from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_inviters'),
    ]

    operations = [
        migrations.AlterField(
            model_name='token',
            name='last_used_at',
            field=models.DateTimeField(editable=False, help_text='When it was last accepted, to the hour.', null=True),
        ),
    ]
