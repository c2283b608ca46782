
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('kind', models.CharField(choices=[('choice', 'banner and settings'), ('embed', 'notice on a video')], max_length=10, verbose_name='kind')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('release_number', models.PositiveIntegerField(verbose_name='policy version')),
                ('text', models.TextField(verbose_name='text')),
                ('recorded_at', models.DateTimeField(verbose_name='first shown on')),
            ],
            options={
                'verbose_name': 'text shown',
                'verbose_name_plural': 'texts shown',
            },
        ),
        migrations.CreateModel(
            name='ScanReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField(db_index=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('base_url', models.CharField(max_length=255, verbose_name='address')),
                ('release_number', models.PositiveIntegerField(verbose_name='policy version')),
                ('pages', models.PositiveIntegerField(verbose_name='pages')),
                ('states', models.JSONField(verbose_name='answers tried')),
                ('partial', models.BooleanField(default=False, verbose_name='a part of the site')),
                ('real', models.BooleanField(default=False, verbose_name='with the real companies')),
                ('findings', models.JSONField(default=list, verbose_name='findings')),
                ('failure', models.CharField(blank=True, max_length=20, verbose_name='what went wrong')),
            ],
            options={
                'verbose_name': 'cookie scan',
                'verbose_name_plural': 'cookie scans',
                'ordering': ['-started_at'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='NumberCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('window_start', models.DateTimeField(db_index=True)),
                ('count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('address_hash', 'window_start'), name='cookies_one_counter')],
            },
        ),
        migrations.CreateModel(
            name='ConsentRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('recorded_at', models.DateTimeField(db_index=True, verbose_name='recorded on')),
                ('site', models.CharField(max_length=255, verbose_name='site')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('release_number', models.PositiveIntegerField(verbose_name='policy version')),
                ('offered', models.JSONField(verbose_name='groups and companies offered')),
                ('decisions', models.JSONField(verbose_name='decisions')),
                ('method', models.CharField(choices=[('banner', 'banner'), ('settings', 'settings'), ('embed', 'on a video'), ('no_js', 'cookie page without JavaScript'), ('gpc', 'Global Privacy Control'), ('receipt', 'by its number')], max_length=10, verbose_name='how')),
                ('valid_until', models.DateTimeField(db_index=True, verbose_name='valid until')),
                ('previous', models.UUIDField(db_index=True, null=True, verbose_name='previous choice')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='records', to='privacy_cookies.consenttext', verbose_name='text shown')),
            ],
            options={
                'verbose_name': 'cookie choice',
                'verbose_name_plural': 'cookie choices',
                'default_permissions': ('view',),
                'indexes': [models.Index(condition=models.Q(('method', 'receipt')), fields=['-recorded_at'], name='cookies_withdrawn_latest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('method', 'receipt')), fields=('previous',), name='cookies_withdrawn_once')],
            },
        ),
    ]
