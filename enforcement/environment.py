"""Typed reads of the environment. Every error says which variable to set and how."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def get_env_var(name: str, *, default: str | None = None) -> str:
    """An empty variable counts as not set: `.env.example` lists them so."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}; .env.example explains it.")
    return value


def get_env_flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in {"", "0", "1", "false", "true", "no", "yes"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; use 1 or 0.")
    return default if not value else value in {"1", "true", "yes"}


def get_env_list(name: str, *, default: str) -> list[str]:
    return [part.strip() for part in get_env_var(name, default=default).split(",") if part.strip()]


def secret_key(run_dir: Path) -> str:
    """SECRET_KEY, or on a single machine a key made once and kept in the run folder."""
    if value := os.environ.get("SECRET_KEY"):
        return value
    kept = run_dir / "secret_key"
    if not kept.exists():
        run_dir.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


def database_from(url: str, run_dir: Path) -> dict[str, object]:
    """Django's settings of a `postgresql://user:password@host:port/name?option=value` address.

    Without an address: the embedded database, whose socket folder the launcher wrote into the run folder.
    """
    common: dict[str, object] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
    if not url:
        noted = run_dir / "postgres.socket"
        host = noted.read_text().strip() if noted.exists() else str(run_dir)
        return common | {"NAME": "enforcement", "USER": "postgres", "HOST": host, "PORT": "5432"}
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL starts with {parts.scheme!r}; only postgresql:// is supported.")
    options = dict(parse_qsl(parts.query))
    return common | {
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
