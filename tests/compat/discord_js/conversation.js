// discord.js in the default world: login, messages, reactions, files, guilds, errors, rate limits.
'use strict';

const {
  ActivityType,
  AttachmentBuilder,
  Client,
  DiscordAPIError,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  Partials,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
  version,
} = require('discord.js');
const {
  Person,
  clientOptions,
  control,
  eventually,
  expect,
  expectEqual,
  expectRejection,
  lastTraffic,
  nextEvent,
  restStatusesAfter,
  runDriver,
  trafficAfter,
} = require('./support.js');

const everyIntent = Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number');
const [ada, grace, linus] = ['ada', 'grace', 'linus'].map((name) => new Person(name));
const client = new Client(
  clientOptions({ intents: everyIntent, partials: [Partials.Channel, Partials.Message] }),
);
let guild;
let general;

async function login(list) {
  list.section('Login');
  await list.check('logs in with rest.api pointed at the sandbox and becomes ready', async () => {
    const ready = nextEvent(client, Events.ClientReady);
    await client.login('sandbox-token');
    await ready;
    expectEqual(client.user.username, 'pincer', 'the bot');
    guild = client.guilds.cache.find(({ name }) => name === 'Harbour');
    general = guild.channels.cache.find(({ name }) => name === 'general');
    return `${client.user.tag} in ${guild.name}`;
  });
  await list.check('receives events through zlib-stream, if zlib-sync could be installed', async () => {
    const opened = (await trafficAfter(0)).find(({ summary }) => summary.startsWith('connection opened'));
    return `it asked for ${new URLSearchParams(opened.details.query).get('compress') ?? 'none'}`;
  });
  await list.check('has channels, roles and members from GUILD_CREATE', async () => {
    expectEqual(guild.available, true, 'available');
    expectEqual(guild.memberCount, 4, 'member_count');
    expectEqual(guild.channels.cache.map(({ name }) => name).sort(),
      ['Lighthouse', 'bots', 'general'], 'channels');
    expectEqual(guild.roles.cache.map(({ name }) => name).sort(), ['@everyone', 'Crew'], 'roles');
    const owner = await guild.fetchOwner();
    expectEqual(owner.user.username, 'ada', 'owner');
    expect(owner.roles.cache.some(({ name }) => name === 'Crew'), 'the owner is of the crew');
  });
  await list.check('computes its own permissions from roles and overwrites', async () => {
    const own = general.permissionsFor(client.user);
    expect(own.has(PermissionFlagsBits.SendMessages), 'may send messages');
    expect(!own.has(PermissionFlagsBits.Administrator), 'is no administrator');
  });
}

async function messages(list) {
  list.section('Messages');
  await list.check('receives a message and replies to it', async () => {
    const received = nextEvent(client, Events.MessageCreate, (m) => m.content === 'hello');
    await ada.says('general', 'hello');
    const message = await received;
    expectEqual(message.author.displayName, 'Ada', 'author');
    expectEqual(message.member.roles.cache.has(guild.roles.everyone.id), true, 'member');
    const reply = await message.reply('hello to you');
    expectEqual(reply.reference.messageId, message.id, 'message_reference');
    expect(reply.mentions.users.has(message.author.id), 'the reply mentions the author');
    const referenced = await reply.fetchReference();
    expectEqual(referenced.content, 'hello', 'the referenced message');
  });
  await list.check('sends an embed with every part', async () => {
    const embed = new EmbedBuilder()
      .setTitle('Tide table').setDescription('High at noon').setColor(0x1f8b4c)
      .setURL('https://example.com/tide').setTimestamp(0).setFooter({ text: 'Harbour office' })
      .setAuthor({ name: 'Ada' }).addFields({ name: 'High', value: '12:00', inline: true });
    const sent = await general.send({ embeds: [embed] });
    const fetched = await general.messages.fetch({ message: sent.id, force: true, cache: false });
    expectEqual(fetched.embeds[0].title, 'Tide table', 'title');
    expectEqual(fetched.embeds[0].fields[0], { name: 'High', value: '12:00', inline: true }, 'field');
    expectEqual(fetched.embeds[0].footer.text, 'Harbour office', 'footer');
    expectEqual(fetched.embeds[0].color, 0x1f8b4c, 'color');
  });
  await list.check('edits and deletes its own message, and sees both as events', async () => {
    const sent = await general.send('first');
    const updated = nextEvent(client, Events.MessageUpdate, (_, after) => after.id === sent.id);
    const edited = await sent.edit('second');
    expectEqual(edited.content, 'second', 'content');
    const [, after] = await updated;
    expect(after.editedTimestamp > 0, 'edited_timestamp');
    const deleted = nextEvent(client, Events.MessageDelete, (m) => m.id === sent.id);
    await sent.delete();
    await deleted;
  });
  await list.check('sees a person edit and delete a message', async () => {
    const { id } = await grace.says('general', 'tpyo');
    const updated = nextEvent(client, Events.MessageUpdate, (_, after) => after.id === id);
    await grace.edits(id, 'typo');
    expectEqual((await updated)[1].content, 'typo', 'content');
    const deleted = nextEvent(client, Events.MessageDelete, (m) => m.id === id);
    await grace.deletes(id);
    await deleted;
  });
  await list.check('collects an answer with awaitMessages', async () => {
    const collecting = general.awaitMessages({
      filter: (m) => m.author.username === 'linus', max: 1, time: 10_000, errors: ['time'] });
    await linus.says('general', 'aye');
    expectEqual((await collecting).first().content, 'aye', 'content');
  });
  await list.check('fetches messages: newest, before, after, around', async () => {
    const sent = [];
    for (const text of ['one', 'two', 'three']) sent.push(await general.send(text));
    const contents = async (options) =>
      (await general.messages.fetch({ ...options, cache: false })).map(({ content }) => content);
    expectEqual(await contents({ limit: 3 }), ['three', 'two', 'one'], 'newest');
    expectEqual(await contents({ limit: 1, before: sent[2].id }), ['two'], 'before');
    expectEqual((await contents({ after: sent[0].id })).sort(), ['three', 'two'], 'after');
    expectEqual(await contents({ limit: 3, around: sent[1].id }), ['three', 'two', 'one'], 'around');
  });
  await list.check('mentions resolve; allowedMentions is obeyed', async () => {
    const member = await guild.members.fetch({ user: guild.ownerId });
    const loud = await general.send(`ahoy ${member}`);
    expect(loud.mentions.users.has(member.id), 'mentions the person');
    const quiet = await general.send({ content: `${member}`, allowedMentions: { parse: [] } });
    expectEqual(quiet.mentions.users.size, 0, 'mentions');
  });
  await list.check('types, and sees a person type', async () => {
    await general.sendTyping();
    const typing = nextEvent(client, Events.TypingStart, ({ user }) => user.username === 'grace');
    await grace.types('general');
    const { member, channel } = await typing;
    expectEqual([member?.nickname, channel.name], ['Amazing Grace', 'general'], 'who and where');
  });
  await list.check('holds a conversation in direct messages', async () => {
    const { user } = await guild.members.fetch({ user: guild.ownerId });
    const sent = await user.send('just for you');
    expect(sent.channel.isDMBased(), 'a direct message');
    expectEqual(sent.channel.recipientId, user.id, 'recipient');
    const received = nextEvent(client, Events.MessageCreate, (m) => m.content === 'and for you');
    await ada.says('@pincer', 'and for you');
    const answer = await received;
    expectEqual(answer.guildId, null, 'guild');
    expectEqual(answer.channelId, sent.channelId, 'channel');
  });
}

async function reactionsAndFiles(list) {
  list.section('Reactions and files');
  await list.check('reacts, sees a person react, lists who reacted, takes it back', async () => {
    const sent = await general.send('react to this');
    await sent.react('👍');
    const added = nextEvent(client, Events.MessageReactionAdd, (_, { username }) => username === 'ada');
    await ada.reacts(sent.id, '👍');
    const [reaction] = await added;
    expectEqual([reaction.emoji.name, reaction.count, reaction.me], ['👍', 2, true], 'reaction');
    expectEqual((await reaction.users.fetch()).map(({ username }) => username).sort(),
      ['ada', 'pincer'], 'who reacted');
    const removed = nextEvent(client, Events.MessageReactionRemove);
    await ada.takesBack(sent.id, '👍');
    await removed;
    const own = nextEvent(client, Events.MessageReactionRemove);
    await sent.reactions.cache.get('👍').users.remove();
    await own;
    // The client's own count stays at 1: it does not take its own reaction off it.
    const { messages: seen } = await control('GET', '/channels/general/messages');
    expectEqual(seen.find(({ id }) => id === sent.id).reactions, undefined, 'reactions left');
  });
  await list.check('uploads two files with descriptions, and downloads the same bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256));
    const chart = new AttachmentBuilder(bytes, { name: 'chart.bin', description: 'A chart' });
    const log = new AttachmentBuilder(Buffer.from('day one\n'), { name: 'log.txt' });
    const embed = new EmbedBuilder().setImage('attachment://chart.bin');
    const sent = await general.send({ content: 'files', files: [chart, log], embeds: [embed] });
    expectEqual(sent.attachments.map(({ name, size, description }) => [name, size, description]),
      [['chart.bin', 4096, 'A chart'], ['log.txt', 8, null]], 'attachments');
    const download = await fetch(sent.attachments.first().url);
    expectEqual(Buffer.compare(Buffer.from(await download.arrayBuffer()), bytes), 0, 'bytes');
    expectEqual(sent.embeds[0].image.url, sent.attachments.first().url, 'the embed shows the file');
    const without = await sent.edit({ attachments: [...sent.attachments.values()].slice(1) });
    expectEqual(without.attachments.map(({ name }) => name), ['log.txt'], 'after the edit');
  });
  await list.check('receives a file that a person sends', async () => {
    const received = nextEvent(client, Events.MessageCreate, (m) => m.attachments.size === 1);
    await ada.says('general', '', { attachments: [{ filename: 'note.txt', content: 'ahoy' }] });
    const attachment = (await received).attachments.first();
    expectEqual(await (await fetch(attachment.url)).text(), 'ahoy', 'content');
    expect(attachment.contentType.startsWith('text/plain'), 'content_type');
  });
}

async function guilds(list) {
  list.section('Guilds, members and presence');
  await list.check('requests all members over the gateway (opcode 8)', async () => {
    const members = await guild.members.fetch();
    expectEqual(members.map(({ user }) => user.username).sort(),
      ['ada', 'grace', 'linus', 'pincer'], 'members');
    const found = await guild.members.fetch({ query: 'gra', limit: 1, withPresences: true });
    expectEqual(found.map(({ displayName }) => displayName), ['Amazing Grace'], 'search');
  });
  await list.check('fetches guild, channels, roles, member, user and application by REST', async () => {
    const fetched = await client.guilds.fetch({ guild: guild.id, force: true, withCounts: true });
    expectEqual([fetched.name, fetched.approximateMemberCount], ['Harbour', 4], 'guild');
    expectEqual((await client.guilds.fetch()).map(({ name }) => name), ['Harbour'], 'own guilds');
    expectEqual((await guild.channels.fetch()).size, 3, 'channels');
    expectEqual((await client.channels.fetch(general.id, { force: true })).name, 'general', 'channel');
    expectEqual((await guild.roles.fetch()).size, 2, 'roles');
    expectEqual((await guild.members.list({ limit: 2 })).size, 2, 'a page of members');
    const owner = await guild.members.fetch({ user: guild.ownerId, force: true });
    expectEqual(owner.user.username, 'ada', 'member');
    expectEqual((await client.users.fetch(owner.id, { force: true })).globalName, 'Ada', 'user');
    const application = await client.application.fetch();
    expectEqual([application.name, application.owner.username], ['Harbour Bot', 'ada'], 'application');
  });
  await list.check('sets its presence, and sees a person\'s change', async () => {
    client.user.setPresence({
      status: 'dnd', activities: [{ name: 'the tide', type: ActivityType.Watching }] });
    await eventually('the presence', async () => {
      const { applications } = await control('GET', '/state');
      return applications[0].status === 'dnd';
    });
    const changed = nextEvent(client, Events.PresenceUpdate, (_, after) => after.status === 'idle');
    await control('PUT', '/people/ada/presence', { status: 'idle' });
    expectEqual((await changed)[1].member.user.username, 'ada', 'who');
  });
  await list.check('sees members come and go', async () => {
    await control('POST', '/people', { name: 'barbara', display_name: 'Barbara' });
    const joined = nextEvent(client, Events.GuildMemberAdd);
    await control('PUT', '/guilds/Harbour/members/barbara');
    expectEqual((await joined).displayName, 'Barbara', 'who');
    const left = nextEvent(client, Events.GuildMemberRemove);
    await control('DELETE', '/guilds/Harbour/members/barbara');
    expectEqual((await left).user.username, 'barbara', 'who');
  });
  await list.check('sees a person join and leave a voice channel', async () => {
    const joined = nextEvent(client, Events.VoiceStateUpdate, (_, after) => after.channelId);
    await control('PUT', '/people/linus/voice', { channel: 'Lighthouse', self_mute: true });
    const [, state] = await joined;
    expectEqual([state.channel.name, state.selfMute], ['Lighthouse', true], 'voice state');
    const left = nextEvent(client, Events.VoiceStateUpdate, (_, after) => !after.channelId);
    await control('PUT', '/people/linus/voice', { guild: 'Harbour' });
    await left;
  });
  await list.check('sees channels and guilds come and go', async () => {
    const created = nextEvent(client, Events.ChannelCreate);
    const { id } = await control('POST', '/guilds/Harbour/channels', { name: 'night-watch' });
    expectEqual((await created).name, 'night-watch', 'channel');
    const deleted = nextEvent(client, Events.ChannelDelete);
    await control('DELETE', `/channels/${id}`);
    expectEqual((await deleted).id, id, 'channel');
    const invited = nextEvent(client, Events.GuildCreate);
    await control('POST', '/guilds', { name: 'Lagoon', owner: 'grace', members: ['pincer'] });
    expectEqual((await invited).name, 'Lagoon', 'guild');
    const removed = nextEvent(client, Events.GuildDelete);
    await control('DELETE', '/guilds/Lagoon/members/pincer');
    expectEqual((await removed).name, 'Lagoon', 'guild');
  });
}

async function errors(list) {
  list.section('Errors');
  const apiError = async (promise, status, code) => {
    const error = await expectRejection(promise, 'the call');
    expect(error instanceof DiscordAPIError, `a DiscordAPIError, got ${error}`);
    expectEqual([error.status, error.code], [status, code], 'status and code');
    return error;
  };
  await list.check('50035 with the tree of errors for a text that is too long', async () => {
    const error = await apiError(general.send('x'.repeat(2001)), 400,
      RESTJSONErrorCodes.InvalidFormBodyOrContentType);
    const [first] = error.rawError.errors.content._errors;
    expectEqual(first.code, 'BASE_TYPE_MAX_LENGTH', 'the code at content');
    return first.message;
  });
  await list.check('50035 deep in a list: embeds[0].fields[1].name', async () => {
    const embed = { title: 'x', fields: [{ name: '', value: '' }, { value: 'y' }] };
    const error = await apiError(general.send({ embeds: [embed] }), 400,
      RESTJSONErrorCodes.InvalidFormBodyOrContentType);
    const at = error.rawError.errors.embeds['0'].fields['1'].name._errors[0];
    expectEqual(at.code, 'BASE_TYPE_REQUIRED', 'the code at the name');
  });
  await list.check('50006 for an empty message', () =>
    apiError(general.send({ content: '' }), 400, RESTJSONErrorCodes.CannotSendAnEmptyMessage).then(() => {}));
  await list.check('10008 for an unknown message', () =>
    apiError(general.messages.fetch(guild.id), 404, RESTJSONErrorCodes.UnknownMessage).then(() => {}));
  await list.check('10003 for an unknown channel', () =>
    apiError(client.channels.fetch('1'), 404, RESTJSONErrorCodes.UnknownChannel).then(() => {}));
  await list.check('50005 for an edit of somebody else\'s message', async () => {
    const { id } = await ada.says('general', 'mine');
    const message = await general.messages.fetch(id);
    await apiError(message.edit('yours'), 403, RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser);
  });
  await list.check('50013 for a deletion that the bot may not make', async () => {
    const { id } = await ada.says('general', 'stays');
    const message = await general.messages.fetch(id);
    await apiError(message.delete(), 403, RESTJSONErrorCodes.MissingPermissions);
  });
}

async function limitsAndResume(list) {
  list.section('Rate limits and reconnects');
  await list.check('a burst of 12 messages arrives in order, with no 429', async () => {
    const channel = guild.channels.cache.find(({ name }) => name === 'bots');
    const before = await lastTraffic();
    const texts = Array.from({ length: 12 }, (_, index) => `burst ${index}`);
    const started = Date.now();
    await Promise.all(texts.map((text) => channel.send(text)));
    const statuses = await restStatusesAfter(before);
    expectEqual(statuses, Array(12).fill(200), 'statuses');
    const { messages: seen } = await control('GET', '/channels/bots/messages?limit=12');
    expectEqual(seen.map(({ content }) => content), texts, 'messages');
    return `in ${((Date.now() - started) / 1000).toFixed(1)} s at 5 per 5 s`;
  });
  await list.check('survives opcode 7 by resuming, and loses no event', async () => {
    const before = await lastTraffic();
    const resumed = nextEvent(client, Events.ShardResume);
    const heard = nextEvent(client, Events.MessageCreate, (m) => m.content === 'while you were away');
    await control('POST', '/faults', { kind: 'op7' });
    await grace.says('general', 'while you were away');
    const [, replayed] = await resumed;
    await heard;
    const traffic = (await trafficAfter(before)).map(({ summary }) => summary);
    expect(traffic.some((line) => line.startsWith('Resume ')), 'a Resume went out');
    expect(!traffic.some((line) => line.startsWith('Identify ')), 'no Identify went out');
    return `${replayed} events replayed`;
  });
}

runDriver(async (list) => {
  console.log(`discord.js ${version}, Node ${process.version}: a conversation`);
  await login(list);
  if (!client.isReady()) return;
  await messages(list);
  await reactionsAndFiles(list);
  await guilds(list);
  await errors(list);
  await limitsAndResume(list);
  await client.destroy();
});
