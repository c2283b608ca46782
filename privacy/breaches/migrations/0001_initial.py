
import django.db.models.deletion
import privacy.keys.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aware_at', models.DateTimeField(help_text='When somebody of the company first knew. The 72 hours count from here.', verbose_name='known since')),
                ('kind', models.CharField(choices=[('confidentiality', 'somebody saw or got data who must not'), ('integrity', 'data were changed that must not be'), ('availability', 'data are lost or cannot be reached')], max_length=16, verbose_name='kind')),
                ('what', privacy.keys.fields.EncryptedTextField(help_text='The facts, and how it came to light. Name nobody.', verbose_name='what happened')),
                ('data', privacy.keys.fields.EncryptedTextField(help_text='Categories of data and of people, such as messages of visitors.', verbose_name='which data, of whom')),
                ('people', models.PositiveIntegerField(blank=True, null=True, verbose_name='about how many people')),
                ('effects', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='likely consequences')),
                ('measures', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='what was and will be done')),
                ('risk', models.CharField(blank=True, choices=[('unlikely', 'a risk to people is unlikely'), ('risk', 'there is a risk to people'), ('high', 'there is a high risk to people')], max_length=8, verbose_name='risk')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='reported to the authority')),
                ('authority_reference', models.CharField(blank=True, max_length=60, verbose_name='number of the report')),
                ('not_reported', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='why it is not reported, or later than 72 hours')),
                ('told_at', models.DateTimeField(blank=True, null=True, verbose_name='people told')),
                ('not_told', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='why they are not told')),
                ('logged_at', models.DateTimeField(editable=False)),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='closed')),
                ('logged_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'breach',
                'verbose_name_plural': 'breaches',
                'ordering': ['-aware_at', '-pk'],
                'default_permissions': ('view', 'add', 'change'),
            },
        ),
        migrations.CreateModel(
            name='MassAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('actor_id', models.BigIntegerField(verbose_name='member of staff')),
                ('what', models.CharField(choices=[('opened', 'opened'), ('exported', 'exported')], max_length=9, verbose_name='what')),
                ('on', models.DateField(verbose_name='day')),
                ('count', models.PositiveIntegerField(verbose_name='how many in an hour')),
                ('noticed_at', models.DateTimeField(db_index=True, verbose_name='noticed')),
                ('looked_at', models.DateTimeField(null=True, verbose_name='looked at')),
                ('finding', privacy.keys.fields.EncryptedTextField(blank=True, default='', verbose_name='what it was')),
                ('looked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'alarm of mass access',
                'ordering': ['-noticed_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MassAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alarm', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='privacy_breaches.massaccess')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='BreachAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hours', models.SmallIntegerField()),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alerts', to='privacy_breaches.breach')),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('to', 'breach', 'hours'), name='breaches_notified_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='massaccess',
            constraint=models.UniqueConstraint(fields=('actor_id', 'what', 'on'), name='breaches_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='massalert',
            constraint=models.UniqueConstraint(fields=('to', 'alarm'), name='breaches_alarmed_once'),
        ),
    ]
