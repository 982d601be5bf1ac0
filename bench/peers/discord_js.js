// discord.js with all intents and its defaults, but for the global limit, on the firehose that bench/peers/run started.
'use strict';

const fs = require('node:fs');
const Module = require('node:module');

// What `npm install discord.js` alone gives: compression comes with the optional package zlib-sync.
if (process.env.PEER_PLAIN) {
  const load = Module._load;
  Module._load = function hideOptional(name, ...more) {
    if (name === 'zlib-sync') throw new Error('hidden');
    return load.call(this, name, ...more);
  };
}
const { Client, Events, GatewayIntentBits, version } = require('discord.js');

const allIntents = Object.values(GatewayIntentBits).filter((bit) => typeof bit === 'number');
const client = new Client({
  intents: allIntents,
  rest: { api: `${process.env.FIREHOSE}/api`, globalRequestsPerSecond: Infinity },
});
let [events, misplaced, messages, last] = [0, 0, 0, 0];
let began, cpuBefore;

client.on(Events.MessageCreate, () => (messages += 1));
client.on(Events.PresenceUpdate, () => {});
client.on(Events.TypingStart, () => {});

client.on(Events.Raw, ({ t: name, s: sequence }) => {
  if (name === 'READY') {
    began = process.hrtime.bigint();
    cpuBefore = process.cpuUsage();
  } else if (name === 'FIREHOSE_END') {
    finish().catch((error) => {
      console.error(error);
      process.exit(1);
    });
  } else if (sequence !== null) {
    events += 1;
    if (sequence !== last + 1) misplaced += 1;
  }
  if (sequence !== null) last = sequence;
});

// The first requests open the connections, and warm up.
const [requestsInFlight, requestsUnmeasured, requestsMeasured] = [16, 200, 5000];

/** What a request costs, in seconds. */
async function sendRequests() {
  let [started, answered] = [0, 0];
  let before;
  const send = async () => {
    while (started < requestsUnmeasured + requestsMeasured) {
      started += 1;
      await client.rest.get('/users/@me');
      answered += 1;
      if (answered === requestsUnmeasured) before = process.cpuUsage();
    }
  };
  await Promise.all(Array.from({ length: requestsInFlight }, send));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / requestsMeasured;
}

async function finish() {
  const { user, system } = process.cpuUsage(cpuBefore);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const status = fs.readFileSync('/proc/self/status', 'utf8');
  const memory = Number(/VmHWM:\s*(\d+)/.exec(status)[1]);
  const requestCpu = await sendRequests();
  console.log(
    JSON.stringify({
      library: `discord.js ${version}, Node ${process.versions.node}`,
      compression: client.ws._ws.options.compression ?? 'none',
      events,
      misplaced,
      messages,
      seconds,
      cpu: (user + system) / 1e6,
      memory,
      request_cpu: requestCpu,
    }),
  );
  process.exit(0);
}

client.login('firehose-token');
