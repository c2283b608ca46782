
import django.db.models.deletion
import privacy.keys.fields
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose_key', models.CharField(max_length=40, verbose_name='purpose')),
                ('sequence', models.PositiveIntegerField(verbose_name='number')),
                ('action', models.CharField(choices=[('requested', 'asked for'), ('notified', 'informed'), ('accepted', 'accepted'), ('refused', 'refused'), ('withdrawn', 'withdrawn'), ('objected', 'objected')], max_length=10, verbose_name='action')),
                ('basis', models.CharField(max_length=20, verbose_name='legal basis')),
                ('text_hash', models.CharField(max_length=64, verbose_name='SHA-256 of the words shown')),
                ('release_number', models.PositiveIntegerField(verbose_name='policy version')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('channel', models.CharField(max_length=30, verbose_name='channel')),
                ('form_version', models.CharField(blank=True, max_length=40, verbose_name='form version')),
                ('path', models.CharField(blank=True, max_length=255, verbose_name='address on the site')),
                ('evidence_hash', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField(verbose_name='time')),
                ('key_id', models.CharField(max_length=8)),
                ('mac', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': ['subject_id', 'purpose_key', 'sequence'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ip', privacy.keys.fields.EncryptedTextField(verbose_name='IP address')),
                ('salt', privacy.keys.fields.EncryptedTextField()),
                ('created_at', models.DateTimeField(db_index=True, verbose_name='recorded on')),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='privacy_ledger.ledgerevent')),
            ],
            options={
                'verbose_name': 'evidence',
                'verbose_name_plural': 'evidence',
            },
        ),
        migrations.CreateModel(
            name='LedgerPruned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_number', models.PositiveBigIntegerField()),
                ('purpose_key', models.CharField(max_length=40)),
                ('last_sequence', models.PositiveIntegerField()),
                ('mac', models.CharField(max_length=64)),
                ('rule', models.CharField(max_length=60, verbose_name='retention rule')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('key_id', models.CharField(max_length=8)),
                ('seal', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_number', 'purpose_key'], name='ledger_pruned_chain')],
            },
        ),
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='subject')),
                ('email', privacy.keys.fields.EncryptedTextField(blank=True, null=True, verbose_name='e-mail address')),
                ('phone', privacy.keys.fields.EncryptedTextField(blank=True, null=True, verbose_name='phone number')),
                ('identity_hash', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                ('phone_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=64)),
                ('hash_key', models.CharField(blank=True, editable=False, max_length=8)),
                ('created_at', models.DateTimeField(verbose_name='recorded on')),
                ('restricted_at', models.DateTimeField(blank=True, null=True, verbose_name='use restricted since')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'indexes': [models.Index(condition=models.Q(('restricted_at__isnull', False)), fields=['restricted_at'], name='ledger_restricted')],
            },
        ),
        migrations.AddField(
            model_name='ledgerevent',
            name='subject',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='privacy_ledger.subject', verbose_name='person'),
        ),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose_key', models.CharField(max_length=40)),
                ('count', models.PositiveIntegerField()),
                ('mac', models.CharField(max_length=64)),
                ('key_id', models.CharField(max_length=8)),
                ('seal', models.CharField(max_length=64)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chains', to='privacy_ledger.subject')),
            ],
        ),
        migrations.AddConstraint(
            model_name='ledgerevent',
            constraint=models.UniqueConstraint(fields=('subject', 'purpose_key', 'sequence'), name='ledger_event_once_in_its_chain'),
        ),
        migrations.AddConstraint(
            model_name='chainhead',
            constraint=models.UniqueConstraint(fields=('subject', 'purpose_key'), name='ledger_one_head_a_chain'),
        ),
    ]
