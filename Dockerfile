# The front end needs Node only here.
FROM node:22-bookworm-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY scripts ./scripts
COPY static ./static
RUN npm run --silent build

FROM python:3.12-slim-bookworm
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8 RUN_DIR=/var/lib/enforcement/run \
    FILES_ROOT=/var/lib/enforcement/files
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY . .
COPY --from=front-end /app/static/build ./static/build
RUN useradd --system --home-dir /var/lib/enforcement --create-home enforcement \
    && install -d -o enforcement -g enforcement /var/lib/enforcement/run /var/lib/enforcement/files \
    && SECRET_KEY=build-only python manage.py translations --compile
USER enforcement
RUN SECRET_KEY=build-only python manage.py prepare_fonts \
    && SECRET_KEY=build-only python manage.py collectstatic --noinput --verbosity 0
EXPOSE 8000
CMD ["gunicorn", "enforcement.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--timeout", "120"]
