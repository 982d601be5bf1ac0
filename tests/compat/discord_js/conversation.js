// discord.js in the default world: login, messages, reactions, files, rate limits, a resume.
'use strict';

const {
  AttachmentBuilder,
  Client,
  EmbedBuilder,
  Events,
  GatewayIntentBits,
  Partials,
  PermissionFlagsBits,
  version,
} = require('discord.js');
const {
  Person,
  clientOptions,
  control,
  expect,
  expectEqual,
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
  await list.check(
    'receives events through zlib-stream, if zlib-sync could be installed',
    async () => {
      const opened = (await trafficAfter(0)).find(({ summary }) =>
        summary.startsWith('connection opened'),
      );
      return `it asked for ${new URLSearchParams(opened.details.query).get('compress') ?? 'none'}`;
    },
  );
  await list.check('has channels, roles and members from GUILD_CREATE', async () => {
    expectEqual(guild.available, true, 'available');
    expectEqual(guild.memberCount, 4, 'member_count');
    expectEqual(
      guild.channels.cache.map(({ name }) => name).sort(),
      ['Lighthouse', 'bots', 'general'],
      'channels',
    );
    expectEqual(guild.roles.cache.map(({ name }) => name).sort(), ['@everyone', 'Crew'], 'roles');
    const owner = await guild.fetchOwner();
    expectEqual(owner.user.username, 'ada', 'owner');
    expect(
      owner.roles.cache.some(({ name }) => name === 'Crew'),
      'the owner is of the crew',
    );
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
      .setTitle('Tide table')
      .setDescription('High at noon')
      .setColor(0x1f8b4c)
      .setURL('https://example.com/tide')
      .setTimestamp(0)
      .setFooter({ text: 'Harbour office' })
      .setAuthor({ name: 'Ada' })
      .addFields({ name: 'High', value: '12:00', inline: true });
    const sent = await general.send({ embeds: [embed] });
    const fetched = await general.messages.fetch({ message: sent.id, force: true, cache: false });
    expectEqual(fetched.embeds[0].title, 'Tide table', 'title');
    expectEqual(
      fetched.embeds[0].fields[0],
      { name: 'High', value: '12:00', inline: true },
      'field',
    );
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
      filter: (m) => m.author.username === 'linus',
      max: 1,
      time: 10_000,
      errors: ['time'],
    });
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
    expectEqual(
      await contents({ limit: 3, around: sent[1].id }),
      ['three', 'two', 'one'],
      'around',
    );
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
    const added = nextEvent(
      client,
      Events.MessageReactionAdd,
      (_, { username }) => username === 'ada',
    );
    await ada.reacts(sent.id, '👍');
    const [reaction] = await added;
    expectEqual([reaction.emoji.name, reaction.count, reaction.me], ['👍', 2, true], 'reaction');
    expectEqual(
      (await reaction.users.fetch()).map(({ username }) => username).sort(),
      ['ada', 'pincer'],
      'who reacted',
    );
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
  await list.check(
    'uploads two files with descriptions, and downloads the same bytes',
    async () => {
      const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256));
      const chart = new AttachmentBuilder(bytes, { name: 'chart.bin', description: 'A chart' });
      const log = new AttachmentBuilder(Buffer.from('day one\n'), { name: 'log.txt' });
      const embed = new EmbedBuilder().setImage('attachment://chart.bin');
      const sent = await general.send({ content: 'files', files: [chart, log], embeds: [embed] });
      expectEqual(
        sent.attachments.map(({ name, size, description }) => [name, size, description]),
        [
          ['chart.bin', 4096, 'A chart'],
          ['log.txt', 8, null],
        ],
        'attachments',
      );
      const download = await fetch(sent.attachments.first().url);
      expectEqual(Buffer.compare(Buffer.from(await download.arrayBuffer()), bytes), 0, 'bytes');
      expectEqual(
        sent.embeds[0].image.url,
        sent.attachments.first().url,
        'the embed shows the file',
      );
      const without = await sent.edit({ attachments: [...sent.attachments.values()].slice(1) });
      expectEqual(
        without.attachments.map(({ name }) => name),
        ['log.txt'],
        'after the edit',
      );
    },
  );
  await list.check('receives a file that a person sends', async () => {
    const received = nextEvent(client, Events.MessageCreate, (m) => m.attachments.size === 1);
    await ada.says('general', '', { attachments: [{ filename: 'note.txt', content: 'ahoy' }] });
    const attachment = (await received).attachments.first();
    expectEqual(await (await fetch(attachment.url)).text(), 'ahoy', 'content');
    expect(attachment.contentType.startsWith('text/plain'), 'content_type');
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
    expectEqual(
      seen.map(({ content }) => content),
      texts,
      'messages',
    );
    return `in ${((Date.now() - started) / 1000).toFixed(1)} s at 5 per 5 s`;
  });
  await list.check('survives opcode 7 by resuming, and loses no event', async () => {
    const before = await lastTraffic();
    const resumed = nextEvent(client, Events.ShardResume);
    const heard = nextEvent(
      client,
      Events.MessageCreate,
      (m) => m.content === 'while you were away',
    );
    await control('POST', '/faults', { kind: 'op7' });
    await grace.says('general', 'while you were away');
    const [, replayed] = await resumed;
    await heard;
    const traffic = (await trafficAfter(before)).map(({ summary }) => summary);
    expect(
      traffic.some((line) => line.startsWith('Resume ')),
      'a Resume went out',
    );
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
  await limitsAndResume(list);
  await client.destroy();
});
