"""The acts on an edition: import from uploaded files, publish by a second person, discard with a reason."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion, StepRefused, Unmet
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.diff import Diff, compare
from enforcement.rulebook.loading import load, publish_edition
from enforcement.rulebook.models import Edition
from enforcement.rulebook.states import EditionState
from enforcement.rulebook.uploads import written_out

DISCARD = name_act("rulebook.discard", gettext_lazy("作废规则库版次草稿"))


def published() -> Edition | None:
    """The edition in force. One query."""
    return Edition.objects.filter(state=EditionState.PUBLISHED).order_by("-published_at", "-id").first()


def before(edition: Edition) -> Edition | None:
    """What a draft would replace, or what a published edition replaced."""
    others = Edition.objects.filter(state=EditionState.PUBLISHED).order_by("-published_at", "-id")
    if edition.state == EditionState.PUBLISHED:
        others = others.filter(published_at__lt=edition.published_at)
    return others.exclude(pk=edition.pk).first()


def difference(edition: Edition) -> Diff | None:
    earlier = before(edition)
    return compare(earlier, edition) if earlier else None


def import_edition(*, by: User, files: dict[str, bytes]) -> Edition:
    """`files` by name; those left out are taken over from the edition in force. Raises SourceRefused, Unreadable."""
    require(by, Permission.MAINTAIN_LAW)
    with written_out(files, _texts_in_force()) as folder:
        edition, new = load(folder, by=by)
    if not new:
        named = {"code": edition.code, "state": edition.get_state_display()}
        raise RuleBroken(_("这些文件与版次 %(code)s（%(state)s）完全相同，没有可导入的改动") % named, "file")
    return edition


def _texts_in_force() -> dict[str, bytes]:
    """Editions loaded before their files were kept have none: then the files that came with the installation."""
    edition = published()
    kept = {one.name: one.text.encode() for one in edition.files.all()} if edition else {}
    if kept:
        return kept
    folder = settings.BASE_DIR / "fixtures" / "rulebook"
    return {path.name: path.read_bytes() for path in folder.glob("*.yaml")}


@transaction.atomic
def approve(edition: Edition, *, by: User, version: int | None, against: int) -> Edition:
    """`against`: the edition that the approver compared it with; another one since then asks to look again."""
    locked = _locked(edition, by=by, version=version)
    now = published()
    if now is None or now.pk != against:
        raise RuleBroken(_("核对期间现行版次已更换，差异已重新计算，核对后再发布"))
    changes = compare(now, locked)
    given = {"rule_keys": changes.touching.rule_keys, "counts": {**changes.counts, "replaces": now.code}}
    return publish_edition(locked, by=by, changes=given)


@transaction.atomic
def discard(edition: Edition, *, by: User, version: int | None, reason: str) -> Edition:
    """The importer may take back what was imported; so may whoever may publish."""
    require_either(by, Permission.APPROVE_LAW, Permission.MAINTAIN_LAW)
    locked = _draft(edition, version)
    if not reason.strip():
        raise RuleBroken(_("写明作废理由"), "reason")
    locked.state, locked.discarded_at, locked.discarded_by = EditionState.DISCARDED, timezone.now(), by
    locked.discard_reason, locked.version = reason.strip(), locked.version + 1
    locked.save(update_fields=["state", "discarded_at", "discarded_by", "discard_reason", "version"])
    record(DISCARD, by=by, subject=locked, after={"state": locked.state}, note=locked.discard_reason)
    return locked


def _locked(edition: Edition, *, by: User, version: int | None) -> Edition:
    require(by, Permission.APPROVE_LAW)
    locked = _draft(edition, version)
    if unmet := unmet_for(locked, by):
        raise StepRefused(unmet)
    return locked


def _draft(edition: Edition, version: int | None) -> Edition:
    locked = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if settled := _settled(locked):
        raise StepRefused(settled)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    return locked


def unmet_for(edition: Edition, by: User) -> list[Unmet]:
    """Why this person cannot publish this draft."""
    found = []
    if not by.may(Permission.APPROVE_LAW):
        found.append(_lacks(Permission.APPROVE_LAW))
    if edition.imported_by_id == by.pk:
        found.append(Unmet(_("导入人不能发布自己导入的版次，由另一人核对后发布")))
    return [*found, *_settled(edition)]


def unmet_to_discard(edition: Edition, by: User) -> list[Unmet]:
    rights = by.may(Permission.APPROVE_LAW) or by.may(Permission.MAINTAIN_LAW)
    return [*([] if rights else [_lacks(Permission.APPROVE_LAW)]), *_settled(edition)]


def _settled(edition: Edition) -> list[Unmet]:
    if edition.is_draft:
        return []
    return [Unmet(_("该版次%(state)s，不能再办理") % {"state": edition.get_state_display()})]


def _lacks(right: Permission) -> Unmet:
    return Unmet(_("需要“%(right)s”权限") % {"right": right.label})


def require_either(by: Any, *rights: Permission) -> None:
    if not any(by.may(right) for right in rights):
        raise NotPermitted(_("需要“%(right)s”权限") % {"right": rights[0].label})
