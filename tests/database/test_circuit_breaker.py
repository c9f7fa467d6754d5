"""A server that hung is left alone; then one caller tries it, and the others do without until it answers."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from bot import deadlines
from bot.database.circuit_breaker import CircuitBreaker, NotAskedError
from bot.database.postgresql import SilentServerError


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def use(circuit: CircuitBreaker, fault: Exception | None = None) -> None:
    with circuit.watching():
        if fault:
            raise OperationalError("SELECT 1", {}, fault)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hung(clock: Clock) -> CircuitBreaker:
    """A server has just hung."""
    circuit = CircuitBreaker(clock)
    with pytest.raises(OperationalError):
        use(circuit, SilentServerError("nothing"))
    return circuit


def test_a_server_that_hung_is_not_asked(hung: CircuitBreaker):
    with pytest.raises(NotAskedError):
        use(hung)


def test_another_fault_is_no_reason_to_leave_it_alone(clock: Clock):
    circuit = CircuitBreaker(clock)
    with pytest.raises(OperationalError):
        use(circuit, ValueError("a wrong statement"))
    use(circuit)


def test_after_a_while_one_caller_tries_and_the_others_do_without(hung: CircuitBreaker, clock: Clock):
    clock.now += deadlines.DATABASE_LEFT_ALONE
    with hung.watching(), pytest.raises(NotAskedError):
        use(hung)
    use(hung)


def test_a_server_that_still_hangs_is_left_alone_again(hung: CircuitBreaker, clock: Clock):
    clock.now += deadlines.DATABASE_LEFT_ALONE
    with pytest.raises(OperationalError):
        use(hung, SilentServerError("nothing"))
    with pytest.raises(NotAskedError):
        use(hung)
