// discord.js on a gateway with two shards and hardships: resumes, new sessions, refusals, REST faults.
'use strict';

const { Client, Events, GatewayIntentBits, version } = require('discord.js');
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
  runDriver,
  trafficAfter,
} = require('./support.js');

const { Guilds, GuildMembers, GuildMessages, MessageContent } = GatewayIntentBits;
const intents = [Guilds, GuildMessages, MessageContent];
const ada = new Person('ada');
const client = new Client(
  clientOptions({ intents, shards: [0, 1], shardCount: 2, rest: { retries: 3 } }),
);

const guildNamed = (name) => client.guilds.cache.find((guild) => guild.name === name);
const channelNamed = (name) => client.channels.cache.find((channel) => channel.name === name);

/** How often shards sent Identify and Resume since an entry of the traffic log. */
async function startsAfter(entry) {
  const commands = (await trafficAfter(entry)).filter(({ kind }) => kind === 'gateway_command');
  const count = (name) => commands.filter(({ summary }) => summary.startsWith(`${name} `)).length;
  return { identifies: count('Identify'), resumes: count('Resume') };
}

/** Injects a fault into shard 0 and proves that it resumes without losing what is said meanwhile. */
async function resumesAfter(fault, timeoutMs) {
  const before = await lastTraffic();
  const resumed = nextEvent(client, Events.ShardResume, (id) => id === 0, timeoutMs);
  const text = `said during ${fault.kind} ${before}`;
  const heard = nextEvent(client, Events.MessageCreate, (m) => m.content === text, timeoutMs);
  await control('POST', '/faults', { ...fault, shard: 0 });
  await ada.says('even', text);
  await Promise.all([resumed, heard]);
  expectEqual(await startsAfter(before), { identifies: 0, resumes: 1 }, 'session starts');
}

/** Injects a fault into shard 0 and proves that it starts a new session. */
async function identifiesAfter(fault) {
  const before = await lastTraffic();
  const ready = nextEvent(client, Events.ShardReady, (id) => id === 0, 20_000);
  await control('POST', '/faults', { ...fault, shard: 0 });
  await ready;
  expectEqual((await startsAfter(before)).identifies, 1, 'Identify');
  expectEqual(guildNamed('Even').available, true, 'the guild of the shard');
}

async function shards(list) {
  list.section('Two shards, max_concurrency 2');
  await list.check('both shards become ready, each with its guild', async () => {
    const ready = nextEvent(client, Events.ClientReady);
    const started = Date.now();
    await client.login('sandbox-token');
    await ready;
    expectEqual([guildNamed('Even').shardId, guildNamed('Odd').shardId], [0, 1], 'shards');
    expect(Date.now() - started < 4_000, 'both identify at once');
    expectEqual((await control('GET', '/connections')).connections.length, 2, 'connections');
  });
  await list.check('each shard hears its guild', async () => {
    for (const channel of ['even', 'odd']) {
      const heard = nextEvent(client, Events.MessageCreate, (m) => m.channel.name === channel);
      await ada.says(channel, 'hello');
      await (await heard).reply('hello');
    }
  });
  await list.check('requests members of both guilds (opcode 8 on each shard)', async () => {
    for (const name of ['Even', 'Odd']) {
      const found = await guildNamed(name).members.fetch({ query: 'ada', limit: 1 });
      expectEqual(
        found.map(({ user }) => user.username),
        ['ada'],
        name,
      );
    }
  });
  await list.check('heartbeats are acknowledged', async () => {
    await eventually('a latency of both shards', () =>
      client.ws.shards.every(({ ping }) => ping >= 0),
    );
    return `${client.ws.shards.map(({ ping }) => `${ping} ms`).join(', ')}`;
  });
}

async function reconnects(list) {
  list.section('Reconnects');
  await list.check('opcode 7: resumes', () => resumesAfter({ kind: 'op7' }));
  await list.check('a lost connection: resumes', () => resumesAfter({ kind: 'drop' }));
  await list.check('close code 4000: resumes', () => resumesAfter({ kind: 'close', code: 4000 }));
  await list.check('opcode 9 with true: resumes', () =>
    resumesAfter({ kind: 'op9', resumable: true }),
  );
  await list.check('no acknowledgement of heartbeats: closes the zombie and resumes', () =>
    resumesAfter({ kind: 'stop_acks' }, 20_000),
  );
  await list.check('opcode 9 with false: identifies again', () =>
    identifiesAfter({ kind: 'op9', resumable: false }),
  );
  await list.check('close code 4009: resumes the session that the sandbox kept', () =>
    resumesAfter({ kind: 'close', code: 4009 }),
  );
  await list.check('a session that the gateway forgot: identifies again', async () => {
    const before = await lastTraffic();
    const ready = nextEvent(client, Events.ShardReady, (id) => id === 0, 20_000);
    await control('POST', '/faults', { kind: 'forget_session', shard: 0 });
    await ready;
    expectEqual(await startsAfter(before), { identifies: 1, resumes: 1 }, 'session starts');
  });
  await list.check('the other shard never noticed', async () => {
    const { sessions } = await control('GET', '/connections');
    expectEqual(sessions.filter(({ shard }) => shard[0] === 1).length, 1, 'sessions of shard 1');
    const heard = nextEvent(client, Events.MessageCreate, (m) => m.content === 'still there?');
    await ada.says('odd', 'still there?');
    await heard;
  });
}

async function restFaults(list) {
  list.section('REST under faults');
  // The message arrives once, after the fault met one request.
  const sendsThrough = async (fault) => {
    const before = await lastTraffic();
    await control('POST', '/faults', { ...fault, method: 'POST' });
    const content = `through ${fault.kind} ${before}`;
    await channelNamed('even').send(content);
    const traffic = await trafficAfter(before);
    expectEqual(traffic.filter(({ summary }) => summary.includes(' hit POST ')).length, 1, 'hits');
    const { messages } = await control('GET', '/channels/even/messages');
    expectEqual(messages.filter((m) => m.content === content).length, 1, 'messages');
  };
  const waitsAfter429 = async (scope) => {
    const started = Date.now();
    await sendsThrough({ kind: 'rest_429', scope, retry_after: 0.7 });
    expect(Date.now() - started >= 700, 'waited');
  };
  await list.check('retries after a 500', () => sendsThrough({ kind: 'rest_status', status: 500 }));
  await list.check('retries after a 502 from the edge, in HTML', () =>
    sendsThrough({ kind: 'rest_edge_502' }),
  );
  await list.check('waits as long as a 429 of the user scope says', () => waitsAfter429('user'));
  await list.check('waits as long as a 429 of the shared scope says', () =>
    waitsAfter429('shared'),
  );
  await list.check('waits as long as a global 429 says', () => waitsAfter429('global'));
  await list.check('reports a response that is cut off, and goes on', async () => {
    await control('POST', '/faults', { kind: 'rest_cut', method: 'POST' });
    const error = await expectRejection(channelNamed('even').send('cut off'), 'the call');
    await channelNamed('even').send('goes on');
    return error.message;
  });
}

async function refusals(list) {
  list.section('Refusals');
  await list.check('a wrong token is refused at login', async () => {
    const stranger = new Client(clientOptions({ intents }));
    const error = await expectRejection(stranger.login('wrong'), 'login');
    expectEqual(error.code, 'TokenInvalid', 'code');
    await stranger.destroy();
  });
  await list.check('privileged intents that are switched off: close code 4014', async () => {
    const modest = new Client(
      clientOptions({ intents: [...intents, GuildMembers], shards: [0], shardCount: 1 }),
    );
    const closed = nextEvent(modest, Events.ShardDisconnect);
    const failed = nextEvent(modest, Events.ShardError);
    modest.login('modest-token').catch(() => {});
    expectEqual((await closed)[0].code, 4014, 'close code');
    const [error] = await failed;
    await modest.destroy();
    return error.message;
  });
  await list.check('an invalid shard: close code 4010', async () => {
    const odd = new Client(clientOptions({ intents: [Guilds], shards: [5], shardCount: 2 }));
    const closed = nextEvent(odd, Events.ShardDisconnect);
    odd.on(Events.ShardError, () => {});
    odd.login('modest-token').catch(() => {});
    expectEqual((await closed)[0].code, 4010, 'close code');
    await odd.destroy();
  });
}

runDriver(async (list) => {
  console.log(`discord.js ${version}, Node ${process.version}: shards and faults`);
  await shards(list);
  await reconnects(list);
  await restFaults(list);
  await refusals(list);
  await client.destroy();
});
