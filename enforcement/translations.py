"""Collects what is to be translated, from Python, templates and scripts, and compiles it; no gettext needed.

The texts in the code are Chinese; `locale/en` translates them. Checked to be complete by `make check`.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_javascript, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    "_": None, "_t": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
APPS = ("enforcement", "plans", "cases", "supervision")
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
# Data whose words stand on pages: the part of the file, and the keys under which a reader meets Chinese.
DATA = {"fixtures/rulebook/grading.yaml": "schemes"}
WORDED = {"name", "name_zh", "project", "text", "per", "level", "values_1_to_4", "values"}
CHINESE = re.compile("[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def sources(root: Path) -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts)
    yield from (path for path in sorted((root / "templates").rglob("*")) if path.suffix in TEMPLATES)
    for folder in ("js", "field"):
        yield from sorted((root / "static" / folder).rglob("*.js"))
    yield from (root / name for name in DATA if (root / name).exists())


def extract(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = path.read_text()
    if path.suffix == ".yaml":
        yield from ((one, None) for one in worded(yaml.safe_load(text)[DATA[f"fixtures/rulebook/{path.name}"]]))
        return
    extractor = extract_python if path.suffix == ".py" else extract_javascript
    if path.suffix in TEMPLATES:
        text = templatize(text, origin=str(path))
    for _line, function, texts, _comments in extractor(io.BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"}):
        yield from arrange(str(function), tuple(texts) if isinstance(texts, list | tuple) else (texts,))


def worded(value: Any, *, read: bool = False) -> Iterator[str]:
    """The Chinese texts below the keys that are read, each once a place."""
    if isinstance(value, str) and read and CHINESE.search(value):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from worded(one, read=key in WORDED or read)
    elif isinstance(value, list):
        for one in value:
            yield from worded(one, read=read)


def arrange(function: str, texts: tuple[str | None, ...]) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """Tell context and plural apart by the function's name; a text that is computed cannot be collected."""
    name = function.removesuffix("_lazy")
    context = texts[0] if "pgettext" in name else None
    plain = [text for text in (texts[1:] if context else texts) if text]
    if plain:
        yield (tuple(plain[:2]) if name.startswith("n") and len(plain) > 1 else plain[0]), context


def collect(root: Path) -> Catalog:
    found = Catalog(charset="utf-8")
    for path in sources(root):
        for text, context in extract(path):
            found.add(text, locations=[(path.relative_to(root).as_posix(), 0)], context=context)
    return found


def catalog_file(root: Path, language: str = "en") -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="en", charset="utf-8")


def messages(catalog: Catalog) -> dict[tuple[str, str | None], Message]:
    return {(key_of(message), message.context): message for message in catalog if message.id}


def ids_of(message: Message) -> list[str]:
    return [str(text) for text in message.id] if isinstance(message.id, list | tuple) else [str(message.id)]


def strings_of(message: Message) -> list[str]:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return [text or "" for text in strings]


def key_of(message: Message) -> str:
    return ids_of(message)[0]


def is_translated(message: Message) -> bool:
    return all(strings_of(message)) and not message.fuzzy


def has_same_placeholders(message: Message) -> bool:
    """A translated text with an unknown placeholder breaks the page; a plural may leave its number out."""
    asked = set(PLACEHOLDER.findall(" ".join(ids_of(message))))
    given = [set(PLACEHOLDER.findall(text)) for text in strings_of(message)]
    return all(names <= asked for names in given) and set().union(*given) == asked


@dataclass
class Gaps:
    untranslated: list[str] = field(default_factory=list)
    obsolete: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        kinds = {"untranslated": self.untranslated, "obsolete": self.obsolete, "placeholders differ": self.broken}
        return [f"{kind}: {text!r}" for kind, texts in kinds.items() for text in texts]


def find_gaps(root: Path) -> Gaps:
    wanted = messages(collect(root))
    path = catalog_file(root)
    there = messages(read(path)) if path.exists() else {}
    done = {key for key, message in there.items() if is_translated(message)}
    return Gaps(
        untranslated=[f"{text} ({wanted[text, context].locations[0][0]})" for text, context in wanted.keys() - done],
        obsolete=[text for text, _context in there.keys() - wanted.keys()],
        broken=[text for text, context in done & wanted.keys() if not has_same_placeholders(there[text, context])],
    )


def update(root: Path) -> None:
    """Add new texts, drop those no longer used, keep every translation. Nothing is guessed from similar texts."""
    path = catalog_file(root)
    known = read(path) if path.exists() else Catalog(locale="en", charset="utf-8", fuzzy=False)
    created = known.creation_date
    known.update(collect(root), no_fuzzy_matching=True)
    known.obsolete.clear()
    known.creation_date = created
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, known, width=120, include_lineno=False, sort_by_file=True)


def compile_all(root: Path) -> list[Path]:
    made = []
    for path in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))
        made.append(path.with_suffix(".mo"))
    return made
