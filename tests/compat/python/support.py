"""What the drivers share: a checklist that prints what was proven, line by line; the sandbox's
control interface; and waiting with a bound. It knows no Discord library."""

import asyncio
import json
import os
import sys
import time
import traceback
import urllib.parse

import aiohttp

EVENT_TIMEOUT_SECONDS = 15

# The sandbox that tests/compat/run started: "http://127.0.0.1:8085".
SANDBOX = os.environ.get("PINCER_SANDBOX", "")
if not SANDBOX:
    sys.exit("PINCER_SANDBOX is not set: start the drivers with tests/compat/run")


class Checklist:
    """Runs checks one after the other. A failed one does not stop the next."""

    def __init__(self):
        self.count = 0
        self.failures = 0

    def section(self, title):
        print(f"\n  {title}", flush=True)

    async def check(self, what, proof, *arguments):
        """`proof` may return a text to be printed with the line."""
        self.count += 1
        try:
            detail = await proof(*arguments)
            print(f"    ok    {what}" + (f" ({detail})" if detail else ""), flush=True)
        except Exception:  # pylint: disable=broad-except
            self.failures += 1
            print(f"    FAIL  {what}")
            print("            " + traceback.format_exc().strip().replace("\n", "\n            "),
                  flush=True)

    def finish(self):
        print(f"\n  {self.count - self.failures} of {self.count} proven", flush=True)
        return 1 if self.failures else 0


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def expect_equal(actual, expected, what):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


async def eventually(what, probe, timeout=EVENT_TIMEOUT_SECONDS):
    """Asks again until `probe` returns something true."""
    deadline = time.monotonic() + timeout
    while True:
        found = await probe()
        if found:
            return found
        expect(time.monotonic() < deadline, f"{what}: not within {timeout} s")
        await asyncio.sleep(0.05)


async def control(method, path, body=None):
    """One call of the control interface; raises what it answers when it refuses."""
    data = None if body is None else json.dumps(body)
    async with aiohttp.ClientSession() as session:
        async with session.request(method, f"{SANDBOX}/sandbox{path}", data=data) as response:
            reply = await response.json()
            if response.status >= 400:
                raise AssertionError(f"{method} {path}: {response.status} {reply.get('error')}")
            return reply


async def download(url):
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as response:
            return await response.read()


async def last_traffic():
    return (await control("GET", "/log?limit=1"))["last_number"]


async def traffic_after(number):
    """The entries of the traffic log after entry `number`."""
    entries = []
    while True:
        page = (await control("GET", f"/log?after={number}&limit=1000"))["entries"]
        entries += page
        if not page:
            return entries
        number = page[-1]["number"]


async def starts_after(number):
    """How often the client sent Identify and Resume."""
    summaries = [e["summary"] for e in await traffic_after(number) if e["kind"] == "gateway_command"]
    return tuple(sum(s.startswith(name) for s in summaries) for name in ("Identify", "Resume"))


class Person:
    """A person of the sandbox."""

    def __init__(self, name):
        self.path = f"/people/{name}"

    async def says(self, channel, content, **more):
        body = {"channel": channel, "content": content, **more}
        return await control("POST", f"{self.path}/messages", body)

    async def edits(self, message, content):
        return await control("PATCH", f"{self.path}/messages/{message}", {"content": content})

    async def deletes(self, message):
        return await control("DELETE", f"{self.path}/messages/{message}")

    async def reacts(self, message, emoji):
        path = f"{self.path}/messages/{message}/reactions/{urllib.parse.quote(emoji)}"
        return await control("PUT", path)

    async def types(self, channel):
        return await control("POST", f"{self.path}/typing", {"channel": channel})

    async def runs(self, command, channel, **more):
        body = {"command": command, "channel": channel, **more}
        return (await control("POST", f"{self.path}/commands", body))["interaction"]

    async def clicks(self, message, button):
        body = {"message": str(message), "button": button}
        return (await control("POST", f"{self.path}/clicks", body))["interaction"]

    async def chooses(self, message, menu, values):
        body = {"message": str(message), "menu": menu, "values": values}
        return (await control("POST", f"{self.path}/choices", body))["interaction"]

    async def submits(self, interaction, values):
        body = {"interaction": str(interaction), "values": values}
        return (await control("POST", f"{self.path}/modals", body))["interaction"]


async def answered(interaction, fits=lambda seen: seen["messages"]):
    """What the person sees of an interaction, as soon as it `fits`."""

    async def probe():
        seen = await control("GET", f"/interactions/{interaction}")
        return seen if fits(seen) else None

    return await eventually("an answer that fits", probe)


def run_driver(main):
    """Ends the process with the checklist's verdict, also when the driver itself breaks."""
    async def run():
        checklist = Checklist()
        await main(checklist)
        return checklist.finish()

    try:
        sys.exit(asyncio.run(run()))
    except Exception:  # pylint: disable=broad-except
        print("    FAIL  the driver stopped")
        traceback.print_exc()
        sys.exit(1)
