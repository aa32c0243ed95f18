"""The Django project: settings, root urls, Celery, WSGI. Nothing else."""

from renovation.celery import app as celery_app

__all__ = ["celery_app"]
