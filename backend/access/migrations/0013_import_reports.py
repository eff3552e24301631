from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0012_audit_entries'),
    ]

    operations = [
        migrations.AddField(
            model_name='fileimport',
            name='report',
            field=models.TextField(blank=True, db_default='', default='', help_text='What else is told of it.'),
        ),
    ]
