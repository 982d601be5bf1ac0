// discord.js in the default world: guilds, members, presence, voice, and the errors of the API.
'use strict';

const {
  ActivityType,
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
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
  nextEvent,
  runDriver,
} = require('./support.js');

const everyIntent = Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number');
const ada = new Person('ada');
const client = new Client(clientOptions({ intents: everyIntent }));
let guild;
let general;

async function guilds(list) {
  list.section('Guilds, members and presence');
  await list.check('requests all members over the gateway (opcode 8)', async () => {
    const members = await guild.members.fetch();
    expectEqual(
      members.map(({ user }) => user.username).sort(),
      ['ada', 'grace', 'linus', 'pincer'],
      'members',
    );
    const found = await guild.members.fetch({ query: 'gra', limit: 1, withPresences: true });
    expectEqual(
      found.map(({ displayName }) => displayName),
      ['Amazing Grace'],
      'search',
    );
  });
  await list.check(
    'fetches guild, channels, roles, member, user and application by REST',
    async () => {
      const fetched = await client.guilds.fetch({ guild: guild.id, force: true, withCounts: true });
      expectEqual([fetched.name, fetched.approximateMemberCount], ['Harbour', 4], 'guild');
      expectEqual(
        (await client.guilds.fetch()).map(({ name }) => name),
        ['Harbour'],
        'own guilds',
      );
      expectEqual((await guild.channels.fetch()).size, 3, 'channels');
      expectEqual(
        (await client.channels.fetch(general.id, { force: true })).name,
        'general',
        'channel',
      );
      expectEqual((await guild.roles.fetch()).size, 2, 'roles');
      expectEqual((await guild.members.list({ limit: 2 })).size, 2, 'a page of members');
      const owner = await guild.members.fetch({ user: guild.ownerId, force: true });
      expectEqual(owner.user.username, 'ada', 'member');
      expectEqual((await client.users.fetch(owner.id, { force: true })).globalName, 'Ada', 'user');
      const application = await client.application.fetch();
      expectEqual(
        [application.name, application.owner.username],
        ['Harbour Bot', 'ada'],
        'application',
      );
    },
  );
  await list.check("sets its presence, and sees a person's change", async () => {
    client.user.setPresence({
      status: 'dnd',
      activities: [{ name: 'the tide', type: ActivityType.Watching }],
    });
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
    const error = await apiError(
      general.send('x'.repeat(2001)),
      400,
      RESTJSONErrorCodes.InvalidFormBodyOrContentType,
    );
    const [first] = error.rawError.errors.content._errors;
    expectEqual(first.code, 'BASE_TYPE_MAX_LENGTH', 'the code at content');
    return first.message;
  });
  await list.check('50035 deep in a list: embeds[0].fields[1].name', async () => {
    const embed = { title: 'x', fields: [{ name: '', value: '' }, { value: 'y' }] };
    const error = await apiError(
      general.send({ embeds: [embed] }),
      400,
      RESTJSONErrorCodes.InvalidFormBodyOrContentType,
    );
    const at = error.rawError.errors.embeds['0'].fields['1'].name._errors[0];
    expectEqual(at.code, 'BASE_TYPE_REQUIRED', 'the code at the name');
  });
  await list.check('50006 for an empty message', () =>
    apiError(general.send({ content: '' }), 400, RESTJSONErrorCodes.CannotSendAnEmptyMessage).then(
      () => {},
    ),
  );
  await list.check('10008 for an unknown message', () =>
    apiError(general.messages.fetch(guild.id), 404, RESTJSONErrorCodes.UnknownMessage).then(
      () => {},
    ),
  );
  await list.check('10003 for an unknown channel', () =>
    apiError(client.channels.fetch('1'), 404, RESTJSONErrorCodes.UnknownChannel).then(() => {}),
  );
  await list.check("50005 for an edit of somebody else's message", async () => {
    const { id } = await ada.says('general', 'mine');
    const message = await general.messages.fetch(id);
    await apiError(
      message.edit('yours'),
      403,
      RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser,
    );
  });
  await list.check('50013 for a deletion that the bot may not make', async () => {
    const { id } = await ada.says('general', 'stays');
    const message = await general.messages.fetch(id);
    await apiError(message.delete(), 403, RESTJSONErrorCodes.MissingPermissions);
  });
}

runDriver(async (list) => {
  console.log(`discord.js ${version}, Node ${process.version}: guilds and errors`);
  const ready = nextEvent(client, Events.ClientReady);
  await client.login('sandbox-token');
  await ready;
  guild = client.guilds.cache.first();
  general = guild.channels.cache.find(({ name }) => name === 'general');
  await guilds(list);
  await errors(list);
  await client.destroy();
});
