"""Says where somebody was heard, beside who recorded it and when."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('stakeholders', '0010_latest_preferences'),
    ]

    operations = [
        migrations.AddField(
            model_name='preference',
            name='heard_in',
            field=models.CharField(blank=True, default='', help_text='Where whoever recorded it heard them say so: a call, a visit, an event.', max_length=200),
        ),
        migrations.AddField(
            model_name='preferenceevent',
            name='heard_in',
            field=models.CharField(blank=True, default='', help_text='Where whoever recorded it heard them say so: a call, a visit, an event.', max_length=200),
        ),
    ]
