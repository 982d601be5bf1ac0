"""discord.py with all intents, on the firehose that bench/peers/run started."""

import asyncio
import json
import logging
import os
import platform
import re
import resource
import sys
import time

# What `pip install discord.py` alone gives: zlib. With the package zstandard it asks for zstd.
if os.environ.get("PEER_PLAIN"):
    sys.modules["zstandard"] = None

import discord  # noqa: E402
import yarl  # noqa: E402

FIREHOSE = os.environ["FIREHOSE"]
# The first requests open the connections, and warm up.
REQUESTS_IN_FLIGHT, REQUESTS_UNMEASURED, REQUESTS_MEASURED = 16, 200, 5000
# discord.py has no option for its addresses; these two class attributes hold them.
discord.http.Route.BASE = f"{FIREHOSE}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(FIREHOSE.replace("https", "wss", 1))


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Peer(discord.Client):
    """Counts what comes; at the end of the firehose it sends requests, and stops."""

    events = misplaced = messages = last = 0
    began = cpu_before = 0.0
    finishing = None

    async def on_message(self, _message):
        self.messages += 1

    async def on_presence_update(self, _before, _after):
        pass

    async def on_typing(self, _channel, _user, _when):
        pass

    def dispatch(self, event, /, *args, **more):
        """Every event passes here, first by its name in the gateway, before it is decoded."""
        if event == "socket_event_type":
            self.watch(args[0])
        super().dispatch(event, *args, **more)

    def watch(self, name):
        if name == "READY":
            self.began, self.cpu_before = time.monotonic(), cpu_seconds()
            return
        # Still that of the event before this one.
        sequence = self.ws.sequence
        self.misplaced += sequence != self.last + 1
        self.last = sequence
        if name == "FIREHOSE_END":
            # Behind the handlers that wait for their turn.
            asyncio.get_running_loop().call_soon(self.end_events)
        else:
            self.events += 1

    def end_events(self):
        cpu, seconds = cpu_seconds() - self.cpu_before, time.monotonic() - self.began
        with open("/proc/self/status", encoding="ascii") as status:
            memory = int(re.search(r"VmHWM:\s*(\d+)", status.read()).group(1))
        self.finishing = asyncio.ensure_future(self.finish({
            "library": f"discord.py {discord.__version__}, Python {platform.python_version()}",
            "compression": self.ws._decompressor.COMPRESSION_TYPE,  # pylint: disable=protected-access
            "events": self.events, "misplaced": self.misplaced, "messages": self.messages,
            "seconds": seconds, "cpu": cpu, "memory": memory}))

    async def finish(self, result):
        try:
            result["request_cpu"] = await self.send_requests()
            print(json.dumps(result), flush=True)
            os._exit(0)
        except discord.DiscordException as error:
            print(error, file=sys.stderr, flush=True)
            os._exit(1)

    async def send_requests(self):
        """What a request costs, in seconds."""
        started = answered = 0
        before = 0.0

        async def send():
            nonlocal started, answered, before
            while started < REQUESTS_UNMEASURED + REQUESTS_MEASURED:
                started += 1
                await self.application_info()
                answered += 1
                if answered == REQUESTS_UNMEASURED:
                    before = cpu_seconds()

        await asyncio.gather(*(send() for _ in range(REQUESTS_IN_FLIGHT)))
        return (cpu_seconds() - before) / REQUESTS_MEASURED


# The firehose answers no request for members.
Peer(intents=discord.Intents.all(), chunk_guilds_at_startup=False).run(
    "firehose-token", log_level=logging.CRITICAL)
