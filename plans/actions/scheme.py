"""Editions of the grading schemes: proposed from a file, published by a second person, or discarded."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.loading import SourceRefused
from enforcement.rulebook.states import EditionState
from enforcement.rulebook.uploads import refuse_tricks
from plans.flows.scheme import SCHEME
from plans.models import SchemeEdition
from plans.queries.facts import PROVIDERS
from plans.queries.scheme import SOURCE, schemes, sha256_of
from plans.rules.scheme import problems_of

PROPOSED = name_act("scheme.propose", gettext_lazy("导入分级方案"))
FIRST = "首个版次，装载时直接发布"  # in the ledger, which is Chinese whoever reads


@transaction.atomic
def propose_scheme(*, by: User, content: bytes, effective_from: dt.date) -> SchemeEdition:
    """For the bureau of whoever proposes it and those below. Raises SourceRefused with each item to mend."""
    require(by, Permission.MAINTAIN_LAW)
    refuse_tricks(_t("分级方案文件"), content)
    scheme, text = read(content)
    if problems := problems_of(scheme, PROVIDERS):
        raise SourceRefused(problems)
    if effective_from < timezone.localdate():
        raise RuleBroken(_t("施行日期不能早于今天"), field="effective_from")
    same = SchemeEdition.objects.exclude(state=EditionState.DISCARDED).filter(sha256=sha256_of(scheme))
    if found := same.filter(bureau__in=[by.bureau]).first() or same.filter(bureau=None).first():
        raise RuleBroken(_t("这个文件与 %(edition)s 的内容完全相同") % {"edition": found}, field="file")
    edition = write(scheme, text, by=by, bureau=by.bureau, effective_from=effective_from)
    record(PROPOSED, by=by, subject=edition, after={"sha256": edition.sha256, "from": effective_from.isoformat()})
    return edition


def read(content: bytes) -> tuple[Any, str]:
    """A file that YAML cannot make out, a day that does not exist among them, is the sender's to mend."""
    try:
        text = content.decode("utf-8")
        return one_scheme(yaml.safe_load(text)), text
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RuleBroken(_t("文件不是有效的 YAML：%(error)s") % {"error": str(error)[:200]}, field="file") from error


def one_scheme(content: Any) -> Any:
    """A file may hold the scheme itself, or a list of schemes with that one in it, as grading.yaml does."""
    if isinstance(content, dict) and isinstance(content.get("schemes"), list) and len(content["schemes"]) == 1:
        return content["schemes"][0]
    return content


@transaction.atomic
def publish_scheme(edition: SchemeEdition, *, by: User, version: int | None = None) -> SchemeEdition:
    return settle(edition, "publish", by=by, version=version)


@transaction.atomic
def discard_scheme(edition: SchemeEdition, *, by: User, reason: str, version: int | None = None) -> SchemeEdition:
    return settle(edition, "discard", by=by, version=version, reason=reason)


def settle(edition: SchemeEdition, step: str, *, by: User, version: int | None, reason: str = "") -> SchemeEdition:
    """Who settles it is written first: once it is no draft the row does not change any more (trigger)."""
    if step == "discard" and not reason.strip():
        raise RuleBroken(_t("写明作废理由"), "reason")
    draft = SchemeEdition.objects.filter(pk=edition.pk, state=EditionState.DRAFT)
    draft.update(settled_at=timezone.now(), settled_by=by, reason=reason.strip())
    settled = SCHEME.take(edition, step, by=by, version=version)
    after = {"state": settled.state, "sha256": settled.sha256}
    record(
        SCHEME.act(step), by=by, subject=settled, before={"state": EditionState.DRAFT.value}, after=after, note=reason
    )
    return settled


def load_schemes(folder: Path, by: User | None = None) -> int:
    """The schemes of the files that are not there yet. The first edition of a scheme is published at once: there is
    nothing to compare with. A later one is a draft from today on, until a second person publishes it."""
    if not (folder / SOURCE).exists():
        return 0
    fresh = 0
    for code, scheme in schemes(folder).items():
        content = json.loads(json.dumps(scheme))
        if problems := problems_of(content, PROVIDERS):
            raise SourceRefused([f"{code} {problem}" for problem in problems])
        fresh += load_scheme(content, by)
    return fresh


@transaction.atomic
def load_scheme(content: dict[str, Any], by: User | None) -> int:
    """Any edition with this content, a discarded one too, says that it is known."""
    ours = SchemeEdition.objects.filter(bureau=None, code=content["code"])
    if ours.filter(sha256=sha256_of(content)).exists():
        return 0
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    if ours.filter(state=EditionState.PUBLISHED).exists():
        edition = write(content, text, by=by, bureau=None, effective_from=timezone.localdate())
        record(PROPOSED, by=by, subject=edition, after={"sha256": edition.sha256})
        return 1
    edition = write(content, text, by=None, bureau=None, effective_from=None)
    SchemeEdition.objects.filter(pk=edition.pk).update(
        settled_at=timezone.now(), state=EditionState.PUBLISHED, version=edition.version + 1
    )
    record(SCHEME.act("publish"), by=by, subject=edition, after={"sha256": edition.sha256}, note=FIRST)
    return 1


def write(
    scheme: dict[str, Any], text: str, *, by: User | None, bureau: Bureau | None, effective_from: dt.date | None
) -> SchemeEdition:
    return SchemeEdition.objects.create(
        bureau=bureau,
        created_by=by,
        code=scheme["code"],
        name_zh=scheme["name_zh"],
        kind=scheme["kind"],
        status=str(scheme.get("status", ""))[:300],
        effective_from=effective_from,
        content=scheme,
        text=text,
        sha256=sha256_of(scheme),
    )
