"""discord.py in the default world: login, messages, files, slash commands, components, limits."""

import asyncio
import io
import platform
import time

import discord
from discord import app_commands

from discord_py_support import expecting, logged_in
from support import (
    Person, answered, control, download, expect, expect_equal, last_traffic, run_driver,
    starts_after, traffic_after)

ada, grace, linus = Person("ada"), Person("grace"), Person("linus")
client = discord.Client(intents=discord.Intents.all())
tree = app_commands.CommandTree(client)


def general():
    return discord.utils.get(client.get_all_channels(), name="general")


def harbour():
    return client.guilds[0]


async def logs_in():
    await logged_in(client)
    expect_equal(client.user.name, "pincer", "the bot")
    expect_equal(len(harbour().members), 4, "members of the guild, chunked over the gateway")
    opened = [e for e in await traffic_after(0) if e["summary"].startswith("connection opened")]
    return f"{client.user} in {harbour().name}; {opened[0]['details']['query']}"


async def replies():
    heard = expecting(client, "message", lambda m: m.content == "hello")
    await ada.says("general", "hello")
    message = await heard
    expect_equal(message.author.display_name, "Ada", "author")
    reply = await message.reply("hello to you")
    expect_equal(reply.reference.message_id, message.id, "message_reference")
    expect_equal(reply.reference.resolved.content, "hello", "referenced_message")


async def sends_embed():
    embed = discord.Embed(title="Tide table", description="High at noon", colour=0x1F8B4C)
    embed.add_field(name="High", value="12:00").set_footer(text="Harbour office")
    sent = await general().send(embed=embed)
    fetched = await general().fetch_message(sent.id)
    expect_equal(fetched.embeds[0].to_dict()["fields"][0]["value"], "12:00", "field")
    expect_equal(fetched.embeds[0].colour.value, 0x1F8B4C, "color")


async def edits_and_deletes():
    sent = await general().send("first")
    edited = expecting(client, "message_edit", lambda _, after: after.id == sent.id)
    await sent.edit(content="second")
    expect_equal((await edited)[1].content, "second", "content")
    deleted = expecting(client, "message_delete", lambda m: m.id == sent.id)
    await sent.delete()
    await deleted
    said = await grace.says("general", "tpyo")
    await asyncio.sleep(0.1)
    edited = expecting(client, "message_edit", lambda _, after: after.id == int(said["id"]))
    await grace.edits(said["id"], "typo")
    expect_equal((await edited)[1].content, "typo", "content")


async def reads_history():
    for text in ("one", "two", "three"):
        await general().send(text)
    contents = [m.content async for m in general().history(limit=3)]
    expect_equal(contents, ["three", "two", "one"], "newest")
    oldest = [m async for m in general().history(limit=2, oldest_first=True)]
    after = [m.content async for m in general().history(limit=1, after=oldest[0])]
    expect_equal(after, [oldest[1].content], "after")


async def reacts():
    sent = await general().send("react to this")
    await sent.add_reaction("👍")
    added = expecting(client, "reaction_add", lambda _, user: user.name == "ada")
    await ada.reacts(sent.id, "👍")
    reaction, _ = await added
    expect_equal((reaction.count, reaction.me), (2, True), "reaction")
    users = sorted([user.name async for user in reaction.users()])
    expect_equal(users, ["ada", "pincer"], "who reacted")
    await sent.remove_reaction("👍", client.user)
    expect_equal((await general().fetch_message(sent.id)).reactions[0].count, 1, "reactions left")


async def uploads():
    content = bytes(range(256)) * 16
    files = [discord.File(io.BytesIO(content), "chart.bin", description="A chart"),
             discord.File(io.BytesIO(b"day one\n"), "log.txt", spoiler=True)]
    sent = await general().send("files", files=files)
    names = [(a.filename, a.size, a.description) for a in sent.attachments]
    expect_equal(names, [("chart.bin", 4096, "A chart"), ("SPOILER_log.txt", 8, None)], "files")
    expect_equal(await sent.attachments[0].read(), content, "bytes")
    expect_equal(await download(sent.attachments[1].url), b"day one\n", "bytes by URL")
    edited = await sent.edit(attachments=sent.attachments[1:])
    expect_equal([a.filename for a in edited.attachments], ["SPOILER_log.txt"], "after the edit")


async def talks_in_direct_messages():
    member = discord.utils.get(harbour().members, name="ada")
    sent = await member.send("just for you")
    heard = expecting(client, "message", lambda m: m.content == "and for you")
    await ada.says("@pincer", "and for you")
    expect_equal((await heard).channel.id, sent.channel.id, "channel")


async def types():
    started = expecting(client, "typing", lambda c, user, when: user.name == "grace")
    await grace.types("general")
    expect_equal((await started)[0].name, "general", "channel")
    async with general().typing():
        pass


async def fetches():
    guild = await client.fetch_guild(harbour().id)
    expect_equal((guild.name, guild.approximate_member_count), ("Harbour", 4), "guild")
    expect_equal(len(await harbour().fetch_channels()), 3, "channels")
    expect_equal(len(await harbour().fetch_roles()), 2, "roles")
    expect_equal((await client.fetch_channel(general().id)).name, "general", "channel")
    member = await harbour().fetch_member(harbour().owner_id)
    expect_equal((member.name, member.top_role.name), ("ada", "Crew"), "member")
    expect_equal((await client.fetch_user(member.id)).global_name, "Ada", "user")
    expect_equal(len([m async for m in harbour().fetch_members(limit=None)]), 4, "members")
    expect_equal([g.name async for g in client.fetch_guilds()], ["Harbour"], "own guilds")
    application = await client.application_info()
    expect_equal((application.name, application.owner.name), ("Harbour Bot", "ada"), "application")
    found = await harbour().query_members("gra", limit=1)
    expect_equal([m.display_name for m in found], ["Amazing Grace"], "search by opcode 8")


async def shows_presence():
    await client.change_presence(status=discord.Status.dnd, activity=discord.Game("tides"))
    changed = expecting(client, "presence_update", lambda _, after: after.name == "linus")
    await control("PUT", "/people/linus/presence", {"status": "dnd"})
    expect_equal((await changed)[1].status, discord.Status.dnd, "status")
    state = await control("GET", "/state")
    expect_equal(state["applications"][0]["status"], "dnd", "own status")


def declare_commands():
    @tree.command(description="Rolls dice")
    @app_commands.choices(style=[app_commands.Choice(name="High", value="high")])
    async def roll(interaction: discord.Interaction, sides: app_commands.Range[int, 2, 100],
                   style: str, who: discord.Member, where: discord.TextChannel = None):
        await interaction.response.send_message(
            f"{sides} {style} {who.display_name} {where and where.name}")

    @tree.command(description="Finds a ship")
    async def find(interaction: discord.Interaction, ship: str):
        await interaction.response.send_message(ship)

    @find.autocomplete("ship")
    async def ships(interaction: discord.Interaction, current: str):
        return [app_commands.Choice(name=f"{current}o", value="argo")]

    @tree.command(description="Takes its time")
    async def slow(interaction: discord.Interaction):
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="ready")
        file = discord.File(io.BytesIO(b"more"), "more.txt")
        message = await interaction.followup.send("and more", file=file, wait=True)
        await message.edit(content="even more")

    @tree.command(description="Asks for a ship")
    async def form(interaction: discord.Interaction):
        await interaction.response.send_modal(Signing())

    @tree.context_menu(name="Salute")
    async def salute(interaction: discord.Interaction, member: discord.Member):
        await interaction.response.send_message(f"o7 {member.display_name}")

    group = app_commands.Group(name="crew", description="The crew")

    @group.command(name="count", description="Counts the crew")
    async def count(interaction: discord.Interaction):
        await interaction.response.send_message("four", ephemeral=True)

    tree.add_command(group)


class Signing(discord.ui.Modal, title="Sign on"):
    ship = discord.ui.TextInput(label="Ship")
    story = discord.ui.TextInput(label="Story", style=discord.TextStyle.long, required=False)

    async def on_submit(self, interaction: discord.Interaction):
        await interaction.response.send_message(f"welcome aboard the {self.ship.value}")


async def syncs_commands():
    declare_commands()
    synced = await tree.sync()
    names = ["Salute", "crew", "find", "form", "roll", "slow"]
    expect_equal(sorted(command.name for command in synced), names, "commands")
    fetched = await tree.fetch_commands()
    expect_equal(sorted(command.name for command in fetched), names, "commands")


async def answers_slash_command():
    options = {"sides": 6, "style": "High", "who": "grace", "where": "bots"}
    seen = await answered(await ada.runs("roll", "general", options=options))
    expect_equal(seen["messages"][0]["content"], "6 high Amazing Grace bots", "answer")
    seen = await answered(await ada.runs("crew count", "general"))
    expect_equal(seen["messages"][0]["flags"] & 64, 64, "ephemeral")


async def suggests():
    interaction = await ada.runs("find", "general", autocomplete="ship", options={"ship": "Arg"})
    seen = await answered(interaction, lambda seen: seen["acknowledged"])
    expect_equal(seen["response"]["choices"], [{"name": "Argo", "value": "argo"}], "choices")


async def answers_late():
    def complete(seen):
        return {m["content"] for m in seen["messages"]} == {"ready", "even more"}
    seen = await answered(await ada.runs("slow", "general"), complete)
    files = [a["filename"] for m in seen["messages"] for a in m["attachments"]]
    expect_equal(files, ["more.txt"], "file")


async def answers_user_command():
    seen = await answered(await ada.runs("Salute", "general", target="grace"))
    expect_equal(seen["messages"][0]["content"], "o7 Amazing Grace", "answer")


async def opens_modal():
    opened = await ada.runs("form", "general")
    await answered(opened, lambda seen: seen["response_type"] == 9)
    seen = await answered(await ada.submits(opened, {"Ship": "Argo"}))
    expect_equal(seen["messages"][0]["content"], "welcome aboard the Argo", "answer")


class Panel(discord.ui.View):
    @discord.ui.button(label="Knock")
    async def knock(self, interaction: discord.Interaction, button: discord.ui.Button):
        button.disabled = True
        await interaction.response.edit_message(content="who is there?", view=self)

    @discord.ui.select(placeholder="Course", options=[discord.SelectOption(label="North"),
                                                      discord.SelectOption(label="East")])
    async def course(self, interaction: discord.Interaction, select: discord.ui.Select):
        await interaction.response.send_message(f"heading {select.values[0]}")

    @discord.ui.select(cls=discord.ui.UserSelect, placeholder="Mate")
    async def mate(self, interaction: discord.Interaction, select: discord.ui.UserSelect):
        await interaction.response.send_message(select.values[0].display_name, ephemeral=True)


async def serves_components():
    sent = await general().send("knock?", view=Panel())
    seen = await answered(await ada.chooses(sent.id, "Course", ["East"]))
    expect_equal(seen["messages"][0]["content"], "heading East", "answer to the choice")
    seen = await answered(await ada.chooses(sent.id, "Mate", ["grace"]))
    expect_equal(seen["messages"][0]["content"], "Amazing Grace", "answer to the user select")
    updated = expecting(client, "message_edit", lambda _, after: after.id == sent.id)
    await grace.clicks(sent.id, "Knock")
    expect_equal((await updated)[1].content, "who is there?", "updated message")
    expect((await general().fetch_message(sent.id)).components[0].children[0].disabled, "disabled")


class Board(discord.ui.LayoutView):
    text = discord.ui.TextDisplay("# Board")
    row = discord.ui.ActionRow()

    @row.button(label="Open")
    async def open(self, interaction: discord.Interaction, _: discord.ui.Button):
        await interaction.response.send_message("opened", ephemeral=True)


async def serves_components_v2():
    sent = await general().send(view=Board())
    expect(sent.flags.components_v2, "the flag")
    seen = await answered(await ada.clicks(sent.id, "Open"))
    expect_equal(seen["messages"][0]["content"], "opened", "answer")


async def maps_errors():
    async def refused(awaitable, kind, code):
        try:
            await awaitable
        except kind as error:
            expect_equal(error.code, code, "code")
            return error
        raise AssertionError(f"expected {kind.__name__}")
    error = await refused(general().send("x" * 2001), discord.HTTPException, 50035)
    await refused(general().send(""), discord.HTTPException, 50006)
    await refused(general().fetch_message(harbour().id), discord.NotFound, 10008)
    said = await ada.says("general", "mine")
    message = await general().fetch_message(said["id"])
    await refused(message.edit(content="yours"), discord.Forbidden, 50005)
    return error.text.replace("\n", ": ")


async def sends_burst():
    channel = discord.utils.get(harbour().channels, name="bots")
    before = await last_traffic()
    started = time.monotonic()
    await asyncio.gather(*(channel.send(f"burst {index}") for index in range(12)))
    statuses = [e["details"]["status"] for e in await traffic_after(before) if e["kind"] == "rest"]
    expect_equal(statuses, [200] * 12, "statuses")
    return f"in {time.monotonic() - started:.1f} s at 5 per 5 s"


async def resumes():
    before = await last_traffic()
    resumed = expecting(client, "resumed")
    heard = expecting(client, "message", lambda m: m.content == "while you were away")
    await control("POST", "/faults", {"kind": "op7"})
    await grace.says("general", "while you were away")
    await resumed
    await heard
    expect_equal(await starts_after(before), (0, 1), "Identify and Resume")


async def main(checklist):
    version = f"discord.py {discord.__version__}, Python {platform.python_version()}"
    print(f"{version}: a conversation")
    checklist.section("Login")
    await checklist.check("logs in and becomes ready, with all members", logs_in)
    if not client.is_ready():
        return
    checklist.section("Messages")
    await checklist.check("receives a message and replies to it", replies)
    await checklist.check("sends an embed", sends_embed)
    await checklist.check("edits and deletes, and sees both as events", edits_and_deletes)
    await checklist.check("reads history: newest, oldest, after", reads_history)
    await checklist.check("reacts, sees reactions, takes its own back", reacts)
    await checklist.check("uploads two files and downloads the same bytes", uploads)
    await checklist.check("holds a conversation in direct messages", talks_in_direct_messages)
    await checklist.check("types, and sees a person type", types)
    await checklist.check("fetches guild, channels, roles, members, users by REST", fetches)
    await checklist.check("sets its presence, and sees a person's change", shows_presence)
    checklist.section("Interactions")
    await checklist.check("syncs slash and user commands", syncs_commands)
    await checklist.check("answers slash commands with converted options", answers_slash_command)
    await checklist.check("suggests while a person types (autocomplete)", suggests)
    await checklist.check("defers, edits, follows up with a file", answers_late)
    await checklist.check("answers a user command", answers_user_command)
    await checklist.check("opens a modal and answers what is filled in", opens_modal)
    await checklist.check("answers buttons and select menus of a view", serves_components)
    await checklist.check("answers a button in components v2", serves_components_v2)
    checklist.section("Errors, rate limits, reconnects")
    await checklist.check("maps 50035, 50006, 10008, 50005 to its exceptions", maps_errors)
    await checklist.check("a burst of 12 messages arrives with no 429", sends_burst)
    await checklist.check("survives opcode 7 by resuming, and loses no event", resumes)
    await client.close()


run_driver(main)
