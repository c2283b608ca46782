from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy_operations', '0002_integrity_faults'),
    ]

    operations = [
        migrations.CreateModel(
            name='RowCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table_name', models.CharField(max_length=63, unique=True)),
                ('last_pk', models.BigIntegerField(default=0)),
                ('rows', models.BigIntegerField(default=0)),
                ('deleted', models.BigIntegerField(default=0)),
                ('counted_at', models.DateTimeField()),
                ('key_id', models.CharField(max_length=8)),
                ('seal', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['table_name'],
                'default_permissions': (),
            },
        ),
    ]
