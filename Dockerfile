# The site and its worker: one image, two commands. BASE may be any image with Python 3.11 or newer.
ARG BASE=python:3.13-slim
FROM ${BASE} AS build
RUN python3 -m venv /venv
ENV PATH=/venv/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt /app/
RUN pip install --quiet --require-hashes -r /app/requirements.txt
# `--build-arg SCANNER=1`: with what the weekly cookie scan needs.
ARG SCANNER=
COPY requirements-scan.txt /app/
RUN if [ -n "$SCANNER" ]; then pip install --quiet --require-hashes -r /app/requirements-scan.txt; fi
WORKDIR /app
COPY manage.py /app/
COPY site /app/site
COPY home /app/home
COPY leads /app/leads
COPY privacy /app/privacy
COPY locale /app/locale
ENV PYTHONPATH=/app/site:/app PYTHONDONTWRITEBYTECODE=1
# Nothing here is a secret: keys are only needed to import the settings while files are collected.
RUN python -m kargro.catalogues \
    && DJANGO_SETTINGS_MODULE=kargro.settings.build VAR_DIR=/app/var python manage.py collectstatic --noinput --verbosity 0 \
    && DJANGO_SETTINGS_MODULE=kargro.settings.build VAR_DIR=/app/var python manage.py compress --verbosity 0 \
    && python -m whitenoise.compress --quiet var/static/CACHE

FROM ${BASE}
ARG SCANNER=
RUN if [ -n "$SCANNER" ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium && rm -rf /var/lib/apt/lists/*; fi
# pg_dump and pg_restore, for backups.
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --create-home --uid 10001 app && mkdir -p /data/tombstones /data/backups && chown -R app /data
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app/site:/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=kargro.settings.production MEDIA_DIR=/data/media PRIVATE_DIR=/data/private ID_COPY_DIR=/data/identity-copies TOMBSTONE_DIR=/data/tombstones
USER app
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "/dev/null", "kargro.wsgi"]
