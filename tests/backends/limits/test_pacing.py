from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from extractor.backends import Usage
from extractor.backends.limits.pacing import Clock, Concurrency, Pacer, pacer_of
from extractor.backends.profiles import Profile


class Time(Clock):
    """A clock that stands still but for its waits; tasks wait for it in the order of their ends."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0
        self._waiting: list[tuple[float, int, asyncio.Event]] = []
        self._number = 0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self._number += 1
        woken = asyncio.Event()
        self._waiting.append((self.time + seconds, self._number, woken))
        await woken.wait()

    async def run(self, work: list[asyncio.Task[None]]) -> None:
        """Let time pass until all the work is done."""
        while not all(task.done() for task in work):
            for _ in range(50):  # everything that can go on without waiting
                await asyncio.sleep(0)
            if self._waiting:
                self._waiting.sort(key=lambda item: item[:2])
                self.time, _, woken = self._waiting.pop(0)
                woken.set()
        for task in work:
            task.result()


@dataclass
class Server:
    """Answers each call after `latency` seconds; `verdict` says what with: 200, 429, 500."""

    clock: Time
    latency: Callable[[int], float] = lambda _in_flight: 0.2
    verdict: Callable[[float], int] = lambda _time: 200
    retry_after: str | None = None
    starts: list[float] = field(default_factory=list)
    in_flight: int = 0

    async def ask(self, pacer: Pacer, tokens: int = 0, used: int = 0) -> None:
        """One question, again after 429 and 500."""
        while True:
            async with pacer.turn(tokens) as turn:
                self.starts.append(self.clock.now())
                status = self.verdict(self.clock.now())
                self.in_flight += 1
                await self.clock.sleep(self.latency(self.in_flight))
                self.in_flight -= 1
                headers = {"retry-after": self.retry_after} if self.retry_after and status == 429 else {}
                pacer.on_response(status, headers)
                if status == 200:
                    turn.answered(Usage(used, 0))
                    return
                if status == 429:
                    turn.too_many()


def run(server: Server, pacer: Pacer, questions: int, tokens: int = 0, used: int = 0) -> None:
    async def ask_all() -> None:
        work = [asyncio.create_task(server.ask(pacer, tokens, used)) for _ in range(questions)]
        await server.clock.run(work)

    asyncio.run(ask_all())


def test_calls_in_flight_grow_from_a_few_to_the_most_while_that_pays() -> None:
    clock = Time()
    concurrency = Concurrency(64)
    run(Server(clock), Pacer(concurrency, clock=clock), 1500)
    assert concurrency.limit == 64
    assert clock.time < 1.25 * 1500 / 64 * 0.2 + 0.5


def test_they_stay_few_where_more_are_answered_no_faster() -> None:
    clock = Time()
    concurrency = Concurrency(64)
    slots = 4

    def shared(in_flight: int) -> float:
        return 0.2 * max(1.0, in_flight / slots)

    run(Server(clock, shared), Pacer(concurrency, clock=clock), 600)
    assert concurrency.limit <= 8


def test_after_a_slow_moment_of_the_server_they_grow_again() -> None:
    clock = Time()
    concurrency = Concurrency(64)
    begun = clock.time

    def slow_at_first(_in_flight: int) -> float:
        return 2.0 if 0.3 < clock.time - begun < 3 else 0.2

    run(Server(clock, slow_at_first), Pacer(concurrency, clock=clock), 1500)
    assert concurrency.limit == 64


def test_a_run_with_few_questions_asks_no_more_at_once_than_it_has() -> None:
    clock = Time()
    concurrency = Concurrency(64)
    run(Server(clock), Pacer(concurrency, clock=clock), 3)
    assert concurrency.limit == 4


@pytest.mark.parametrize("retry_after", ["4", None])
def test_in_a_storm_no_call_starts_while_the_server_asks_to_wait_and_each_episode_cuts_once(
    retry_after: str | None,
) -> None:
    clock = Time()
    pacer = Pacer(Concurrency(16, first=16), clock=clock)
    server = Server(clock, verdict=lambda time: 429 if 1.0 <= time < 1.5 else 200, retry_after=retry_after)
    run(server, pacer, 400)
    refused = [start for start in server.starts if 1.0 <= start < 1.5]
    assert len(refused) > 1
    first_refusal = min(refused) + 0.2
    pause = float(retry_after or 1)
    assert not [start for start in server.starts if first_refusal < start < first_refusal + pause]
    assert pacer.concurrency.cuts == 1
    assert len(server.starts) == 400 + len(refused)


def test_a_second_episode_cuts_again() -> None:
    clock = Time()
    pacer = Pacer(Concurrency(16, first=16), clock=clock)
    server = Server(
        clock, verdict=lambda time: 429 if 1.0 <= time < 1.1 or 6.0 <= time < 6.3 else 200, retry_after="2"
    )
    run(server, pacer, 600)
    assert pacer.concurrency.cuts == 2


def test_errors_of_the_server_cut_nothing() -> None:
    clock = Time()
    concurrency = Concurrency(16, first=16)
    run(
        Server(clock, verdict=lambda time: 500 if 1.0 <= time < 2.0 else 200),
        Pacer(concurrency, clock=clock),
        300,
    )
    assert (concurrency.cuts, concurrency.limit) == (0, 16)


@pytest.mark.parametrize(("requests", "tokens"), [(30, None), (None, 3000), (30, 3000)])
def test_no_minute_has_more_calls_or_tokens_than_allowed(requests: int | None, tokens: int | None) -> None:
    clock = Time()
    server = Server(clock)
    run(
        server,
        Pacer(Concurrency(8), requests=requests, tokens=tokens, clock=clock),
        100,
        tokens=100,
        used=100,
    )
    assert len(server.starts) == 100
    busiest = max(sum(start <= other < start + 60 for other in server.starts) for start in server.starts)
    assert busiest == 30


def test_tokens_that_a_call_did_not_use_are_free_again() -> None:
    clock = Time()
    server = Server(clock)
    run(server, Pacer(Concurrency(2, first=1), tokens=1000, clock=clock), 20, tokens=1000, used=40)
    assert clock.time > 60  # a call may use all there is, so it waits for what the others did use
    counted = [sum(start <= other < start + 60 for other in server.starts) * 40 for start in server.starts]
    assert max(counted) <= 1000


def test_what_is_more_than_a_minute_allows_waits_for_a_minute_of_rest() -> None:
    clock = Time()
    server = Server(clock)
    run(server, Pacer(Concurrency(8), tokens=100, clock=clock), 3, tokens=500, used=500)
    assert server.starts == pytest.approx([0, 61, 122])


def test_a_call_that_takes_longer_than_a_minute_counts_for_a_minute_from_its_start() -> None:
    clock = Time()
    server = Server(clock, latency=lambda _: 150.0)
    run(server, Pacer(Concurrency(8), tokens=100, clock=clock), 3, tokens=100, used=40)
    assert server.starts == pytest.approx([0, 61, 122])


def test_a_call_of_another_process_counts_from_when_it_was_sent_and_as_long_as_it_goes_on() -> None:
    clock, begun = Time(), []

    async def call(pacer: Pacer, sent_after: float, seconds: float) -> None:
        async with pacer.turn(starts_now=False) as turn:
            begun.append(clock.now())
            await clock.sleep(sent_after + seconds)
            turn.started = clock.now() - seconds

    async def calls(seconds: float) -> None:
        pacer = Pacer(Concurrency(8), requests=2, clock=clock)
        work = [call(pacer, after, seconds) for after in (5.0, 1.0, 1.0, 1.0)]
        await clock.run([asyncio.create_task(each) for each in work])

    asyncio.run(calls(10.0))
    assert begun == pytest.approx([0, 0, 66, 66], abs=0.5)  # both places are free when the first is
    begun.clear()
    clock.time = 0.0
    asyncio.run(calls(100.0))
    assert begun == pytest.approx([0, 0, 105, 105], abs=0.5)


def test_a_call_of_another_process_that_never_says_when_it_was_sent_counts_from_its_end() -> None:
    clock, begun = Time(), []

    async def call(pacer: Pacer) -> None:
        async with pacer.turn(starts_now=False):
            begun.append(clock.now())
            await clock.sleep(7.0)

    async def calls() -> None:
        pacer = Pacer(Concurrency(8), requests=1, clock=clock)
        await clock.run([asyncio.create_task(call(pacer)) for _ in range(2)])

    asyncio.run(calls())
    assert begun == pytest.approx([0, 68], abs=0.5)


def test_a_limit_that_is_used_up_stops_all_until_the_server_says_it_is_full_again() -> None:
    clock = Time()
    pacer = Pacer(Concurrency(4), clock=clock)
    pacer.on_response(200, {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m0s"})
    server = Server(clock)
    run(server, pacer, 1)
    assert server.starts == [60.0]


def test_a_wait_that_is_made_short_moves_the_clock() -> None:
    async def at_once(_seconds: float) -> None: ...

    async def passed() -> float:
        clock = Clock(at_once)
        before = clock.now()
        await clock.sleep(100)
        return clock.now() - before

    assert asyncio.run(passed()) == pytest.approx(100, abs=1)


def test_after_each_round_of_answers_there_are_four_times_the_calls_until_that_does_not_pay() -> None:
    clock = Time()
    concurrency = Concurrency(64)
    run(Server(clock), Pacer(concurrency, clock=clock), 4 + 16 + 64)
    assert concurrency.limit == 64
    assert clock.time == pytest.approx(3 * 0.2)


def test_a_run_that_may_ask_very_much_at_once_does_so_after_two_rounds_of_answers() -> None:
    clock = Time()
    pacer = pacer_of(
        Profile(name="wide", kind="openai", model="m", base_url="http://127.0.0.1/v1", concurrency=256), clock
    )
    run(Server(clock), pacer, 16 + 64 + 256)
    assert pacer.concurrency.limit == 256
    assert clock.time == pytest.approx(3 * 0.2)


def test_all_that_may_start_do_so_at_once() -> None:
    async def started() -> None:
        pacer, done = Pacer(Concurrency(3, first=3)), asyncio.Event()
        order: list[str] = []

        async def call(name: str) -> None:
            async with pacer.turn():
                order.append(name)
                await done.wait()

        tasks = [asyncio.create_task(call(name)) for name in "abcdef"]
        await asyncio.sleep(0)
        assert order == ["a", "b", "c"]
        done.set()
        for _ in range(2):  # the first three end, the others begin
            await asyncio.sleep(0)
        assert order == ["a", "b", "c", "d", "e", "f"]
        await asyncio.gather(*tasks)

    asyncio.run(started())


def test_a_call_that_is_given_up_while_it_waits_or_as_it_may_start_holds_no_place() -> None:
    async def calls() -> None:
        pacer = Pacer(Concurrency(1, first=1))
        tasks: list[asyncio.Task[None]] = []

        async def call() -> None:
            async with pacer.turn():
                await asyncio.sleep(0.01)

        async def first() -> None:
            await call()
            tasks[1].cancel()  # its turn has come, and it does not know yet

        tasks += [asyncio.create_task(work) for work in (first(), call(), call(), call())]
        await asyncio.sleep(0)
        tasks[2].cancel()
        await asyncio.wait(tasks, timeout=5)
        assert [task.cancelled() for task in tasks] == [False, True, True, False]
        assert tasks[3].done()
        assert pacer.in_flight == 0

    asyncio.run(calls())
