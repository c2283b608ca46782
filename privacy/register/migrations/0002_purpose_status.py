"""What is in the register already has been told until now, and stays in use; a purpose added later begins prepared."""

from django.db import migrations, models

CHOICES = [('prepared', 'Prepared: told nowhere'), ('in_use', 'In use'), ('ended', 'Ended: its data are still kept')]
HELP = (
    'Prepared: nobody is told of it and no form may offer it. In use: the next version tells it, because a part of '
    'the website carries it out. Ended: nothing new is collected for it; it is told until the last of its data are '
    'gone, and is archived then.'
)


def status(default):
    return models.CharField(choices=CHOICES, default=default, help_text=HELP, max_length=10, verbose_name='status')


class Migration(migrations.Migration):

    dependencies = [
        ('privacy_register', '0001_initial'),
    ]

    operations = [
        migrations.AddField(model_name='purpose', name='status', field=status('in_use')),
        migrations.AlterField(model_name='purpose', name='status', field=status('prepared')),
    ]
