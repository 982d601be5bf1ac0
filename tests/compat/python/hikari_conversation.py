"""hikari in the default world, pointed at the sandbox by its documented `rest_url` option. It reads
the address of the gateway from GET /gateway/bot."""

import asyncio
import platform

import hikari

from support import (
    EVENT_TIMEOUT_SECONDS, SANDBOX, Person, answered, control, expect, expect_equal, last_traffic,
    run_driver, starts_after, traffic_after)

ada, grace = Person("ada"), Person("grace")
bot = None
general = None


def expecting(event_type, fits=lambda event: True):
    """Begins to wait for an event; to be awaited after the act that brings it about."""

    async def wait():
        try:
            return await bot.wait_for(event_type, EVENT_TIMEOUT_SECONDS, fits)
        except asyncio.TimeoutError:
            raise AssertionError(f"no {event_type.__name__} that fits in time") from None

    return asyncio.ensure_future(wait())


async def starts():
    global bot, general
    bot = hikari.GatewayBot("MTMwMDAwMDAwMDAwMDAwMDAwMQ.sandbox.token", rest_url=f"{SANDBOX}/api/v10", banner=None,
                            intents=hikari.Intents.ALL, logs="CRITICAL")
    available = expecting(hikari.GuildAvailableEvent)
    await bot.start(check_for_updates=False)
    guild = (await available).guild
    expect_equal((guild.name, guild.member_count), ("Harbour", 4), "guild")
    general = next(c for c in guild.get_channels().values() if c.name == "general")
    me = bot.get_me()
    opened = [e for e in await traffic_after(0) if e["summary"].startswith("connection opened")]
    return f"{me.username} in {guild.name}; {opened[0]['details']['query']}"


async def replies():
    heard = expecting(hikari.GuildMessageCreateEvent, lambda e: e.content == "hello")
    await ada.says("general", "hello")
    event = await heard
    expect_equal(event.message.member.display_name, "Ada", "author")
    reply = await event.message.respond("hello to you", reply=True)
    expect_equal(reply.referenced_message.content, "hello", "referenced_message")


async def sends_embed_and_file():
    embed = hikari.Embed(title="Tide table", color=0x1F8B4C).add_field("High", "12:00")
    sent = await general.send(embed=embed, attachment=hikari.Bytes(b"day one\n", "log.txt"))
    fetched = await bot.rest.fetch_message(general, sent)
    expect_equal(fetched.embeds[0].fields[0].value, "12:00", "field")
    expect_equal(await fetched.attachments[0].read(), b"day one\n", "bytes")


async def edits_reacts_deletes():
    sent = await general.send("first")
    edited = expecting(hikari.GuildMessageUpdateEvent, lambda e: e.message_id == sent.id)
    await sent.edit("second")
    expect_equal((await edited).content, "second", "content")
    await sent.add_reaction("👍")
    added = expecting(hikari.GuildReactionAddEvent, lambda e: e.member.username == "ada")
    await ada.reacts(sent.id, "👍")
    expect_equal((await added).emoji_name, "👍", "emoji")
    users = await bot.rest.fetch_reactions_for_emoji(general, sent, "👍")
    expect_equal(sorted(user.username for user in users), ["ada", "pincer"], "who reacted")
    deleted = expecting(hikari.GuildMessageDeleteEvent, lambda e: e.message_id == sent.id)
    await sent.delete()
    await deleted


async def fetches():
    rest, guild = bot.rest, general.guild_id
    expect_equal((await rest.fetch_guild(guild)).name, "Harbour", "guild")
    expect_equal(len(await rest.fetch_guild_channels(guild)), 3, "channels")
    expect_equal(len(await rest.fetch_roles(guild)), 2, "roles")
    expect_equal(len(await rest.fetch_members(guild)), 4, "members")
    owner = await rest.fetch_member(guild, general.get_guild().owner_id)
    expect_equal((owner.username, owner.global_name), ("ada", "Ada"), "member")
    expect_equal([g.name async for g in rest.fetch_my_guilds()], ["Harbour"], "own guilds")
    expect_equal((await rest.fetch_application()).owner.username, "ada", "application")
    newest = await rest.fetch_messages(general).limit(2)
    expect_equal(len(newest), 2, "messages")
    direct = await owner.send("just for you")
    heard = expecting(hikari.DMMessageCreateEvent, lambda e: e.content == "and for you")
    await ada.says("@pincer", "and for you")
    expect_equal((await heard).channel_id, direct.channel_id, "direct messages")


async def registers_and_answers_command():
    roll = bot.rest.slash_command_builder("roll", "Rolls dice").add_option(hikari.CommandOption(
        type=hikari.OptionType.INTEGER, name="sides", description="Sides", is_required=True))
    who = bot.rest.context_menu_command_builder(hikari.CommandType.USER, "Salute")
    application = await bot.rest.fetch_application()
    commands = await bot.rest.set_application_commands(application, [roll, who])
    expect_equal(sorted(command.name for command in commands), ["Salute", "roll"], "commands")
    created = expecting(hikari.InteractionCreateEvent)
    acted = await ada.runs("roll", "general", options={"sides": 6})
    interaction = (await created).interaction
    expect_equal(interaction.options[0].value, 6, "option")
    await interaction.create_initial_response(hikari.ResponseType.MESSAGE_CREATE, "a four")
    await interaction.edit_initial_response("a five")
    follow_up = await interaction.execute("once more")
    await interaction.edit_message(follow_up, "twice more")
    seen = await answered(acted, lambda seen: len(seen["messages"]) == 2)
    contents = [message["content"] for message in seen["messages"]]
    expect_equal(contents, ["a five", "twice more"], "answers")
    created = expecting(hikari.InteractionCreateEvent)
    await ada.runs("Salute", "general", target="grace")
    interaction = (await created).interaction
    target = interaction.resolved.members[interaction.target_id]
    expect_equal(target.nickname, "Amazing Grace", "target")
    await interaction.create_initial_response(
        hikari.ResponseType.MESSAGE_CREATE, "o7", flags=hikari.MessageFlag.EPHEMERAL)


async def serves_components():
    buttons = bot.rest.build_message_action_row()
    buttons.add_interactive_button(hikari.ButtonStyle.PRIMARY, "knock", label="Knock")
    menus = bot.rest.build_message_action_row()
    menus.add_text_menu("course").add_option("North", "n").add_option("East", "e")
    sent = await general.send("knock?", components=[buttons, menus])
    created = expecting(hikari.InteractionCreateEvent)
    await ada.chooses(sent.id, "course", ["East"])
    choice = (await created).interaction
    expect_equal(list(choice.values), ["e"], "values")
    await choice.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_UPDATE)
    created = expecting(hikari.InteractionCreateEvent)
    opened = await ada.clicks(sent.id, "Knock")
    click = (await created).interaction
    row = bot.rest.build_modal_action_row().add_text_input("ship", "Ship")
    await click.create_modal_response("Sign on", "signing", component=row)
    created = expecting(hikari.InteractionCreateEvent)
    await ada.submits(opened, {"Ship": "Argo"})
    modal = (await created).interaction
    expect_equal(modal.components[0][0].value, "Argo", "value")
    await modal.create_initial_response(
        hikari.ResponseType.MESSAGE_UPDATE, "welcome aboard", components=[])
    expect_equal((await bot.rest.fetch_message(general, sent)).content, "welcome aboard", "message")


async def maps_errors():
    try:
        await general.send("x" * 2001)
    except hikari.BadRequestError as error:
        expect_equal(error.code, 50035, "code")
        expect("content" in error.errors, "the tree of errors")
    try:
        await bot.rest.fetch_message(general, 1)
    except hikari.NotFoundError as error:
        expect_equal(error.code, 10008, "code")
        return
    raise AssertionError("an unknown message was found")


async def sends_burst():
    """hikari lets a first burst into a channel that it does not know yet go unlimited, and takes the
    429s: only the arrival of every message is proven, once."""
    channel = next(c for c in general.get_guild().get_channels().values() if c.name == "bots")
    before = await last_traffic()
    texts = [f"burst {index}" for index in range(12)]
    await asyncio.gather(*(channel.send(text) for text in texts))
    seen = (await control("GET", "/channels/bots/messages"))["messages"]
    expect_equal(sorted(message["content"] for message in seen), sorted(texts), "messages")
    statuses = [e["details"]["status"] for e in await traffic_after(before) if e["kind"] == "rest"]
    return f"{statuses.count(429)} times 429"


async def resumes():
    before = await last_traffic()
    resumed = expecting(hikari.ShardResumedEvent)
    heard = expecting(hikari.GuildMessageCreateEvent, lambda e: e.content == "while you were away")
    await control("POST", "/faults", {"kind": "op7"})
    await grace.says("general", "while you were away")
    await resumed
    await heard
    expect_equal(await starts_after(before), (0, 1), "Identify and Resume")


async def main(checklist):
    print(f"hikari {hikari.__version__}, Python {platform.python_version()}: a conversation")
    checklist.section("Login and messages")
    await checklist.check("starts and receives its guild", starts)
    if general is None:
        return
    await checklist.check("receives a message and replies to it", replies)
    await checklist.check("sends an embed and a file, and reads them back", sends_embed_and_file)
    await checklist.check("edits, reacts, sees a person react, deletes", edits_reacts_deletes)
    await checklist.check("fetches by REST, and talks in direct messages", fetches)
    checklist.section("Interactions")
    await checklist.check("registers and answers slash and user commands",
                          registers_and_answers_command)
    await checklist.check("answers a menu, a button and a modal", serves_components)
    checklist.section("Errors, rate limits, reconnects")
    await checklist.check("maps 50035 and 10008 to its exceptions", maps_errors)
    await checklist.check("a burst of 12 messages arrives", sends_burst)
    await checklist.check("survives opcode 7 by resuming, and loses no event", resumes)
    await bot.close()


run_driver(main)
