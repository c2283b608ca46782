
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(help_text='The link goes there. It is also the name to sign in with.', max_length=254, verbose_name='e-mail address')),
                ('first_name', models.CharField(max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(max_length=150, verbose_name='last name')),
                ('language', models.CharField(choices=[('en', 'English'), ('nl', 'Nederlands'), ('de', 'Deutsch'), ('fr', 'Français')], default='en', max_length=12, verbose_name='language of the CMS')),
                ('nonce', models.CharField(editable=False, max_length=32)),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('invited_at', models.DateTimeField(editable=False, verbose_name='invited on')),
                ('expires_at', models.DateTimeField(db_index=True, editable=False, verbose_name='valid until')),
                ('accepted_at', models.DateTimeField(editable=False, null=True, verbose_name='accepted on')),
                ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn on')),
                ('groups', models.ManyToManyField(help_text='What the person may do in the CMS.', related_name='+', to='auth.group', verbose_name='roles')),
                ('invited_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
            ],
            options={
                'verbose_name': 'invitation',
                'verbose_name_plural': 'invitations',
                'ordering': ['-invited_at', '-pk'],
                'default_permissions': ('view', 'add'),
            },
        ),
    ]
