"""Files kept under the hash of their content. Written once, never changed; every read checks the hash."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.documents.models import StoredFile
from enforcement.errors import DomainError

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class FileDamaged(DomainError):
    """The stored bytes are gone or no longer those whose hash was recorded."""


def store(content: bytes, *, name: str, mime: str, by: User | None) -> StoredFile:
    """Keep the content; the same bytes twice are one file, under the name it first had."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
    target = settings.FILES_ROOT / path
    if not target.exists():
        write_whole(target, content)
    stored, _fresh = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": len(content), "mime": mime[:100], "name": plain_name(name), "path": path, "created_by": by},
    )
    return stored


def write_whole(target: Path, content: bytes) -> None:
    """Through a temporary file, so that a reader never sees half of it and a power cut leaves all or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as part:
        part.write(content)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(target)


def open_file(stored: StoredFile) -> bytes:
    root = settings.FILES_ROOT.resolve()
    target = (root / stored.path).resolve()
    if not target.is_relative_to(root) or not target.is_file():
        raise FileDamaged(_("文件“%(name)s”已不在存储目录中，请联系系统管理员从备份恢复") % {"name": stored.name})
    content = target.read_bytes()
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise FileDamaged(_("文件“%(name)s”与登记的校验值不符，请联系系统管理员从备份恢复") % {"name": stored.name})
    return content


def plain_name(name: str) -> str:
    """The last part of whatever path a browser sent, without control or direction characters."""
    last = UNPRINTABLE.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return last[-200:] or "file"
