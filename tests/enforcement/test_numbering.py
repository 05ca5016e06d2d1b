"""Numbers under real concurrency: several connections, committed and rolled back transactions."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, transaction

from enforcement.accounts.models import Bureau
from enforcement.documents.models import Counter
from enforcement.documents.numbering import number_for, take
from enforcement.errors import RuleBroken
from tests.factories.accounts import bureau

DAY = dt.date(2026, 11, 20)


class Undone(Exception):
    pass


@pytest.fixture
def office(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Bureau]:
    """A committed bureau, cleared by hand: the ledger forbids the flush that `transaction=True` ends with."""
    with django_db_blocker.unblock():
        made = bureau(items=False)
        yield made
        Counter.objects.filter(bureau=made).delete()
        Bureau.objects.filter(pk=made.pk).delete()


def run_together(work: Callable[[int], None], workers: int) -> None:
    failures: list[Exception] = []

    def guarded(index: int) -> None:
        try:
            work(index)
        except Exception as problem:  # noqa: BLE001 — shown by the assertion below  # noqa: BLE001 — shown by the assertion below
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[index]) for index in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.slow
def test_many_at_once_take_every_number_once(office: Bureau) -> None:
    given: list[str] = []

    def take_five(_index: int) -> None:
        for _turn in range(5):
            with transaction.atomic():
                number = take(office, "罚", DAY)
            given.append(number)

    run_together(take_five, workers=6)
    assert sorted(given) == sorted(f"（云）应急罚〔2026〕{n}号" for n in range(1, 31))


@pytest.mark.slow
def test_acts_that_fail_leave_no_gap_between_those_that_succeed(office: Bureau) -> None:
    given: list[str] = []

    def one_in_two(index: int) -> None:
        for turn in range(4):
            try:
                with transaction.atomic():
                    number = take(office, "罚", DAY)
                    if (index + turn) % 2:
                        raise Undone
            except Undone:
                continue
            given.append(number)

    run_together(one_in_two, workers=4)
    assert sorted(given) == sorted(f"（云）应急罚〔2026〕{n}号" for n in range(1, 9))


@pytest.mark.slow
def test_the_second_waits_for_the_first_to_commit(office: Bureau) -> None:
    held, release = threading.Event(), threading.Event()
    order: list[str] = []

    def work(index: int) -> None:
        if index == 0:
            with transaction.atomic():
                order.append(take(office, "罚", DAY))
                held.set()
                release.wait(10)
        else:
            held.wait(10)
            threading.Timer(0.2, release.set).start()
            with transaction.atomic():
                order.append(take(office, "罚", DAY))
            assert release.is_set()

    run_together(work, workers=2)
    assert order == ["（云）应急罚〔2026〕1号", "（云）应急罚〔2026〕2号"]


@pytest.mark.django_db
def test_each_word_and_each_year_counts_for_itself() -> None:
    office = bureau()
    assert take(office, "罚", DAY) == "（云）应急罚〔2026〕1号"
    assert take(office, "罚告", DAY) == "（云）应急罚告〔2026〕1号"
    assert take(office, "罚", dt.date(2027, 1, 1)) == "（云）应急罚〔2027〕1号"
    assert take(office, "罚", DAY) == "（云）应急罚〔2026〕2号"


@pytest.mark.django_db
def test_each_bureau_counts_for_itself() -> None:
    assert take(bureau(), "罚", DAY) == take(bureau(), "罚", DAY)


@pytest.mark.django_db
def test_words_of_one_group_share_the_running_number() -> None:
    office = bureau()
    assert take(office, "立", DAY, group="案件") == "（云）应急立〔2026〕1号"
    assert take(office, "罚当", DAY, group="案件") == "（云）应急罚当〔2026〕2号"


def test_outside_a_transaction_no_number_is_taken(office: Bureau) -> None:
    with pytest.raises(RuntimeError, match="outside a transaction"):
        take(office, "罚", DAY)


def test_documents_of_a_case_carry_its_running_number() -> None:
    assert number_for("（云）应急立〔2026〕12号", "罚告") == "（云）应急罚告〔2026〕12号"


@pytest.mark.parametrize("wrong", ["", "预立案", "（云）应急立[2026]12号", "（云）应急立〔26〕12号"])
def test_a_text_that_is_no_number_is_refused(wrong: str) -> None:
    with pytest.raises(RuleBroken):
        number_for(wrong, "罚告")
