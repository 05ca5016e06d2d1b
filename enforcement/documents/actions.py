import datetime as dt
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, override

from enforcement.accounts.models import User
from enforcement.documents import numbering
from enforcement.documents.fonts import all_text, missing_characters, prepared
from enforcement.documents.kinds import KINDS, DocumentKind
from enforcement.documents.models import Document, State
from enforcement.documents.queries import rendering_of, requests_for
from enforcement.documents.rendering import template_hash
from enforcement.errors import NotPermitted, RuleBroken, StepRefused, Unmet
from enforcement.ledger.actions import record, reference
from enforcement.ledger.presenters import name_act
from enforcement.outbox.actions import post
from enforcement.outbox.models import State as JobState
from enforcement.rulebook.wording import wording_in_force

ISSUE = name_act("documents.issue", _("制发文书"))
VOID = name_act("documents.void", _("作废文书"))
RENDER_AGAIN = name_act("documents.render_again", _("重新生成文书文件"))


@transaction.atomic
def issue(
    code: str,
    *,
    subject: models.Model,
    by: User,
    context: dict[str, Any],
    title: str | None = None,
    within: models.Model | None = None,
    number: str | None = None,
    shares: str = "",
    supersedes: Document | None = None,
) -> Document:
    """Number the document, freeze its content and ask for its file, all in the caller's transaction.

    `shares`: a number whose running number this document takes with its own word (the case's, the inspection's).
    """
    kind = KINDS[code]
    bureau = getattr(subject, "bureau", None) or by.bureau
    frozen = freeze(kind, context)
    if number is None and kind.needs_number:
        on = dt.date.fromisoformat(frozen["issued_on"])
        if shares:
            number = numbering.next_in_case(bureau, shares, kind.word)
        else:
            number = numbering.take(bureau, kind.word, on)
    frozen |= {"number": number or "", "title": title or kind.title, "bureau_name": bureau.name}
    refuse_unprintable(frozen)
    if supersedes is not None:
        replace(supersedes)
    document = Document.objects.create(
        kind=code,
        number=frozen["number"],
        title=frozen["title"],
        bureau=bureau,
        subject=reference(subject),
        within=reference(within) if within is not None else "",
        context=frozen,
        template_sha256=template_hash(kind.template),
        wording=wording_in_force(code, dt.date.fromisoformat(frozen["issued_on"])),
        supersedes=supersedes,
        issued_by=by,
    )
    record(ISSUE, by=by, subject=document, within=within or subject, document=document.number or document.title)
    ask_for_file(document)
    return document


def freeze(kind: DocumentKind, context: dict[str, Any]) -> dict[str, Any]:
    """The context as it will be read back: plain JSON, all keys of the form present, with the printed date."""
    if lacking := sorted(kind.keys - context.keys()):
        raise ValueError(f"context of {kind.code} lacks {', '.join(lacking)}")
    dated = {"issued_on": timezone.localdate(), **context}
    with override("zh-hans"):  # documents are Chinese whatever language the page of the person acting has
        frozen: dict[str, Any] = json.loads(json.dumps(dated, cls=DjangoJSONEncoder))
    return frozen


def refuse_unprintable(frozen: dict[str, Any]) -> None:
    """A name must not come out as an empty box. Where no font is prepared yet, the render job asks again."""
    if prepared() and (missing := missing_characters("".join(all_text(frozen)))):
        raise RuleBroken(
            _t("文书中有字体不能打印的字：%(characters)s。改用规范汉字，或由系统管理员安装含有这些字的字体")
            % {"characters": "、".join(missing)}
        )


def replace(old: Document) -> None:
    changed = Document.objects.filter(pk=old.pk, state__in=[State.ISSUED, State.RENDERED]).update(
        state=State.SUPERSEDED
    )
    if not changed:
        raise RuleBroken(_t("文书%(number)s已作废或已被替代，不能再次替代") % {"number": old.number or old.title})


def ask_for_file(document: Document, again: int = 0) -> None:
    post("documents.render", key=f"documents.render:{document.pk}:{again}", document=document.pk)


@transaction.atomic
def void(document: Document, *, by: User, reason: str) -> Document:
    """The number stays used and the file stays kept; both say from now on that the document is void."""
    locked = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    refuse_void(locked, by)
    if not reason.strip():
        raise RuleBroken(_t("填写作废原因"), field="reason")
    before = {"state": locked.state}
    locked.state = State.VOID
    locked.void_reason, locked.voided_at, locked.voided_by = reason.strip(), timezone.now(), by
    locked.save(update_fields=["state", "void_reason", "voided_at", "voided_by"])
    record(VOID, by=by, subject=locked, before=before, after={"state": locked.state},
           document=locked.number or locked.title, note=locked.void_reason)  # fmt: skip
    return locked


def refuse_void(document: Document, by: User) -> None:
    """Raises when the person may not void the document or nothing is left to void."""
    if not by.may(document.form.void_permission, document):
        raise NotPermitted(_t("需要“%(right)s”权限") % {"right": document.form.void_permission.label})
    if not document.is_in_force:
        raise StepRefused([Unmet(_t("文书%(number)s已作废或已被替代") % {"number": document.number or document.title})])


@transaction.atomic
def render_again(document: Document, *, by: User) -> Document:
    """After what was missing has been installed. Changes nothing when the file is there or a request still waits."""
    latest = rendering_of(document)
    if document.file_id is None and (latest is None or latest.state == JobState.FAILED):
        ask_for_file(document, again=requests_for(document))
        record(RENDER_AGAIN, by=by, subject=document, document=document.number or document.title)
    return document
