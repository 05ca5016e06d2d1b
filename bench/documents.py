"""One decision as PDF, warm, against WeasyPrint alone on the same HTML."""

import time
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone

from bench.measure import Result, interleaved
from bench.scene import Scene
from enforcement.documents import fonts, rendering
from enforcement.documents.actions import freeze
from enforcement.documents.kinds import KINDS
from enforcement.documents.models import Document

CODE = "XZCFJDDW"


def measure(scene: Scene) -> list[Result]:
    if not fonts.prepared():
        fonts.prepare()
    document = decision(scene)
    page = rendering.html(document)
    start = time.perf_counter()
    _content, pages = rendering.pdf(document)
    first = time.perf_counter() - start
    html_class, style, font_config = rendering.press(tuple(sorted(fonts.prepared().values())))

    def alone() -> bytes:
        parsed: Any = html_class(string=page, url_fetcher=rendering.only_ours())
        return bytes(parsed.write_pdf(stylesheets=[style], font_config=font_config, pdf_variant="pdf/a-2a"))

    ours, floor = interleaved(lambda: rendering.pdf(document), alone, rounds=scene.sizes.rounds)
    return [Result("document, warm", ours, floor, 1.3, notes={"pages": pages, "first_in_process_seconds": first})]


def decision(scene: Scene) -> Document:
    """Only looked at, so neither numbered nor kept."""
    text = Path(__file__).with_name("decision.yaml").read_text(encoding="utf-8")
    kind = KINDS[CODE]
    frozen = freeze(kind, yaml.safe_load(text)) | {"number": "（演）应急罚〔2026〕1号", "title": kind.title}
    frozen["bureau_name"] = scene.bureau.name
    return Document(kind=CODE, number=frozen["number"], title=kind.title, context=frozen, issued_at=timezone.now())
