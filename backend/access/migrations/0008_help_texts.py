from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0007_inviters'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='actor',
            field=models.CharField(blank=True, help_text='Who changed it: user:12 is the login with this key, token: and an id a token.', max_length=200),
        ),
        migrations.AlterField(
            model_name='token',
            name='last_used_at',
            field=models.DateTimeField(editable=False, help_text='When it was last accepted, to the hour.', null=True),
        ),
    ]
