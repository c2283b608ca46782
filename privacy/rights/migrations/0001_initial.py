
import django.db.models.deletion
import privacy.keys.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('privacy_ledger', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Challenge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', privacy.keys.fields.EncryptedTextField(verbose_name='e-mail address')),
                ('email_hash', models.CharField(db_index=True, max_length=64)),
                ('hash_key', models.CharField(max_length=8)),
                ('nonce', models.CharField(max_length=32)),
                ('language', models.CharField(max_length=12)),
                ('created_at', models.DateTimeField(db_index=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('opened_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AttemptCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('window_start', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('address_hash', 'window_start'), name='rights_attempts_once')],
            },
        ),
        migrations.CreateModel(
            name='RightsRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('right', models.CharField(choices=[('access', 'See my data'), ('portability', 'Take my data with me'), ('rectification', 'Have my data corrected'), ('erasure', 'Have my data deleted'), ('restriction', 'Have the use of my data restricted'), ('objection', 'Object to a use of my data'), ('withdrawal', 'Withdraw my consent'), ('complaint', 'Complain or ask something')], max_length=14, verbose_name='what is asked')),
                ('channel', models.CharField(choices=[('website', 'the website'), ('mailbox', "e-mail to the company's address"), ('access_mailbox', 'e-mail to the address for access'), ('phone', 'by phone'), ('post', 'by post'), ('other', 'another way')], max_length=16, verbose_name='came by')),
                ('received_on', models.DateField(help_text='The day on which it first reached us, in whichever mailbox.', verbose_name='received on')),
                ('due_on', models.DateField(editable=False, verbose_name='answer by')),
                ('language', models.CharField(choices=[('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch'), ('fr', 'Français')], max_length=12, verbose_name='language')),
                ('name', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='name')),
                ('email', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='e-mail address')),
                ('phone', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='phone number')),
                ('words', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='what they wrote or said')),
                ('identity', models.CharField(blank=True, choices=[('', 'not checked yet'), ('mail', 'a code sent to their address'), ('call', 'their reference code and a call back'), ('known', 'something that only they can know'), ('copy', 'a masked copy of an identity document')], default='', editable=False, max_length=6, verbose_name='how we know who it is')),
                ('state', models.CharField(choices=[('open', 'open'), ('answered', 'answered'), ('closed', 'closed')], default='open', editable=False, max_length=8, verbose_name='state')),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'done as asked'), ('partial', 'done in part'), ('refused', 'refused'), ('unverified', 'we could not tell who asked'), ('taken_back', 'taken back by the person')], editable=False, max_length=10, verbose_name='outcome')),
                ('answer', privacy.keys.fields.EncryptedTextField(blank=True, default='', editable=False, verbose_name='answer')),
                ('answered_at', models.DateTimeField(editable=False, null=True, verbose_name='answered on')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed on')),
                ('extended_to', models.DateField(editable=False, null=True, verbose_name='extended to')),
                ('reason', privacy.keys.fields.EncryptedTextField(blank=True, default='', editable=False, verbose_name='reason')),
                ('erasure_id', models.PositiveBigIntegerField(editable=False, null=True)),
                ('restricted_at', models.DateTimeField(editable=False, null=True, verbose_name='use restricted since')),
                ('lift_on', models.DateField(editable=False, null=True, verbose_name='used again from')),
                ('lifted_at', models.DateTimeField(editable=False, null=True, verbose_name='used again since')),
                ('forgotten_at', models.DateTimeField(editable=False, null=True, verbose_name='name deleted on')),
                ('first', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='privacy_rights.rightsrequest', verbose_name='same as')),
                ('proposed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='rights_requests', to='privacy_ledger.subject', verbose_name='person')),
            ],
            options={
                'verbose_name': 'request',
                'verbose_name_plural': 'requests',
                'ordering': ['due_on', 'pk'],
                'default_permissions': ('view', 'add', 'change'),
            },
        ),
        migrations.CreateModel(
            name='RequestTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('outside', 'delete outside the site'), ('mailbox', 'destroy a copy of a document'), ('recipient', 'tell whoever received the data')], max_length=10)),
                ('text', models.CharField(max_length=400, verbose_name='task')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done on')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='privacy_rights.rightsrequest')),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RequestStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', 'Received'), ('identified', 'We know who asks'), ('copy_asked', 'Masked copy of a document asked for'), ('copy_came', 'Masked copy arrived'), ('copy_taken', 'Copy taken over from a colleague'), ('copy_gone', 'Copy destroyed'), ('copy_mail', 'A copy came by e-mail or post'), ('repeated', 'Asked again'), ('remark', 'Remark'), ('proposed', 'Deletion proposed'), ('not_proposed', 'Proposal taken back'), ('erased', 'Data deleted'), ('corrected', 'Data corrected'), ('restricted', 'Use restricted'), ('lifting', 'End of the restriction announced'), ('lifted', 'Restriction ended'), ('extended', 'Extended'), ('answered', 'Answered'), ('came_back', 'The letter did not arrive: open again'), ('by_post', 'E-mail address removed: the letter goes by post'), ('task', 'Task done'), ('closed', 'Closed'), ('forgotten', 'Name deleted')], max_length=12, verbose_name='what')),
                ('text', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='remark')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='privacy_rights.rightsrequest')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='IdentityCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('asked', 'asked for'), ('received', 'waits to be looked at'), ('accepted', 'shows who asks'), ('refused', 'does not show who asks'), ('unmasked', 'not masked'), ('over', 'not needed any more, or too late')], default='asked', max_length=8)),
                ('nonce', models.CharField(max_length=32)),
                ('asked_at', models.DateTimeField()),
                ('lasts_until', models.DateTimeField()),
                ('in_browser', models.BooleanField(default=False)),
                ('received_at', models.DateTimeField(db_index=True, null=True)),
                ('destroy_by', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('file', models.CharField(blank=True, default='', max_length=32)),
                ('key', privacy.keys.fields.EncryptedTextField(null=True)),
                ('handler', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='copies', to='privacy_rights.rightsrequest')),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DeadlineAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('days_before', models.SmallIntegerField()),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='privacy_rights.rightsrequest')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='rightsrequest',
            index=models.Index(fields=['state', 'due_on'], name='rights_due'),
        ),
        migrations.AddConstraint(
            model_name='deadlinealert',
            constraint=models.UniqueConstraint(fields=('request', 'to', 'due_on', 'days_before'), name='rights_notified_once'),
        ),
    ]
