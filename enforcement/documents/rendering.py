"""Context + template → HTML → PDF. One warm font configuration and one parsed style sheet per worker."""

import atexit
import base64
import functools
import hashlib
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

import qrcode
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Origin
from django.template.loader import get_template, render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, override
from qrcode.image.svg import SvgPathImage

from enforcement.documents import fonts
from enforcement.documents.models import Document
from enforcement.errors import DomainError

STYLE_SHEETS = ("documents/document.css", "documents/page.css")
PARTS = ("documents/base.html", "documents/page.html")


class CannotRender(DomainError):
    """The file cannot be made on this machine; the message says what to install."""


def sheet(document: Document) -> SafeString:
    """The document without its page: the same markup for the preview and the PDF, in Chinese whoever looks."""
    context = {**document.context, "kind": document.form, "qr": qr_address(document), "void": document.state == "void"}
    with override("zh-hans"):
        return render_to_string(document.form.template, context)


def html(document: Document) -> str:
    return render_to_string("documents/page.html", {"sheet": sheet(document), "document": document})


def verify_url(document: Document) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("verify_document", args=[document.token])


def qr_address(document: Document) -> str:
    """The code as a data address, so that preview and PDF need no second file."""
    drawn = BytesIO()
    qrcode.make(verify_url(document), image_factory=SvgPathImage, border=0).save(drawn)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()


def pdf(document: Document) -> tuple[bytes, int]:
    """PDF/A-2a and its number of pages."""
    if missing := fonts.missing_characters("".join(fonts.all_text(document.context))):
        raise CannotRender(_("字体中没有这些字：%(characters)s") % {"characters": "、".join(missing)})
    html_class, style, font_config = press(tuple(sorted(fonts.prepared().values())))
    page = html_class(string=html(document), url_fetcher=only_ours())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile to be closed by itself
        laid_out = page.render(stylesheets=[style], font_config=font_config, pdf_variant="pdf/a-2a")
        return laid_out.write_pdf(pdf_variant="pdf/a-2a"), len(laid_out.pages)


@functools.cache
def press(faces: tuple[Path, ...]) -> tuple[Any, Any, Any]:
    """WeasyPrint with fonts loaded and styles parsed: 300 ms once, so it is kept while the faces stay the same."""
    if not faces:
        raise CannotRender(
            _("尚未准备中文字体。安装方法：%(command)s，然后运行 manage.py prepare_fonts")
            % {"command": fonts.WHAT_TO_INSTALL}
        )
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as missing:
        raise CannotRender(
            _("缺少生成 PDF 的系统库。安装方法：%(command)s") % {"command": fonts.WHAT_TO_INSTALL}
        ) from missing
    font_config = FontConfiguration()
    style = CSS(string=font_faces(faces) + style_text(), font_config=font_config, url_fetcher=only_ours())
    return HTML, style, font_config


atexit.register(press.cache_clear)  # while WeasyPrint can still let its fonts go


def font_faces(faces: tuple[Path, ...]) -> str:
    return "".join(
        f'@font-face {{ font-family: "document-{face.stem}"; src: url("{face.resolve().as_uri()}"); }}\n'
        for face in faces
    )


def style_text() -> str:
    return "\n".join(Path(str(finders.find(name))).read_text(encoding="utf-8") for name in STYLE_SHEETS)


@functools.cache
def only_ours() -> Any:
    """A document may load its own fonts and drawings; never the network."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"file", "data"}, allow_redirects=False)


def template_hash(template: str) -> str:
    """Hash of everything that shapes the page besides the context."""
    digest = hashlib.sha256()
    for name in (template, *PARTS):
        origin: Origin = get_template(name).origin  # type: ignore[attr-defined]
        digest.update(Path(origin.name).read_bytes())
    digest.update(style_text().encode())
    return digest.hexdigest()
