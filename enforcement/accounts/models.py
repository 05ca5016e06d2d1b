import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ADMINISTRATORS, REACHES_DOWN, ROLES, TAKES_PART, Role
from enforcement.once import once


class Level(models.TextChoices):
    PROVINCE = "province", _("省级")
    CITY = "city", _("市级")
    COUNTY = "county", _("县级")
    TOWNSHIP = "township", _("乡镇")


class BureauQuerySet(models.QuerySet["Bureau"]):
    def below(self, bureau: "Bureau") -> "BureauQuerySet":
        """The bureau itself and all under it."""
        return self.filter(path__startswith=bureau.path)


class Bureau(models.Model):
    """`path` is the chain of ids from the top, "1.4.17.", so that a subtree is one prefix."""

    name = models.CharField(_("机关名称"), max_length=100, unique=True)
    short_name = models.CharField(_("文号简称"), max_length=6)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    region_code = models.CharField(_("行政区划代码"), max_length=6)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=100, db_index=True, editable=False)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    reconsideration_body = models.CharField(_("行政复议机关"), max_length=100, blank=True)
    court = models.CharField(_("管辖法院"), max_length=100, blank=True)
    bank_account = models.CharField(_("罚款缴纳账户"), max_length=200, blank=True)

    objects = BureauQuerySet.as_manager()

    class Meta:
        verbose_name = _("机关")
        indexes = [models.Index(fields=["path"], name="bureau_path_prefix", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return self.name

    def place_in_tree(self) -> None:
        """Call after the first save; moves the subtree's paths when the parent changes."""
        old, self.path = self.path, f"{self.parent.path if self.parent else ''}{self.pk}."
        Bureau.objects.filter(pk=self.pk).update(path=self.path)
        if old and old != self.path:
            for child in self.children.all():
                child.place_in_tree()


class Unit(models.Model):
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="units")
    name = models.CharField(_("科室"), max_length=60)

    class Meta:
        verbose_name = _("内设机构")
        constraints = [models.UniqueConstraint(fields=["bureau", "name"], name="unit_name_once_per_bureau")]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class DisplayMode(models.TextChoices):
    STANDARD = "standard", _("标准")
    ELDER = "elder", _("长者")
    CONTRAST = "contrast", _("高对比")


ROLES_TODAY = """
    SELECT held.role FROM accounts_rolegrant held
    WHERE held.user_id = %(user)s AND %(today)s BETWEEN held.valid_from AND coalesce(held.valid_to, 'infinity')
    UNION
    SELECT lent.role FROM accounts_delegation lent
    JOIN accounts_user lender ON lender.id = lent.from_user_id AND lender.is_active
    JOIN accounts_rolegrant held ON held.user_id = lender.id AND held.role = lent.role
    WHERE lent.to_user_id = %(user)s AND %(today)s BETWEEN lent.valid_from AND coalesce(lent.valid_to, 'infinity')
        AND %(today)s BETWEEN held.valid_from AND coalesce(held.valid_to, 'infinity')
"""
# A path is digits and points, so what begins with it stands before the path with a colon. Read from the prefix index.
BUREAUS_BELOW = "SELECT id FROM accounts_bureau WHERE path ~>=~ home.path AND path ~<~ (home.path || ':')"
STANDING = f"""
    SELECT ARRAY({ROLES_TODAY}), ARRAY({BUREAUS_BELOW}) FROM accounts_bureau home WHERE home.id = %(bureau)s
"""  # noqa: S608 - put together from the texts above only


class User(AbstractBaseUser):
    username = models.CharField(_("登录名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="users", verbose_name=_("机关"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="users", verbose_name=_("科室"))
    phone = models.CharField(_("电话"), max_length=20, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)
    display_mode = models.CharField(_("显示模式"), max_length=10, choices=DisplayMode, default=DisplayMode.STANDARD)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("人员")

    def __str__(self) -> str:
        return self.name

    def choose_display(self, mode: str) -> None:
        self.display_mode = mode
        self.save(update_fields=["display_mode"])

    @cached_property
    def standing(self) -> tuple[list[str], list[int]]:
        """Roles held today, own and lent by someone who holds them, and the bureaus whose records may be seen: the own
        one and those below. One query, asked anew in each request; who is signed in was read together with it."""
        asked: dict[str, Any] = {"user": self.pk, "today": timezone.localdate(), "bureau": self.bureau_id}
        with connection.cursor() as cursor:
            cursor.execute(STANDING, asked)
            roles, bureaus = cursor.fetchone()
        return roles, bureaus

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.standing[0])

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(ROLES[role] for role in self.roles))

    @property
    def bureau_ids(self) -> list[int]:
        return self.standing[1]

    def may(self, permission: Permission, record: Any = None) -> bool:
        """Allowed in general, or on this record of a bureau. One question for pages, API, jobs and templates."""
        if not self.is_active or permission not in self.permissions:
            return False
        bureau_id = getattr(record, "bureau_id", None)
        if bureau_id is None or bureau_id == self.bureau_id:
            return True
        if permission in TAKES_PART and self.bureau_id in getattr(record, "partner_ids", ()):
            return True
        return permission in REACHES_DOWN and record.bureau.path.startswith(self.bureau.path)

    def may_any(self, permissions: Iterable[Permission]) -> bool:
        return any(self.may(permission) for permission in permissions)

    @property
    def is_staff(self) -> bool:
        """Django's admin serves code tables only."""
        return Permission.MAINTAIN_SYSTEM in self.permissions

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_staff

    @once
    def certificate(self, on: dt.date) -> "Certificate | None":
        """The enforcement certificate valid on that day."""
        return self.certificates.filter(kind=CertificateKind.ENFORCEMENT).in_force(on).first()


class DatedQuerySet(models.QuerySet[Any]):
    def in_force(self, on: dt.date) -> "DatedQuerySet":
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), valid_from__lte=on)


class Dated(models.Model):
    """A period with both days included; an open end means until further notice."""

    valid_from = models.DateField(_("自"))
    valid_to = models.DateField(_("至"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name=name)


class RoleGrant(Dated):
    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("角色授予")
        constraints = [ends_after_start("role_grant_period")]

    def conflicts(self) -> frozenset[Role]:
        """Roles the user already holds that may not stand beside this one."""
        held = frozenset(Role(r) for r in RoleGrant.objects.filter(user=self.user).values_list("role", flat=True))
        return held - ADMINISTRATORS if self.role in ADMINISTRATORS else held & ADMINISTRATORS


class CertificateKind(models.TextChoices):
    ENFORCEMENT = "enforcement", _("行政执法证")
    SUPERVISION = "supervision", _("行政执法监督证")


class Certificate(Dated):
    user = models.ForeignKey(User, models.PROTECT, related_name="certificates")
    kind = models.CharField(_("证件种类"), max_length=20, choices=CertificateKind, default=CertificateKind.ENFORCEMENT)
    number = models.CharField(_("证号"), max_length=30, unique=True)
    specialties = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("专业"))

    class Meta:
        verbose_name = _("执法证件")
        constraints = [ends_after_start("certificate_period")]

    def __str__(self) -> str:
        return self.number


class Delegation(Dated):
    """A role lent during leave; every act done with it shows for whom."""

    from_user = models.ForeignKey(User, models.PROTECT, related_name="delegations_given")
    to_user = models.ForeignKey(User, models.PROTECT, related_name="delegations_held")
    role = models.CharField(_("角色"), max_length=20, choices=Role)
    reason = models.CharField(_("事由"), max_length=200)

    class Meta:
        verbose_name = _("代理")
        constraints = [
            ends_after_start("delegation_period"),
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="delegation_to_another"),
        ]
