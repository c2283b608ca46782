
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Backup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, unique=True, verbose_name='name')),
                ('taken_at', models.DateTimeField(db_index=True, verbose_name='taken on')),
                ('size', models.PositiveBigIntegerField(verbose_name='bytes')),
                ('seconds', models.FloatField(verbose_name='seconds')),
            ],
            options={
                'verbose_name': 'backup',
                'verbose_name_plural': 'backups',
                'ordering': ['-taken_at'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('backup_name', models.CharField(max_length=20, verbose_name='backup')),
                ('at', models.DateTimeField(db_index=True, verbose_name='time')),
                ('passed', models.BooleanField(verbose_name='passed')),
                ('report', models.JSONField(default=dict)),
            ],
            options={
                'verbose_name': 'rehearsal of a restore',
                'verbose_name_plural': 'rehearsals of a restore',
                'ordering': ['-at'],
                'default_permissions': ('view',),
            },
        ),
    ]
