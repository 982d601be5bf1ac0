"""What the drivers of discord.py share beyond support.py: the addresses, events, logging in."""

import asyncio
import logging

import discord
import yarl

from support import EVENT_TIMEOUT_SECONDS, SANDBOX

# discord.py has no option for its addresses; these two class attributes hold them. (It connects to
# its own gateway address, not to the one that GET /gateway/bot names.)
discord.http.Route.BASE = f"{SANDBOX}/api/v10"
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws{SANDBOX[4:]}/gateway")

# Only what the checks find is printed.
discord.utils.setup_logging(level=logging.CRITICAL)


def expecting(client, name, fits=lambda *_: True, timeout=EVENT_TIMEOUT_SECONDS):
    """Begins to wait for an event; to be awaited after the act that brings it about."""

    async def wait():
        try:
            return await client.wait_for(name, check=fits, timeout=timeout)
        except asyncio.TimeoutError:
            raise AssertionError(f'no event "{name}" that fits within {timeout} s') from None

    return asyncio.ensure_future(wait())


async def logged_in(client, token="sandbox-token"):
    """Logs in and waits until the client is ready; returns the task that runs it."""
    await client.login(token)
    connection = asyncio.ensure_future(client.connect())
    ready = expecting(client, "ready", timeout=20)
    await asyncio.wait([connection, ready], return_when=asyncio.FIRST_COMPLETED)
    if connection.done():
        ready.cancel()
        connection.result()
    await ready
    return connection
