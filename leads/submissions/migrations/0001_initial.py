
import django.db.models.deletion
import leads.submissions.models
import privacy.keys.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('leads_forms', '0001_initial'),
        ('leads_teams', '0001_initial'),
        ('privacy_ledger', '0001_initial'),
        ('privacy_policy', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProtectionSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trap', models.BooleanField(default=True, help_text='A field out of sight. Whoever fills it in is asked to send once more.', verbose_name='Field that people do not see')),
                ('time', models.BooleanField(default=True, help_text='Nobody fills in a form within two seconds. Whoever does is asked to send once more.', verbose_name='Shortest time')),
                ('proof', models.BooleanField(default=True, help_text='The browser solves a small sum while the visitor types. It costs a person nothing, a flood much.', verbose_name='Work for the browser')),
                ('rate', models.BooleanField(default=True, help_text='At most thirty posts in ten minutes from one connection; after that the visitor is asked to wait.', verbose_name='Posts from one connection')),
                ('repeated', models.BooleanField(default=True, help_text='The same text within a day, from several people or more than three times from one, is held back for you to look at.', verbose_name='Text sent before')),
                ('links', models.BooleanField(default=True, help_text='Three or more web addresses, together with another sign, hold a message back.', verbose_name='Web addresses in the text')),
            ],
            options={
                'verbose_name': 'Protection of forms',
                'default_permissions': ('change',),
            },
        ),
        migrations.CreateModel(
            name='LayerCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('slug', models.SlugField(max_length=60, verbose_name='form')),
                ('layer', models.CharField(choices=[('origin', 'Sent from our own page'), ('key', 'One-time key'), ('trap', 'Field that people do not see'), ('time', 'Shortest time'), ('proof', 'Work for the browser'), ('rate', 'Posts from one connection'), ('repeated', 'Text sent before'), ('links', 'Web addresses in the text'), ('files', 'Files by what is in them')], max_length=10, verbose_name='layer')),
                ('outcome', models.CharField(choices=[('asked', 'asked to send once more'), ('refused', 'refused'), ('held', 'held back')], max_length=10, verbose_name='what happened')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='times')),
            ],
            options={
                'verbose_name': 'protection of forms',
                'verbose_name_plural': 'protection of forms',
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(fields=('day', 'slug', 'layer', 'outcome'), name='submissions_one_layer_count')],
            },
        ),
        migrations.CreateModel(
            name='RateCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('window_start', models.DateTimeField(db_index=True)),
                ('count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('address_hash', 'window_start'), name='submissions_one_counter')],
            },
        ),
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=12, unique=True, verbose_name='reference')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('purpose_key', models.CharField(max_length=40, verbose_name='purpose')),
                ('page_title', models.CharField(blank=True, max_length=255, verbose_name='page')),
                ('page_path', models.CharField(blank=True, max_length=255, verbose_name='address of the page')),
                ('release_number', models.PositiveIntegerField(verbose_name='policy version')),
                ('state', models.CharField(choices=[('new', 'new'), ('open', 'open'), ('answered', 'answered'), ('closed', 'closed'), ('held', 'held back')], default='new', max_length=10, verbose_name='state')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('last_contact_at', models.DateTimeField(verbose_name='last contact')),
                ('answers', privacy.keys.fields.EncryptedJSONField(verbose_name='answers')),
                ('events', models.JSONField(default=list, editable=False)),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='opened at')),
                ('outcome', models.CharField(blank=True, choices=[('replied', 'replied'), ('no_answer', 'called, no answer'), ('passed_on', 'passed on'), ('not_a_lead', 'not a lead'), ('spam', 'spam')], max_length=12, verbose_name='outcome')),
                ('call_back_on', models.DateField(blank=True, null=True, verbose_name='call back on')),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('spam_signal', models.CharField(blank=True, max_length=20, verbose_name='held back because')),
                ('content_hash', models.CharField(blank=True, editable=False, max_length=64)),
                ('is_test', models.BooleanField(default=False, verbose_name='test')),
                ('key_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('assigned_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assigned_submissions', to=settings.AUTH_USER_MODEL, verbose_name='assigned to')),
                ('claimed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                ('form_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='leads_forms.formversion', verbose_name='form')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='leads_submissions.submission', verbose_name='same as')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='privacy_ledger.subject', verbose_name='person')),
                ('team', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='submissions', to='leads_teams.team', verbose_name='team')),
                ('terms_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='privacy_policy.termsversion', verbose_name='terms of use')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['received_at', 'pk'],
                'permissions': [('export_submission', 'Can export messages')],
                'default_permissions': ('view', 'change'),
            },
        ),
        migrations.CreateModel(
            name='SubmissionIdentifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=10)),
                ('hash', models.CharField(max_length=64)),
                ('hash_key', models.CharField(max_length=8)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identifiers', to='leads_submissions.submission')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SubmissionNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('replied', 'Replied'), ('called', 'Called'), ('no_answer', 'Called, no answer'), ('passed_on', 'Passed on'), ('not_a_lead', 'Not a lead'), ('spam', 'Spam'), ('state', 'State changed'), ('remark', 'Remark'), ('merged', 'Merged'), ('separated', 'Separated')], max_length=10, verbose_name='what')),
                ('text', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='note')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('before', models.JSONField(default=dict, editable=False)),
                ('revision', models.PositiveIntegerField(default=0, editable=False)),
                ('undone_at', models.DateTimeField(editable=False, null=True, verbose_name='taken back')),
                ('author', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='leads_submissions.submission')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=leads.submissions.models.random_id, editable=False, max_length=32, unique=True)),
                ('key_hash', models.CharField(db_index=True, editable=False, max_length=64)),
                ('field_key', models.CharField(max_length=60)),
                ('name', privacy.keys.fields.EncryptedTextField(verbose_name='name')),
                ('content_type', models.CharField(max_length=60, verbose_name='kind')),
                ('size', models.PositiveIntegerField(verbose_name='size')),
                ('created_at', models.DateTimeField(verbose_name='received')),
                ('submission', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='leads_submissions.submission', verbose_name='message')),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['purpose_key', 'state', 'received_at', 'id'], name='submissions_inbox'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['purpose_key', 'last_contact_at'], name='submissions_retention'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['content_hash', 'received_at'], name='submissions_content'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('is_test', False), ('merged_into', None), ('state__in', ('new', 'open'))), fields=['received_at', 'id'], name='submissions_waiting'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('is_test', False), ('merged_into', None), ('state__in', ('new', 'open'))), fields=['assigned_to', 'received_at', 'id'], name='submissions_mine'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('is_test', False), ('merged_into', None), ('state__in', ('new', 'open'))), fields=['team', 'received_at', 'id'], name='submissions_team'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['state', '-received_at', '-id'], name='submissions_newest'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(condition=models.Q(('is_test', True)), fields=['received_at', 'id'], name='submissions_tests'),
        ),
        migrations.AddIndex(
            model_name='submissionidentifier',
            index=models.Index(fields=['hash'], name='submissions_identifier'),
        ),
    ]
