from django.db import transaction
from django.utils.translation import gettext as _t

from cases.flows.inspection import FLOW
from cases.models import Inspection, Signature
from cases.rules.evidence import MAX_PHOTO, is_photo
from cases.states import SignatureMode, SignatureRole
from enforcement.accounts.models import User
from enforcement.documents.files import store
from enforcement.documents.models import StoredFile
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record


@transaction.atomic
def sign_as_officer(
    inspection: Inspection,
    *,
    by: User,
    record_hash: str,
    mode: str = SignatureMode.DRAWN,
    image: bytes = b"",
    version: int | None = None,
) -> Signature:
    locked = FLOW.take(inspection, "sign", by=by, version=version)
    check_digest(locked, record_hash)
    if mode == SignatureMode.REFUSED:
        raise RuleBroken(_t("检查人员不能拒签，记录有误的退回补充记录"), field="mode")
    signature = Signature.objects.create(
        inspection=locked, role=SignatureRole.OFFICER, name=by.name, officer=by, mode=mode,
        image=keep_image(image, by), record_hash=locked.record_hash,
    )  # fmt: skip
    record(FLOW.act("sign"), by=by, subject=locked, after={"name": by.name, "mode": mode, "record_hash": record_hash})
    return signature


@transaction.atomic
def sign_as_party(
    inspection: Inspection,
    *,
    by: User,
    record_hash: str,
    name: str,
    mode: str = SignatureMode.DRAWN,
    image: bytes = b"",
    reason: str = "",
    witness: str = "",
    version: int | None = None,
) -> Signature:
    """The head of the inspected unit signs on the officer's device; or the refusal is recorded with its reason."""
    locked = FLOW.take(inspection, "sign_party", by=by, version=version)
    check_digest(locked, record_hash)
    refused = mode == SignatureMode.REFUSED
    if refused and not reason.strip():
        raise RuleBroken(_t("请输入拒签原因"), field="reason")
    signature = Signature.objects.create(
        inspection=locked, role=SignatureRole.PARTY, name=name, mode=mode, reason=reason.strip() if refused else "",
        witness=witness, image=None if refused else keep_image(image, by), record_hash=locked.record_hash,
    )  # fmt: skip
    record(FLOW.act("sign_party"), by=by, subject=locked, note=signature.reason,
           after={"name": name, "mode": mode, "record_hash": record_hash})  # fmt: skip
    return signature


def check_digest(inspection: Inspection, shown: str) -> None:
    """The signer saw this record and no other."""
    if shown != inspection.record_hash:
        raise RuleBroken(_t("检查记录在签名期间有变动，核对新的记录后重新签名"))


def keep_image(image: bytes, by: User) -> StoredFile:
    if not image:
        raise RuleBroken(_t("尚未签名，签名后再提交；也可改用纸质签名拍照或记录拒签"), field="image")
    if len(image) > MAX_PHOTO or not is_photo(image):
        raise RuleBroken(_t("签名图像不是照片或过大，上传 20 MB 以内的 JPG 或 PNG 照片"), field="paper")
    return store(image, name="signature.png", mime="image/png", by=by)
