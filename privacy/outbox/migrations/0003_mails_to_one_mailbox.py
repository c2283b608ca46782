from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy_outbox', '0002_serves_a_purpose'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailboxCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('window_start', models.DateTimeField(db_index=True)),
                ('count', models.PositiveIntegerField(default=1)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('address_hash', 'window_start'), name='outbox_one_counter')],
            },
        ),
    ]
