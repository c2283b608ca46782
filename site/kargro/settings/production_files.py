"""Static files as production serves them: bundled, compressed, named by their content."""

# Names that carry a hash never change: browsers may keep them for a year.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+\.[0-9a-f]{12}\..+$"
COMPRESS_ENABLED = True
COMPRESS_OFFLINE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
