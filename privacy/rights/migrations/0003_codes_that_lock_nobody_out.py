from django.db import migrations, models
from django.utils import timezone


def end_codes(apps, schema_editor):
    """Codes on their way live for minutes: whoever waits for one asks again."""
    apps.get_model("privacy_rights", "Challenge").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('privacy_rights', '0002_how_people_are_found'),
    ]

    operations = [
        migrations.RunPython(end_codes, migrations.RunPython.noop),
        migrations.AddField(
            model_name='challenge',
            name='mails',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='challenge',
            name='mailed_at',
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='challenge',
            name='lasts_until',
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='challenge',
            name='link_hash',
            field=models.CharField(default='', max_length=64, unique=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='challenge',
            name='open_hash',
            field=models.CharField(blank=True, db_index=True, default='', max_length=64),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='CodePage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('challenge', models.ForeignKey(on_delete=models.deletion.CASCADE, related_name='pages', to='privacy_rights.challenge')),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
