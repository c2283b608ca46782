
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('privacy_ledger', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutboxMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('purpose_key', models.CharField(max_length=40, verbose_name='purpose')),
                ('object_id', models.BigIntegerField(verbose_name='record')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('state', models.CharField(choices=[('queued', 'waiting'), ('claimed', 'being sent'), ('sent', 'sent'), ('failed', 'will be tried again'), ('given_up', 'given up'), ('not_allowed', 'no longer wanted')], default='queued', max_length=12, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(verbose_name='written on')),
                ('not_before', models.DateTimeField(verbose_name='not before')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='taken up on')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished on')),
                ('error', models.CharField(blank=True, max_length=100, verbose_name='what went wrong')),
                ('subject', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='privacy_ledger.subject', verbose_name='person')),
            ],
            options={
                'verbose_name': 'e-mail',
                'verbose_name_plural': 'e-mails',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['state', 'not_before'], name='outbox_due')],
            },
        ),
    ]
