"""The demo bureau, its sub-bureau and its people. Every name carries 演 or 演示, so that nobody takes it for real."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from cases.models import PublishedItem
from enforcement.accounts.models import Bureau, Certificate, CertificateKind, Level, RoleGrant, Unit, User
from enforcement.accounts.roles import Role
from enforcement.rulebook.models import Checklist
from plans.rules.credit_code import organisation_with_check_digit, with_check_digit

PASSWORD = "yanshi-2026-demo"  # noqa: S105 - printed at the start of every demo
SINCE = dt.date(2023, 1, 1)
UNTIL = dt.date(2028, 12, 31)

# username, name, unit, roles
Person = tuple[str, str, str, tuple[Role, ...]]
PEOPLE: tuple[Person, ...] = (
    ("inspector", "陈演甲", "执法一科", (Role.INSPECTOR,)),
    ("inspector2", "林演乙", "执法一科", (Role.INSPECTOR,)),
    ("inspector3", "周演丙", "执法二科", (Role.INSPECTOR,)),
    ("inspector4", "吴演丁", "执法二科", (Role.INSPECTOR,)),
    ("inspector5", "郑演戊", "执法三科", (Role.INSPECTOR,)),
    ("inspector6", "孙演己", "执法三科", (Role.INSPECTOR,)),
    ("chief", "黄演庚", "执法一科", (Role.SECTION_CHIEF,)),
    ("leader", "何演辛", "局领导", (Role.BUREAU_LEADER,)),
    ("head", "高演壬", "局领导", (Role.PRINCIPAL_HEAD,)),
    ("legal", "罗演癸", "法规科", (Role.LEGAL_REVIEWER,)),
    ("supervisor", "谢演子", "监督科", (Role.SUPERVISOR,)),
    ("complaints", "唐演丑", "受理中心", (Role.COMPLAINT_CLERK,)),
    ("archivist", "韩演寅", "办公室", (Role.ARCHIVIST,)),
    ("statistician", "曹演卯", "办公室", (Role.STATISTICIAN,)),
    ("editor", "邓演辰", "办公室", (Role.DISCLOSURE_EDITOR,)),
    ("sysadmin", "许演巳", "信息中心", (Role.SYSTEM_ADMIN,)),
    ("secadmin", "傅演午", "信息中心", (Role.SECURITY_ADMIN,)),
    ("auditor", "沈演未", "信息中心", (Role.AUDIT_ADMIN,)),
    ("chief2", "彭演庚", "执法二科", (Role.SECTION_CHIEF,)),  # answers objections to the grades the first one gave
)
SUPERIORS: tuple[Person, ...] = (  # of the topmost bureau, which keeps the national calendar
    ("province", "钱演酉", "法规处", (Role.LEGAL_REVIEWER,)),
    ("province2", "赵演戌", "厅领导", (Role.PRINCIPAL_HEAD,)),
    ("spotcheck", "冯演亥", "执法监督处", (Role.INSPECTOR, Role.SECTION_CHIEF)),
    ("spotcheck2", "卫演甲", "执法监督处", (Role.INSPECTOR,)),
)
FIELD_SPECIALTIES = ("chemical", "mine", "trade", "trade", "fireworks", "other")


@dataclass(frozen=True)
class Staff:
    """People by username."""

    bureau: Bureau
    people: dict[str, User]
    fresh: dict[tuple[str, dt.date], User] = field(default_factory=dict)

    def __getitem__(self, username: str) -> User:
        """A fresh object each day, so that nothing remembered of another day stays with the person."""
        today = timezone.localdate()
        if (username, today) not in self.fresh:
            user = User.objects.select_related("bureau", "unit").get(pk=self.people[username].pk)
            self.fresh[username, today] = user
        return self.fresh[username, today]

    @property
    def inspectors(self) -> list[str]:
        return [name for name in self.people if name.startswith("inspector")]


def bureau_code(number: int) -> str:
    return with_check_digit("11539900" + organisation_with_check_digit(f"YU{number:06d}"))


def build_bureaus() -> Bureau:
    """Province → city → county; the caseload belongs to the city's bureau."""
    parent = None
    made = []
    rows = (
        ("云演省应急管理厅", "云演", Level.PROVINCE, "539900", "云演省人民政府"),
        ("云岭市应急管理局", "云岭", Level.CITY, "539901", "云岭市人民政府"),
        ("云岭市演示县应急管理局", "演示", Level.COUNTY, "539921", "演示县人民政府"),
    )
    for number, (name, short, level, region, government) in enumerate(rows, 1):
        parent = Bureau.objects.create(
            name=name,
            short_name=short,
            credit_code=bureau_code(number),
            level=level,
            region_code=region,
            parent=parent,
            address=f"{name[:3]}演示大道 {number} 号",
            phone="0000-0000000",
            reconsideration_body=government,
            court=f"{name.removesuffix('应急管理局').removesuffix('应急管理厅')}演示人民法院",
            bank_account=f"演示银行云岭支行 {number:04d}000000000000",
        )
        parent.place_in_tree()
        made.append(parent)
    return made[1]


def build_staff(bureau: Bureau) -> Staff:
    password = make_password(PASSWORD)  # slow on purpose; once is enough for one public password
    people = {row[0]: add_person(bureau, row, password) for row in PEOPLE}
    for number, username in enumerate(name for name in people if name.startswith("inspector")):
        certificate(people[username], f"YL{number + 1:06d}", [FIELD_SPECIALTIES[number]])
    for number, username in enumerate(("chief", "leader", "head")):
        certificate(people[username], f"YL{number + 101:06d}", [])
    supervision = people["supervisor"]
    certificate(supervision, "YJ000001", [], CertificateKind.SUPERVISION)
    county = Bureau.objects.get(parent=bureau)
    publish_items(bureau)
    publish_items(county)
    above = {row[0]: add_person(Bureau.objects.get(parent=None), row, password) for row in SUPERIORS}
    above["county"] = add_person(county, ("county", "宋演申", "执法科", (Role.INSPECTOR, Role.SECTION_CHIEF)), password)
    for number, username in enumerate(("spotcheck", "spotcheck2", "county")):
        certificate(above[username], f"YL{number + 201:06d}", [])
    return Staff(bureau, people)


def publish_items(bureau: Bureau) -> None:
    rows = Checklist.objects.current().order_by("code").distinct("code")
    source = f"{bureau.reconsideration_body}网站涉企行政检查专栏"
    PublishedItem.objects.bulk_create(
        PublishedItem(bureau=bureau, checklist=one.code, name=one.name_zh, source=source, published_on=SINCE)
        for one in rows
    )


def add_person(bureau: Bureau, row: Person, password: str) -> User:
    username, name, unit_name, roles = row
    unit, _ = Unit.objects.get_or_create(bureau=bureau, name=unit_name)
    user = User.objects.create(username=username, password=password, name=name, bureau=bureau, unit=unit)
    RoleGrant.objects.bulk_create([RoleGrant(user=user, role=role, valid_from=SINCE) for role in roles])
    return user


def certificate(
    user: User, number: str, specialties: list[str], kind: CertificateKind = CertificateKind.ENFORCEMENT
) -> None:
    Certificate.objects.create(
        user=user, number=number, kind=kind, specialties=specialties, valid_from=SINCE, valid_to=UNTIL
    )
