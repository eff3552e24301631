# Tutti in an image: `docker build -t tutti .`; compose.yaml runs it with all that belongs to it, and
# docs/operations.md says how. It holds no secret, runs as nobody in particular, and writes to /app/.tutti alone.

# The Python that the tests are run with; trixie brings the client of PostgreSQL 17.
ARG PYTHON=3.11

FROM python:${PYTHON}-slim-trixie AS packages
COPY requirements.txt .
RUN python -m venv /venv
# promise, which graphene needs, is the only one of them that comes without a wheel.
RUN /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
    --only-binary=:all: --no-binary=promise -r requirements.txt

FROM python:${PYTHON}-slim-trixie
# pg_dump, pg_restore and psql, for `backup` and `restore`.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tutti
WORKDIR /app
COPY --from=packages /venv /venv
COPY manage.py .
COPY docs/operations docs/operations
COPY products products
COPY stakeholders stakeholders
COPY backend backend
# Compiled now, as nothing can be written here later; .tutti is a volume, and belongs to the account.
RUN /venv/bin/python -m compileall -q manage.py products stakeholders backend
RUN install --directory --owner=tutti --group=tutti .tutti .tutti/static
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME /app/.tutti
USER 10001
EXPOSE 8000 8001
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from os import environ as e; from urllib.request import urlopen; urlopen('http://127.0.0.1:' + e.get('PORT', '8000') + '/livez', timeout=4)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve", "--host", "0.0.0.0"]
