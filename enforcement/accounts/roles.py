"""Who may do what: the one table. `docs/reference/roles.md` is printed from it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P


class Role(TextChoices):
    INSPECTOR = "inspector", _("检查人员")
    SECTION_CHIEF = "section_chief", _("科室负责人")
    BUREAU_LEADER = "bureau_leader", _("分管负责人")
    PRINCIPAL_HEAD = "principal_head", _("主要负责人")
    LEGAL_REVIEWER = "legal_reviewer", _("法制审核人员")
    SUPERVISOR = "supervisor", _("执法监督人员")
    COMPLAINT_CLERK = "complaint_clerk", _("举报受理人员")
    ARCHIVIST = "archivist", _("档案管理人员")
    STATISTICIAN = "statistician", _("统计人员")
    DISCLOSURE_EDITOR = "disclosure_editor", _("公示管理人员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


VIEW_ALL = frozenset(
    {P.VIEW_ENTERPRISES, P.VIEW_PLANS, P.VIEW_DRAWS, P.VIEW_INSPECTIONS, P.VIEW_CASES, P.VIEW_DISCLOSURE}
    | {P.VIEW_STATISTICS, P.VIEW_LAW}
)

ROLES: dict[Role, frozenset[P]] = {
    Role.INSPECTOR: VIEW_ALL
    | {P.MAINTAIN_ENTERPRISES, P.INSPECT, P.ISSUE_ORDERS, P.HANDLE_CASES, P.DRAFT_PLANS}
    | {P.DECLARE_RECUSALS},
    Role.SECTION_CHIEF: VIEW_ALL
    | {P.MAINTAIN_ENTERPRISES, P.IMPORT_ENTERPRISES, P.GRADE_ENTERPRISES, P.DRAFT_PLANS, P.REVIEW_PLANS}
    | {P.PREPARE_DRAWS, P.ASSIGN_INSPECTIONS, P.APPROVE_VISIT_PLANS, P.APPROVE_MEASURES}
    | {P.ASSIGN_SUPERVISION, P.DECLARE_RECUSALS},
    Role.BUREAU_LEADER: VIEW_ALL
    | {P.APPROVE_PLANS, P.APPROVE_VISIT_PLANS, P.APPROVE_MEASURES, P.APPROVE_FILING, P.DECIDE_CASES, P.CLOSE_CASES}
    | {P.APPROVE_DISCLOSURE, P.APPROVE_LAW, P.CONFIRM_CALENDAR, P.ASSIGN_SUPERVISION, P.APPROVE_DRAWS},
    Role.PRINCIPAL_HEAD: VIEW_ALL
    | {P.APPROVE_PLANS, P.PUBLISH_PLANS, P.APPROVE_MEASURES, P.APPROVE_FILING, P.DELIBERATE, P.DECIDE_CASES}
    | {P.CLOSE_CASES, P.APPROVE_DISCLOSURE, P.APPROVE_LAW, P.CONFIRM_CALENDAR, P.SET_VALUES}
    | {P.APPROVE_DRAWS},
    Role.LEGAL_REVIEWER: VIEW_ALL
    | {P.REVIEW_LEGALITY, P.MAINTAIN_LAW, P.APPROVE_LAW}
    | {P.MAINTAIN_CALENDAR, P.CONFIRM_CALENDAR, P.SET_VALUES},
    Role.SUPERVISOR: VIEW_ALL | {P.SUPERVISE, P.SUPERVISE_DRAWS, P.REVIEW_FILES, P.VIEW_LEDGER, P.VIEW_SPREAD},
    Role.COMPLAINT_CLERK: frozenset({P.VIEW_ENTERPRISES, P.VIEW_LAW, P.TAKE_COMPLAINTS}),
    Role.ARCHIVIST: frozenset({P.VIEW_CASES, P.VIEW_INSPECTIONS, P.VIEW_LAW, P.ARCHIVE_CASES}),
    Role.STATISTICIAN: VIEW_ALL | {P.CLOSE_STATISTICS, P.VIEW_SPREAD},
    Role.DISCLOSURE_EDITOR: frozenset({P.VIEW_CASES, P.VIEW_PLANS, P.VIEW_DISCLOSURE, P.VIEW_LAW, P.DISCLOSE})
    | {P.PUBLISH_PLANS},
    Role.SYSTEM_ADMIN: frozenset({P.MAINTAIN_ACCOUNTS, P.MAINTAIN_SYSTEM, P.VIEW_LAW, P.MAINTAIN_CALENDAR}),
    Role.SECURITY_ADMIN: frozenset({P.GRANT_ROLES, P.VIEW_LAW}),
    Role.AUDIT_ADMIN: frozenset({P.VIEW_LEDGER, P.VIEW_LAW}),
}

# What a role of a superior bureau may do on the records of the bureaus below it.
REACHES_DOWN: frozenset[P] = (
    VIEW_ALL | {P.SUPERVISE, P.SUPERVISE_DRAWS, P.REVIEW_FILES, P.VIEW_LEDGER} | {P.ASSIGN_SUPERVISION}
)

# What people of a bureau that takes part may do on a joint record; the flow asks besides whether they are on the team.
TAKES_PART: frozenset[P] = frozenset({P.INSPECT})

# None of these may be held together with a role that acts on cases.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
