"""Requests that share a connection are answered one after the other."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

from tests.turns import take_turns


def test_no_two_requests_are_answered_at_once() -> None:
    both = Barrier(2, timeout=0.2)

    def answer(_environ: object, _start_response: object) -> Iterator[bytes]:
        yield b"met " if _meets(both) else b"alone "
        yield b"till the end"

    in_turn = take_turns(answer)
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda number: in_turn({"number": number}, None), range(2)))

    assert told == [[b"alone till the end"]] * 2


def _meets(both: Barrier) -> bool:
    """Tell whether another one comes while this one waits."""
    try:
        both.wait()
    except BrokenBarrierError:
        both.reset()
        return False
    return True
