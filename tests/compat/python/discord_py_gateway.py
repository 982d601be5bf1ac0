"""discord.py on a gateway with two shards and hardships, over zlib-stream."""

import platform
import sys

# Without the package zstandard discord.py asks for zlib-stream; conversation.py proves zstd-stream.
sys.modules["zstandard"] = None

import discord  # noqa: E402

from discord_py_support import expecting, logged_in  # noqa: E402
from support import (  # noqa: E402
    Person, control, expect_equal, last_traffic, run_driver, starts_after, traffic_after)

ada = Person("ada")
intents = discord.Intents(guilds=True, messages=True, message_content=True)
client = discord.AutoShardedClient(intents=intents, shard_count=2)


def channel_named(name):
    return discord.utils.get(client.get_all_channels(), name=name)


async def becomes_ready():
    await logged_in(client)
    shards = {guild.name: guild.shard_id for guild in client.guilds}
    expect_equal(shards, {"Even": 0, "Odd": 1}, "shards")
    opened = [e for e in await traffic_after(0) if e["summary"].startswith("connection opened")]
    expect_equal(len(opened), 2, "connections")
    return opened[0]["details"]["query"]


async def hears_both_guilds():
    for name in ("even", "odd"):
        heard = expecting(client, "message", lambda m, name=name: m.channel.name == name)
        await ada.says(name, "hello")
        await (await heard).reply("hello")


async def resumes_after(fault, timeout=15):
    before = await last_traffic()
    text = f"said during {fault['kind']} {before}"
    resumed = expecting(client, "shard_resumed", lambda shard: shard == 0, timeout)
    heard = expecting(client, "message", lambda m: m.content == text, timeout)
    await control("POST", "/faults", {**fault, "shard": 0})
    await ada.says("even", text)
    await resumed
    await heard
    expect_equal(await starts_after(before), (0, 1), "Identify and Resume")


async def identifies_after(fault):
    before = await last_traffic()
    ready = expecting(client, "shard_ready", lambda shard: shard == 0, 30)
    await control("POST", "/faults", {**fault, "shard": 0})
    await ready
    expect_equal((await starts_after(before))[0], 1, "Identify")


async def sends_through(fault):
    before = await last_traffic()
    await control("POST", "/faults", {**fault, "method": "POST"})
    sent = await channel_named("even").send(f"through {fault['kind']} {before}")
    hits = [e for e in await traffic_after(before) if " hit POST " in e["summary"]]
    expect_equal(len(hits), 1, "hits")
    seen = (await control("GET", "/channels/even/messages"))["messages"]
    expect_equal(len([m for m in seen if m["content"] == sent.content]), 1, "messages")


async def refuses_token():
    stranger = discord.Client(intents=discord.Intents.none())
    try:
        await stranger.login("wrong")
    except discord.LoginFailure:
        return
    finally:
        await stranger.close()
    raise AssertionError("a wrong token was taken")


async def refuses_intents():
    modest = discord.Client(intents=discord.Intents.all())
    try:
        await logged_in(modest, "modest-token")
    except discord.PrivilegedIntentsRequired:
        return
    finally:
        await modest.close()
    raise AssertionError("disallowed intents were taken")


async def main(checklist):
    version = f"discord.py {discord.__version__}, Python {platform.python_version()}"
    print(f"{version}: shards and faults")
    checklist.section("Two shards, max_concurrency 2")
    await checklist.check("both shards become ready, each with its guild", becomes_ready)
    await checklist.check("each shard hears its guild", hears_both_guilds)
    checklist.section("Reconnects")
    for what, fault in (
            ("opcode 7", {"kind": "op7"}),
            ("a lost connection", {"kind": "drop"}),
            ("close code 4000", {"kind": "close", "code": 4000}),
            ("opcode 9 with true", {"kind": "op9", "resumable": True})):
        await checklist.check(f"{what}: resumes", resumes_after, fault)
    for what, fault in (
            ("opcode 9 with false", {"kind": "op9", "resumable": False}),
            ("a session that the gateway forgot", {"kind": "forget_session"})):
        await checklist.check(f"{what}: identifies again", identifies_after, fault)
    checklist.section("REST under faults")
    for what, fault in (
            ("retries after a 500", {"kind": "rest_status", "status": 500}),
            ("retries after a 502 from the edge, in HTML", {"kind": "rest_edge_502"}),
            ("waits out a 429 of the user scope", {"kind": "rest_429", "retry_after": 0.5}),
            ("waits out a global 429", {"kind": "rest_429", "scope": "global", "retry_after": 1})):
        await checklist.check(what, sends_through, fault)
    checklist.section("Refusals")
    await checklist.check("a wrong token is refused at login", refuses_token)
    await checklist.check("privileged intents that are switched off: 4014", refuses_intents)
    await client.close()


run_driver(main)
