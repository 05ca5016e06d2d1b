"""Files kept under the hash of their content. Written once, never changed; every read checks the hash."""

import hashlib
import io
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.documents.models import StoredFile
from enforcement.errors import DomainError

PIECE = 1024 * 1024
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class FileDamaged(DomainError):
    """The stored bytes are gone or no longer those whose hash was recorded."""


def store(content: bytes, *, name: str, mime: str, by: User | None) -> StoredFile:
    """Keep the content; the same bytes twice are one file, under the name it first had."""
    return store_file(io.BytesIO(content), name=name, mime=mime, by=by)


def store_file(file: IO[bytes], *, name: str, mime: str, by: User | None) -> StoredFile:
    """The same of a file that may not fit into memory."""
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
    size, sha256 = file.tell(), digest.hexdigest()
    path = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
    target = settings.FILES_ROOT / path
    if not target.exists():
        file.seek(0)
        write_whole(target, file)
    stored, _fresh = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": size, "mime": mime[:100], "name": plain_name(name), "path": path, "created_by": by},
    )
    return stored


def write_whole(target: Path, content: bytes | IO[bytes]) -> None:
    """Through a temporary file, so that a reader never sees half of it and a power cut leaves all or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as part:
        shutil.copyfileobj(io.BytesIO(content) if isinstance(content, bytes) else content, part, PIECE)
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(target)


def path_of(stored: StoredFile) -> Path:
    """Where it lies, after its content was compared with its hash: for readers of what may not fit into memory."""
    target = place_of(stored)
    with target.open("rb") as file:
        refuse_other(hashlib.file_digest(file, "sha256").hexdigest(), stored)
    return target


def open_file(stored: StoredFile) -> bytes:
    content = place_of(stored).read_bytes()
    refuse_other(hashlib.sha256(content).hexdigest(), stored)
    return content


def place_of(stored: StoredFile) -> Path:
    root = settings.FILES_ROOT.resolve()
    target: Path = (root / stored.path).resolve()
    if not target.is_relative_to(root) or not target.is_file():
        raise FileDamaged(_("文件“%(name)s”已不在存储目录中，请联系系统管理员从备份恢复") % {"name": stored.name})
    return target


def refuse_other(sha256: str, stored: StoredFile) -> None:
    if sha256 != stored.sha256:
        raise FileDamaged(_("文件“%(name)s”与登记的校验值不符，请联系系统管理员从备份恢复") % {"name": stored.name})


def plain_name(name: str) -> str:
    """The last part of whatever path a browser sent, without control or direction characters."""
    last = UNPRINTABLE.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return last[-200:] or "file"
