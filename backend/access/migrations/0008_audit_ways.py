from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_saved_filters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='interface',
            field=models.CharField(choices=[('GRAPHQL', 'graphql'), ('ADMIN', 'admin'), ('REVERT', 'revert'), ('RESTORE', 'restore'), ('WEB', 'web'), ('IMPORT', 'import'), ('COMMAND', 'command'), ('DIRECT', 'direct')], help_text='Which way it came in.', max_length=8),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('public_id', None)), fields=['noun'], name='audit_entry_bare'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(condition=models.Q(('action', 'DELETED')), fields=['noun', 'id'], name='audit_entry_deleted'),
        ),
    ]
