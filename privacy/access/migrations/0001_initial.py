
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessPruned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.DateTimeField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='AccessReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_at', models.DateTimeField(db_index=True, verbose_name='signed on')),
                ('actor_id', models.BigIntegerField(verbose_name='member of staff')),
                ('name', models.CharField(max_length=200, verbose_name='signed by')),
                ('figures', models.JSONField(default=dict)),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
            ],
            options={
                'verbose_name': 'access review',
                'verbose_name_plural': 'access reviews',
                'ordering': ['-signed_at', '-pk'],
                'abstract': False,
                'default_permissions': ('view', 'add'),
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(verbose_name='member of staff')),
                ('action', models.CharField(choices=[('list', 'opened a list'), ('read', 'opened'), ('reveal', 'uncovered a value of'), ('search', 'searched'), ('export', 'exported'), ('change', 'changed'), ('erase', 'erased'), ('refused', 'was refused'), ('authorise', 'authorised somebody'), ('revoke', 'withdrew an authorisation'), ('invite', 'invited somebody'), ('accept', 'accepted an invitation'), ('reset', 'reset a second factor'), ('leave', 'closed an account')], max_length=10, verbose_name='action')),
                ('model', models.CharField(max_length=100, verbose_name='kind of record')),
                ('object_id', models.BigIntegerField(null=True, verbose_name='record')),
                ('purpose_key', models.CharField(blank=True, max_length=40, verbose_name='purpose')),
                ('at', models.DateTimeField(db_index=True, verbose_name='time')),
            ],
            options={
                'verbose_name': 'access',
                'verbose_name_plural': 'accesses',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['model', 'object_id'], name='access_of_a_record')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=150)),
                ('grant', models.CharField(max_length=150)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('role', 'grant'), name='access_grant_once')],
            },
        ),
        migrations.CreateModel(
            name='AccessReviewAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('to', 'since'), name='staff_review_notified_once')],
            },
        ),
        migrations.CreateModel(
            name='Authorisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose_key', models.CharField(max_length=40, verbose_name='purpose')),
                ('training_valid_until', models.DateField(help_text='At most a year ahead. After this day the person cannot open these data.', verbose_name='training valid until')),
                ('granted_at', models.DateTimeField(editable=False, verbose_name='authorised on')),
                ('granted_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='authorised by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authorisations', to=settings.AUTH_USER_MODEL, verbose_name='member of staff')),
            ],
            options={
                'verbose_name': 'authorisation',
                'verbose_name_plural': 'authorisations',
                'ordering': ['user', 'purpose_key'],
                'constraints': [models.UniqueConstraint(fields=('user', 'purpose_key'), name='access_one_authorisation_a_purpose')],
            },
        ),
        migrations.CreateModel(
            name='TrainingWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_until', models.DateField()),
                ('days_before', models.PositiveSmallIntegerField()),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'to', 'valid_until', 'days_before'), name='staff_warned_once')],
            },
        ),
        migrations.CreateModel(
            name='UnreadAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('to', 'on'), name='staff_alarmed_once_a_day')],
            },
        ),
    ]
