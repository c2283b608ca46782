
import django.db.models.deletion
import privacy.keys.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('leads_submissions', '0001_initial'),
        ('privacy_ledger', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CasePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('found_at', models.DateTimeField()),
                ('found_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subjects', models.ManyToManyField(related_name='+', to='privacy_ledger.subject')),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='LegalCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(editable=False, max_length=12, unique=True, verbose_name='reference')),
                ('kind', models.CharField(choices=[('notice', 'notice of illegal content or abuse'), ('order', 'order or request of a court or authority'), ('claim', 'legal proceedings or a claim'), ('terms', 'breach of our Terms')], max_length=8, verbose_name='what it is')),
                ('purpose_key', models.CharField(editable=False, max_length=40)),
                ('state', models.CharField(choices=[('received', 'received'), ('assessed', 'assessed'), ('acted', 'acted on'), ('rejected', 'rejected')], default='received', editable=False, max_length=8, verbose_name='state')),
                ('language', models.CharField(choices=[('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch'), ('fr', 'Français')], max_length=12, verbose_name='language')),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('words', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='what is asked or alleged')),
                ('name', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='who brings it')),
                ('email', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='e-mail address')),
                ('basis', models.CharField(blank=True, choices=[('legal_obligation', 'legal obligation (GDPR Art. 6(1)(c))'), ('legitimate_interest', 'legitimate interest in a claim or our Terms (GDPR Art. 6(1)(f))')], editable=False, max_length=20, verbose_name='legal basis')),
                ('ground', privacy.keys.fields.EncryptedTextField(blank=True, default='', editable=False, verbose_name='law, order or interest')),
                ('decision', privacy.keys.fields.EncryptedTextField(blank=True, default='', editable=False, verbose_name='decision and reasons')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='decided')),
                ('subject', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='legal_cases', to='privacy_ledger.subject', verbose_name='person')),
                ('submission', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='legal_case', to='leads_submissions.submission', verbose_name='message')),
            ],
            options={
                'verbose_name': 'legal case',
                'verbose_name_plural': 'legal cases',
                'ordering': ['received_at', 'pk'],
                'permissions': [('search_legalcase', 'Can look for a person under a legal case'), ('disclose_legalcase', "Can hand over a person's data under a legal case")],
                'default_permissions': ('view', 'add', 'change'),
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', models.JSONField(default=list, editable=False)),
                ('authority', models.CharField(max_length=120, verbose_name='authority or party')),
                ('recipient', privacy.keys.fields.EncryptedTextField(verbose_name='who receives it')),
                ('ground', privacy.keys.fields.EncryptedTextField(verbose_name='on what ground')),
                ('made_at', models.DateTimeField(editable=False)),
                ('taken_at', models.DateTimeField(editable=False, null=True, verbose_name='handed over')),
                ('bar', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='why the person must not know')),
                ('bar_until', models.DateField(blank=True, null=True, verbose_name='not told before')),
                ('told_at', models.DateTimeField(editable=False, null=True, verbose_name='told')),
                ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disclosures', to='leads_cases.caseperson')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disclosures', to='leads_cases.legalcase')),
            ],
            options={
                'verbose_name': 'disclosure',
                'ordering': ['made_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', 'Received'), ('assessed', 'Assessed'), ('searched', 'Looked for a person'), ('person', 'Found a person'), ('disclosed', 'Handed data over'), ('told', 'Told the person'), ('barred', 'The person is not told'), ('decided', 'Decided'), ('remark', 'Remark')], max_length=10, verbose_name='what')),
                ('text', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='remark')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='leads_cases.legalcase')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='caseperson',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='leads_cases.legalcase'),
        ),
        migrations.AddIndex(
            model_name='legalcase',
            index=models.Index(fields=['state', 'received_at'], name='cases_waiting'),
        ),
        migrations.AddIndex(
            model_name='legalcase',
            index=models.Index(fields=['purpose_key', 'decided_at'], name='cases_retention'),
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'received'), models.Q(('basis', ''), _negated=True), _connector='OR'), name='cases_basis_set'),
        ),
        migrations.AddConstraint(
            model_name='legalcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state__in', ['received', 'assessed'])), models.Q(('decided_at__isnull', False), ('state__in', ['acted', 'rejected'])), _connector='OR'), name='cases_decided'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(('told_at', None), ('taken_at__isnull', False), _connector='OR'), name='cases_told_after'),
        ),
    ]
