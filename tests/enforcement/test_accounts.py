import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enforcement.accounts.access import bureaus_of
from enforcement.accounts.models import Certificate, Delegation, RoleGrant, User
from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import ADMINISTRATORS, REACHES_DOWN, ROLES, Role
from tests.factories import bureau, user_with

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_role_gives_its_permissions() -> None:
    assert user_with(Role.INSPECTOR).permissions == ROLES[Role.INSPECTOR]


def test_a_role_ends_with_its_period() -> None:
    user = user_with(Role.INSPECTOR)
    RoleGrant.objects.update(valid_to=timezone.localdate())
    assert again(user).may(P.INSPECT)
    RoleGrant.objects.update(valid_to=timezone.localdate() - DAY)
    assert not again(user).may(P.INSPECT)


def test_an_inactive_person_may_nothing() -> None:
    assert not user_with(Role.INSPECTOR, is_active=False).may(P.INSPECT)


def test_a_delegated_role_counts_while_it_is_lent() -> None:
    chief, deputy = user_with(Role.SECTION_CHIEF), user_with(Role.INSPECTOR)
    today = timezone.localdate()
    Delegation.objects.create(
        from_user=chief, to_user=deputy, role=Role.SECTION_CHIEF, reason="休假", valid_from=today, valid_to=today
    )
    assert again(deputy).may(P.REVIEW_PLANS)
    Delegation.objects.update(valid_from=today - DAY, valid_to=today - DAY)
    assert not again(deputy).may(P.REVIEW_PLANS)


def test_a_role_that_was_taken_away_is_no_longer_lent() -> None:
    chief, deputy = user_with(Role.SECTION_CHIEF), user_with(Role.INSPECTOR)
    today = timezone.localdate()
    Delegation.objects.create(
        from_user=chief, to_user=deputy, role=Role.SECTION_CHIEF, reason="休假", valid_from=today, valid_to=today
    )
    RoleGrant.objects.filter(user=chief).update(valid_to=today - DAY)
    assert not again(deputy).may(P.REVIEW_PLANS)


def test_nobody_lends_to_himself() -> None:
    user = user_with(Role.SECTION_CHIEF)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            from_user=user, to_user=user, role=Role.SECTION_CHIEF, reason="x", valid_from=dt.date(2026, 1, 1)
        )


def test_a_superior_sees_the_bureaus_below_and_not_beside() -> None:
    city = bureau()
    county = bureau(parent=city)
    other = bureau()
    above, below = user_with(Role.SUPERVISOR, bureau=city), user_with(Role.SUPERVISOR, bureau=county)
    assert set(bureaus_of(above)) == {city.pk, county.pk}
    assert set(bureaus_of(below)) == {county.pk}
    assert other.pk not in bureaus_of(above)


def test_a_superior_looks_down_but_does_not_act_down() -> None:
    city = bureau()
    county = bureau(parent=city)
    record = user_with(bureau=county)
    inspector = user_with(Role.INSPECTOR, bureau=city)
    assert inspector.may(P.VIEW_CASES, record)
    assert not inspector.may(P.INSPECT, record)


def test_a_certificate_is_valid_on_its_days_only() -> None:
    user = user_with(Role.INSPECTOR)
    Certificate.objects.update(valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 6, 30))
    assert user.certificate(dt.date(2026, 6, 30))
    assert not user.certificate(dt.date(2026, 7, 1))
    assert not user.certificate(dt.date(2025, 12, 31))


def test_a_moved_bureau_takes_its_subtree_along() -> None:
    first, second = bureau(), bureau()
    county = bureau(parent=first)
    town = bureau(parent=county)
    county.parent = second
    county.save()
    county.place_in_tree()
    town.refresh_from_db()
    assert town.path == f"{second.pk}.{county.pk}.{town.pk}."


@pytest.mark.parametrize("admin", sorted(ADMINISTRATORS))
def test_administrators_act_on_no_case(admin: Role) -> None:
    acting = {P.INSPECT, P.HANDLE_CASES, P.DECIDE_CASES, P.REVIEW_LEGALITY, P.VIEW_CASES, P.VIEW_ENTERPRISES}
    assert not ROLES[admin] & acting
    grant = RoleGrant(user=user_with(Role.INSPECTOR), role=admin, valid_from=dt.date(2026, 1, 1))
    assert grant.conflicts() == {Role.INSPECTOR}


def test_every_permission_belongs_to_a_role() -> None:
    assert frozenset().union(*ROLES.values()) == set(P)
    assert set(P) >= REACHES_DOWN
