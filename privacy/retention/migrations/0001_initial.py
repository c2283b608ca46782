
import django.db.models.deletion
import privacy.keys.fields
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField(db_index=True, verbose_name='begun')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('actor_id', models.PositiveIntegerField(blank=True, null=True, verbose_name='who')),
                ('subjects', models.JSONField(default=list)),
                ('stores', models.JSONField(default=dict)),
                ('tombstone', models.UUIDField(editable=False, null=True, unique=True)),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
                'ordering': ['-begun_at'],
            },
        ),
        migrations.CreateModel(
            name='RetentionReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_at', models.DateTimeField(db_index=True, verbose_name='signed on')),
                ('actor_id', models.BigIntegerField(verbose_name='member of staff')),
                ('name', models.CharField(max_length=200, verbose_name='signed by')),
                ('figures', models.JSONField(default=dict)),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('release_number', models.PositiveIntegerField(verbose_name='policy version')),
            ],
            options={
                'verbose_name': 'retention review',
                'verbose_name_plural': 'retention reviews',
                'ordering': ['-signed_at', '-pk'],
                'abstract': False,
                'default_permissions': ('view', 'add'),
            },
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=60, verbose_name='retention rule')),
                ('store', models.CharField(max_length=100, verbose_name='what is kept')),
                ('before', models.DateTimeField(null=True, verbose_name='everything before')),
                ('ran_at', models.DateTimeField(db_index=True, verbose_name='time')),
                ('count', models.PositiveIntegerField(default=0, verbose_name='records')),
                ('error', models.CharField(blank=True, max_length=100, verbose_name='what went wrong')),
            ],
            options={
                'verbose_name': 'run of a retention rule',
                'verbose_name_plural': 'runs of retention rules',
                'ordering': ['-ran_at', 'rule', 'store'],
            },
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('erased', 'deleted'), ('withdrawn', 'withdrawn'), ('objected', 'objected'), ('restricted', 'use restricted'), ('lifted', 'used again')], max_length=12, verbose_name='action')),
                ('purpose_key', models.CharField(blank=True, max_length=40, verbose_name='purpose')),
                ('at', models.DateTimeField(db_index=True, verbose_name='time')),
                ('marks', models.JSONField(default=list)),
                ('key_id', models.CharField(max_length=8)),
                ('written_at', models.DateTimeField(db_index=True, null=True)),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'mark of a deletion',
                'verbose_name_plural': 'marks of deletions',
                'ordering': ['at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subjects', models.JSONField(default=list, editable=False)),
                ('stores', models.JSONField(default=list, editable=False, verbose_name='what is held')),
                ('values', models.JSONField(default=dict, editable=False, verbose_name='only these values')),
                ('ground', models.CharField(choices=[('claim', 'to make or defend a legal claim (Art. 17(3)(e))'), ('order', 'an order of a court or authority'), ('obligation', 'a legal obligation to keep (Art. 17(3)(b))')], max_length=12, verbose_name='ground')),
                ('reason', privacy.keys.fields.EncryptedTextField(verbose_name='reason')),
                ('review_on', models.DateField(verbose_name='look again on')),
                ('placed_at', models.DateTimeField(verbose_name='placed on')),
                ('released_at', models.DateTimeField(null=True, verbose_name='released on')),
                ('placed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='placed by')),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='released by')),
            ],
            options={
                'verbose_name': 'legal hold',
                'verbose_name_plural': 'legal holds',
                'ordering': ['released_at', 'review_on', 'pk'],
                'default_permissions': ('view', 'add', 'change'),
            },
        ),
        migrations.CreateModel(
            name='ReviewAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('to', 'since'), name='retention_notified_once')],
            },
        ),
    ]
