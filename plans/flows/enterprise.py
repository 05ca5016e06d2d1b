from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from plans.guards.enterprise import brings_something, can_still_be_undone, changed_the_register, was_uploaded_by_reader
from plans.states import ImportState as S

IMPORT = Workflow(
    "import",
    S,
    (
        step("check", _("校验"), S.UPLOADED, S.CHECKED, permission=P.IMPORT_ENTERPRISES),
        step(
            "confirm",
            _("确认导入"),
            S.CHECKED,
            S.CONFIRMED,
            permission=P.IMPORT_ENTERPRISES,
            guards=[was_uploaded_by_reader, brings_something],
        ),
        step("finish", _("完成导入"), S.CONFIRMED, S.DONE, permission=P.IMPORT_ENTERPRISES),
        step(
            "cancel",
            _("取消导入"),
            [S.UPLOADED, S.CHECKED],
            S.CANCELLED,
            permission=P.IMPORT_ENTERPRISES,
            guards=[was_uploaded_by_reader],
            danger=True,
        ),
        step(
            "undo",
            _("撤销导入"),
            [S.CONFIRMED, S.DONE],
            S.UNDOING,
            permission=P.IMPORT_ENTERPRISES,
            guards=[changed_the_register, can_still_be_undone],
            danger=True,
        ),
        step("finish_undo", _("完成撤销"), S.UNDOING, S.UNDONE, permission=None),
    ),
    owners={
        S.UPLOADED: (Role.SECTION_CHIEF,),
        S.CHECKED: (Role.SECTION_CHIEF,),
        S.CONFIRMED: (Role.SECTION_CHIEF,),
        S.DONE: (),
        S.CANCELLED: (),
        S.UNDOING: (),
        S.UNDONE: (),
    },
    title=_("企业导入"),
)
