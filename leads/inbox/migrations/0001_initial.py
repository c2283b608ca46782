
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('leads_submissions', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(verbose_name='member of staff')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel')], max_length=4, verbose_name='kind of file')),
                ('view', models.CharField(max_length=20, verbose_name='messages')),
                ('narrowed', models.JSONField(default=dict, verbose_name='narrowed by')),
                ('purposes', models.JSONField(default=list, verbose_name='purposes')),
                ('count', models.PositiveIntegerField(verbose_name='number of messages')),
                ('at', models.DateTimeField(db_index=True, verbose_name='time')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-at', '-pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='NotificationPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('when', models.CharField(choices=[('at_once', 'At once, a mail for each message'), ('hourly', 'At most once an hour, together'), ('daily', 'At 8:00 on working days, together')], default='at_once', max_length=10, verbose_name='new messages')),
                ('told_at', models.DateTimeField(editable=False)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notification_preference', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReplyTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(help_text='What it answers; visitors do not see it.', max_length=80, verbose_name='name')),
                ('text', models.TextField(help_text="Whoever replies can change it before sending. Write {reference} where the message's code belongs.", max_length=5000, verbose_name='text')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'reply template',
                'verbose_name_plural': 'reply templates',
                'ordering': ['name', 'pk'],
                'abstract': False,
                'unique_together': {('translation_key', 'locale')},
            },
        ),
        migrations.CreateModel(
            name='StaffNotification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('new', 'new message'), ('overdue', 'message waits too long')], max_length=10)),
                ('at', models.DateTimeField()),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staff_notifications', to='leads_submissions.submission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('submission', 'user', 'kind'), name='inbox_notified_once')],
            },
        ),
    ]
