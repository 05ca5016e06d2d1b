"""The Chinese faces of documents: found once, cut to one face per file, asked for every character before issue."""

import ctypes
import ctypes.util
import functools
import hashlib
import json
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

from enforcement.errors import DomainError

WHAT_TO_INSTALL = "apt install fonts-noto-cjk fontconfig libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# Latin, Greek, punctuation, signs, kana, full-width forms, and every Han character the source has:
# GB 18030 levels 1 and 2 and the rare characters of personal names lie within.
RANGES = (
    (0x20, 0x17F), (0x370, 0x3FF), (0x2000, 0x206F), (0x2100, 0x27BF), (0x3000, 0x312F), (0x3200, 0x33FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFE10, 0xFE4F), (0xFF00, 0xFFEF), (0x20000, 0x323AF),
)  # fmt: skip

# our name of the face: families to look for, in order, and the style
FACES = {
    "song": (
        ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "SimSun", "AR PL UMing CN"),
        "Regular",
    ),
    "song-bold": (("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN"), "Bold"),
    "hei": (("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "SimHei", "WenQuanYi Zen Hei"), "Bold"),
}


class FontsMissing(DomainError):
    """No Chinese font, or not the library that cuts it. The message says what to install."""


@dataclass(frozen=True)
class Face:
    path: str
    index: int
    family: str
    style: str


def fonts_dir() -> Path:
    return Path(settings.RUN_DIR) / "fonts"


def prepared() -> dict[str, Path]:
    """The faces cut so far, by our names."""
    return {name: path for name in FACES if (path := fonts_dir() / f"{name}.otf").is_file()}


def prepare() -> dict[str, str]:
    """Cut every face that is not there yet or whose source changed. Returns the source of each. About two seconds."""
    installed = chinese_faces()
    if not installed:
        raise FontsMissing(
            _("没有找到中文字体，无法生成文书。安装方法：%(command)s；或把字体文件放入 ~/.local/share/fonts")
            % {"command": WHAT_TO_INSTALL}
        )
    stamp_file = fonts_dir() / "sources.json"
    stamps = json.loads(stamp_file.read_text()) if stamp_file.is_file() else {}
    done = {}
    for name, (families, style) in FACES.items():
        face = choose(installed, families, style)
        stamp = f"{source_hash(face.path)}:{face.index}:{RANGES}"
        target = fonts_dir() / f"{name}.otf"
        done[name] = f"{face.family} {face.style}"
        if stamps.get(name) != stamp or not target.is_file():
            fonts_dir().mkdir(parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            part.write_bytes(cut(face))
            part.replace(target)
            stamps[name] = stamp
    stamp_file.write_text(json.dumps(stamps))
    return done


def chinese_faces() -> list[Face]:
    program = shutil.which("fc-list")
    if program is None:
        raise FontsMissing(_("没有 fontconfig，无法查找字体。安装方法：%(command)s") % {"command": WHAT_TO_INSTALL})
    form = "%{file}\t%{index}\t%{family[0]}\t%{style[0]}\n"
    found = subprocess.run([program, "-f", form, ":lang=zh-cn"], capture_output=True, text=True, check=True).stdout
    rows = [line.split("\t") for line in found.splitlines() if line.count("\t") == 3]
    # fontconfig keeps the named instance of a variable font in the upper half of the index
    return sorted((Face(p, int(i) & 0xFFFF, f, s) for p, i, f, s in rows), key=lambda face: (face.family, face.style))


def choose(installed: list[Face], families: tuple[str, ...], style: str) -> Face:
    """The wanted family and style, else the family, else the style, else anything Chinese."""

    def distance(face: Face) -> tuple[int, bool]:
        rank = families.index(face.family) if face.family in families else len(families)
        return rank, face.style != style

    return min(installed, key=distance)


@functools.cache
def source_hash(path: str) -> str:
    with Path(path).open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def cut(face: Face) -> bytes:
    """One face of a collection with only RANGES, by HarfBuzz: a hundred times faster than in Python."""
    base, subset = library("harfbuzz"), library("harfbuzz-subset")
    pointer, number = ctypes.c_void_p, ctypes.c_uint
    call = {
        name: ctypes.CFUNCTYPE(pointer, *arguments)((name, source))
        for name, source, arguments in (
            ("hb_blob_create_from_file", base, (ctypes.c_char_p,)),
            ("hb_face_create", base, (pointer, number)),
            ("hb_set_add_range", base, (pointer, number, number)),
            ("hb_subset_input_create_or_fail", subset, ()),
            ("hb_subset_input_unicode_set", subset, (pointer,)),
            ("hb_subset_or_fail", subset, (pointer, pointer)),
            ("hb_face_reference_blob", base, (pointer,)),
            ("hb_blob_get_data", base, (pointer, ctypes.POINTER(number))),
        )
    }
    whole = call["hb_face_create"](call["hb_blob_create_from_file"](face.path.encode()), face.index)
    wanted = call["hb_subset_input_create_or_fail"]()
    characters = call["hb_subset_input_unicode_set"](wanted)
    for first, last in RANGES:
        call["hb_set_add_range"](characters, first, last)
    smaller = call["hb_subset_or_fail"](whole, wanted)
    if not smaller:
        raise FontsMissing(_("字体文件“%(path)s”无法读取，请重新安装该字体") % {"path": face.path})
    size = number()
    content = call["hb_blob_get_data"](call["hb_face_reference_blob"](smaller), ctypes.byref(size))
    return ctypes.string_at(content, size.value)


def library(name: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(ctypes.util.find_library(name) or f"lib{name}.so.0")
    except OSError as missing:
        raise FontsMissing(
            _("缺少系统库 lib%(name)s，无法生成文书。安装方法：%(command)s")
            % {"name": name, "command": WHAT_TO_INSTALL}
        ) from missing


def missing_characters(text: str) -> list[str]:
    """Characters no face can print, in the order of the text. Asks fontconfig only for what our faces lack."""
    known = frozenset().union(*(characters_of(path, path.stat().st_mtime_ns) for path in prepared().values()))
    wanted = dict.fromkeys(one for one in text if not one.isspace() and ord(one) not in known)
    return [one for one in wanted if not somewhere_installed(one)]


@functools.cache
def characters_of(path: Path, _changed: int) -> frozenset[int]:
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


@functools.cache
def somewhere_installed(character: str) -> bool:
    program = shutil.which("fc-list")
    if program is None:
        return False
    pattern = f":charset={ord(character):x}"
    found = subprocess.run([program, "-f", "%{file}\n", pattern], capture_output=True, text=True, check=True).stdout
    return any(Path(line).suffix.lower() in {".otf", ".ttf", ".ttc", ".otc"} for line in found.splitlines())


def all_text(value: object) -> Iterable[str]:
    """Every string inside a context."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from all_text(one)
    elif isinstance(value, list):
        for one in value:
            yield from all_text(one)
