from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0011_file_imports'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='auditentry',
            options={'verbose_name': 'audit entry', 'verbose_name_plural': 'audit entries'},
        ),
    ]
