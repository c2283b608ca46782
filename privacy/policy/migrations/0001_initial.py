
import django.db.models.deletion
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('wagtailcore', '0098_apitoken'),
        ('wagtailimages', '0027_image_description'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, unique=True)),
                ('checked_at', models.DateTimeField()),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('dead', models.BooleanField(default=False)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PrivacyPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.StreamField([('text', 2), ('controller', 4), ('purposes', 4), ('bases', 4), ('cookies', 4), ('retention', 4), ('rights', 4), ('third_parties', 4), ('version', 4)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'ol', 'ul'], 'label': 'text'}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {}), 3: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul'], 'label': 'introduction', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('heading', 0), ('intro', 3)]], {})}, verbose_name='sections')),
                ('social_image', models.ForeignKey(blank=True, help_text="Shown when the page is shared; cut to 1200 × 630. Without one, the group's own image is used.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='sharing image')),
            ],
            options={
                'verbose_name': 'privacy page',
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, 'wagtailcore.page'),
        ),
        migrations.CreateModel(
            name='TermsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.StreamField([('text', 2)], block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'heading', 'max_length': 120}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['h3', 'bold', 'italic', 'link', 'ol', 'ul'], 'label': 'text'}), 2: ('wagtail.blocks.StructBlock', [[('heading', 0), ('text', 1)]], {})}, verbose_name='sections')),
                ('social_image', models.ForeignKey(blank=True, help_text="Shown when the page is shared; cut to 1200 × 630. Without one, the group's own image is used.", null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='sharing image')),
            ],
            options={
                'verbose_name': 'terms page',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TermsVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('published_at', models.DateTimeField(verbose_name='published on')),
                ('title', models.CharField(max_length=255, verbose_name='title')),
                ('body', models.JSONField(verbose_name='contents')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'version of the terms',
                'verbose_name_plural': 'versions of the terms',
                'ordering': ['language', '-number'],
                'constraints': [models.UniqueConstraint(fields=('language', 'number'), name='policy_terms_number_once')],
            },
        ),
    ]
