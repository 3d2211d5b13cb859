"""Coroutines, tasks, queues and asynchronous loops carry data as their plain relatives do."""

import asyncio
import contextlib

from flowtest import sink, source


async def same(value):
    return value


async def received():
    return source()


async def constant(value):
    await asyncio.sleep(0)
    return "constant"


def case_run():
    sink(asyncio.run(same(source())))  # flow


def case_run_constant():
    sink(asyncio.run(constant(source())))  # clean


def case_await():
    async def main():
        value = await received()
        sink(value)  # flow

    asyncio.run(main())


def case_await_argument():
    async def main():
        sink(await same(source()))  # flow
        sink(await same("clean"))  # clean
        sink(await constant(source()))  # clean

    asyncio.run(main())


def case_await_later():
    async def main():
        pending = same(source())
        sink(await pending)  # flow

    asyncio.run(main())


def case_await_chain():
    async def outer(value):
        return await same(await same(value))

    async def main():
        sink(await outer(source()))  # flow
        sink(await outer("clean"))  # clean

    asyncio.run(main())


def case_sink_in_a_coroutine():
    async def write(value):
        sink(value)  # flow

    async def main():
        await write(source())

    asyncio.run(main())


def case_gather():
    async def main():
        a, b = await asyncio.gather(same(source()), same("clean"))
        sink(a)  # flow

    asyncio.run(main())


def case_gather_clean():
    async def main():
        a, b = await asyncio.gather(same("one"), same("two"))
        sink(a)  # clean

    asyncio.run(main())


def case_task():
    async def main():
        task = asyncio.create_task(same(source()))
        sink(await task)  # flow

    asyncio.run(main())


def case_task_result():
    async def main():
        task = asyncio.create_task(same(source()))
        await task
        sink(task.result())  # flow

    asyncio.run(main())


def case_wait_for():
    async def main():
        sink(await asyncio.wait_for(same(source()), timeout=5))  # flow

    asyncio.run(main())


def case_task_group():
    async def main():
        async with asyncio.TaskGroup() as group:
            task = group.create_task(same(source()))
        sink(task.result())  # flow

    asyncio.run(main())


async def stream(value):
    yield "first"
    yield value


def case_async_for():
    async def main():
        async for value in stream(source()):
            sink(value)  # flow

    asyncio.run(main())


def case_async_for_clean():
    async def main():
        async for value in stream("clean"):
            sink(value)  # clean

    asyncio.run(main())


def case_async_comprehension():
    async def main():
        values = [value async for value in stream(source())]
        sink(values)  # flow

    asyncio.run(main())


def case_await_in_a_comprehension():
    async def main():
        values = [await same(value) for value in [source()]]
        sink(values)  # flow

    asyncio.run(main())


def case_anext():
    async def only(value):
        yield value

    async def main():
        sink(await anext(only(source())))  # flow
        sink(await anext(only("clean")))  # clean

    asyncio.run(main())


class Session:
    def __init__(self, value):
        self.value = value

    async def __aenter__(self):
        return self.value

    async def __aexit__(self, *details):
        return None


def case_async_with():
    async def main():
        async with Session(source()) as value:
            sink(value)  # flow
        async with Session("clean") as value:
            sink(value)  # clean

    asyncio.run(main())


def case_async_context_manager():
    @contextlib.asynccontextmanager
    async def opened(value):
        yield value

    async def main():
        async with opened(source()) as value:
            sink(value)  # flow

    asyncio.run(main())


def case_async_iterator_by_hand():
    class Lines:
        def __init__(self, line):
            self.left = [line]

        def __aiter__(self):
            return self

        async def __anext__(self):
            if not self.left:
                raise StopAsyncIteration
            return self.left.pop()

    async def main():
        async for line in Lines(source()):
            sink(line)  # flow

    asyncio.run(main())


def case_queue():
    async def main():
        queue = asyncio.Queue()
        await queue.put(source())
        sink(await queue.get())  # flow

    asyncio.run(main())


def case_queue_without_waiting():
    async def main():
        queue = asyncio.Queue()
        queue.put_nowait(source())
        sink(queue.get_nowait())  # flow

    asyncio.run(main())


def case_future():
    async def main():
        future = asyncio.get_running_loop().create_future()
        future.set_result(source())
        sink(await future)  # flow

    asyncio.run(main())


def case_to_thread():
    def work(value):
        return value

    async def main():
        sink(await asyncio.to_thread(work, source()))  # flow

    asyncio.run(main())


def case_run_in_executor():
    def work(value):
        return value

    async def main():
        loop = asyncio.get_running_loop()
        sink(await loop.run_in_executor(None, work, source()))  # flow

    asyncio.run(main())


def case_async_method():
    class Client:
        def __init__(self):
            self.last = None

        async def fetch(self):
            self.last = source()

    async def main():
        client = Client()
        await client.fetch()
        sink(client.last)  # flow

    asyncio.run(main())


def case_async_decorator():
    def traced(function):
        async def wrapper(*positional):
            return await function(*positional)

        return wrapper

    @traced
    async def traced_same(value):
        return value

    async def main():
        sink(await traced_same(source()))  # flow
        sink(await traced_same("clean"))  # clean

    asyncio.run(main())
