from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stakeholders', '0005_event_references'),
    ]

    operations = [
        migrations.AddField(
            model_name='stakeholder',
            name='deactivated_at',
            field=models.DateTimeField(blank=True, help_text='Since when they have no voice; what they stated is kept, and counts again once this is emptied.', null=True),
        ),
    ]
