"""Files of an edition as a person sends them: a zip of the folder, or only the files that changed. Never trusted."""

import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import yaml
from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken
from enforcement.rulebook.source_files import BOOK, FAST_AND_SAFE, FILES

LIMIT = 10 * 1024 * 1024  # of the upload, and of each file unpacked
DEEPEST, MOST = 40, 1_000_000  # of nested collections; of nodes, with every reference written out
FIELD = "file"
UNOPENABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)  # what a damaged, encrypted or odd archive runs into


def files_of(name: str, content: bytes) -> dict[str, bytes]:
    """By name. A single YAML file goes by its own name, or is the rulebook when the name says nothing."""
    if len(content) > LIMIT:
        raise RuleBroken(_("文件超过 %(limit)s MB，压缩后再上传") % {"limit": LIMIT // 1024**2}, FIELD)
    if zipfile.is_zipfile(io.BytesIO(content)):
        files = _unpacked(content)
    else:
        plain = PurePosixPath(name).name
        if not plain.endswith((".yaml", ".yml")):
            raise RuleBroken(_("上传规则库文件夹的 zip 包，或单个 yaml 文件"), FIELD)
        files = {plain if plain in FILES else BOOK: content}
    for one, text in files.items():
        refuse_tricks(one, text)
    return files


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Only the files we know, whatever folder they are in; nothing is written by the names in the archive."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                name = PurePosixPath(member.filename).name
                if member.is_dir() or name not in FILES or "__MACOSX" in member.filename:
                    continue
                if name in found:
                    raise RuleBroken(_("压缩包中有两个 %(name)s，只保留一个") % {"name": name}, FIELD)
                with archive.open(member) as opened:
                    found[name] = opened.read(LIMIT + 1)
                if len(found[name]) > LIMIT:
                    raise RuleBroken(_("%(name)s 解压后过大") % {"name": name}, FIELD)
    except UNOPENABLE as error:
        raise RuleBroken(_("压缩包无法打开：%(reason)s") % {"reason": error}, FIELD) from error
    if not found:
        raise RuleBroken(_("压缩包中没有规则库文件（%(names)s）") % {"names": "、".join(FILES)}, FIELD)
    return found


def refuse_tricks(name: str, content: bytes) -> None:
    """YAML that would grow without end when read: references upon references, or nesting without bottom."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RuleBroken(_("%(name)s 不是 UTF-8 编码的文本") % {"name": name}, FIELD) from error
    try:
        line = too_much(yaml.parse(text, Loader=FAST_AND_SAFE))
    except yaml.YAMLError as error:
        raise RuleBroken(_("%(name)s 不是有效的 YAML：%(reason)s") % {"name": name, "reason": error}, FIELD) from error
    if line:
        raise RuleBroken(_("%(name)s 第 %(line)s 行：引用过多或嵌套过深") % {"name": name, "line": line}, FIELD)


def too_much(events: Iterable[yaml.Event]) -> int:
    """The line on which the content, with every reference written out, becomes too large or too deep; 0 for none."""
    sizes: dict[str, int] = {}  # of what each anchor names, written out
    open_ones: list[tuple[str | None, int]] = []  # anchor, size before
    size = 0
    for event in events:
        if isinstance(event, yaml.AliasEvent):
            size += sizes.get(str(event.anchor), MOST)  # one that is not closed yet holds itself
        elif isinstance(event, yaml.CollectionStartEvent):
            open_ones.append((event.anchor, size))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_ones.pop()
            sizes |= {anchor: size - before + 1} if anchor else {}
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            sizes[event.anchor] = 1
        size += 1
        if size >= MOST or len(open_ones) > DEEPEST:
            return event.start_mark.line + 1 if event.start_mark else 1
    return 0


@contextmanager
def written_out(files: dict[str, bytes], others: dict[str, bytes]) -> Iterator[Path]:
    """A folder with these files, completed by the others, for as long as it is read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for one in FILES:
            content = files.get(one, others.get(one))
            if content is not None:
                (folder / one).write_bytes(content)
        yield folder
