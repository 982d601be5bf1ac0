// What the drivers share: a checklist that prints what was proven, line by line; the sandbox's
// control interface; and waiting for events with a bound.
'use strict';

const { EventEmitter } = require('node:events');

/** The sandbox that tests/compat/run started: "http://127.0.0.1:8085". */
const sandboxUrl = process.env.PINCER_SANDBOX;
const eventTimeoutMs = 15_000;

if (!sandboxUrl) {
  console.error('PINCER_SANDBOX is not set: start the drivers with tests/compat/run');
  process.exit(2);
}

function fail(message) {
  throw new Error(message);
}

function expect(condition, message) {
  if (!condition) fail(message);
}

function expectEqual(actual, expected, what) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) fail(`${what}: expected ${right}, got ${left}`);
}

/** Returns what `promise` rejects with. */
async function expectRejection(promise, what) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return fail(`${what}: expected an error`);
}

/** Runs checks one after the other. A failed one does not stop the next. */
class Checklist {
  failures = 0;
  count = 0;

  section(title) {
    console.log(`\n  ${title}`);
  }

  /** `proof` may return a text to be printed with the line. */
  async check(what, proof) {
    this.count += 1;
    const started = Date.now();
    try {
      const detail = await proof();
      console.log(`    ok    ${what}${detail ? ` (${detail})` : ''}`);
    } catch (error) {
      this.failures += 1;
      console.log(`    FAIL  ${what}`);
      const text = error instanceof Error ? error.stack : String(error);
      console.log(text.replace(/^/gm, '            '));
    }
    if (process.env.PINCER_COMPAT_TIMES) console.log(`          ${Date.now() - started} ms`);
  }

  finish() {
    console.log(`\n  ${this.count - this.failures} of ${this.count} proven`);
    return this.failures === 0 ? 0 : 1;
  }
}

/**
 * The first event `name` that `fits`, or an error that says what was waited for. To be called
 * before the act that brings the event about.
 * @param {EventEmitter} emitter
 */
function nextEvent(emitter, name, fits = () => true, timeoutMs = eventTimeoutMs) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      emitter.off(name, listen);
    };
    const listen = (...values) => {
      if (!fits(...values)) return;
      stop();
      resolve(values.length > 1 ? values : values[0]);
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`no event "${name}" that fits came within ${timeoutMs} ms`));
    }, timeoutMs);
    emitter.on(name, listen);
  });
}

/** Asks again until `probe` returns something true. */
async function eventually(what, probe, timeoutMs = eventTimeoutMs) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > deadline) fail(`${what}: not within ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One call of the control interface; throws what it answers when it refuses. */
async function control(method, path, body) {
  const response = await fetch(`${sandboxUrl}/sandbox${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const reply = await response.json();
  if (!response.ok) fail(`${method} /sandbox${path}: ${response.status} ${reply.error}`);
  return reply;
}

/** A person of the sandbox. */
class Person {
  constructor(name) {
    this.name = name;
    this.path = `/people/${name}`;
  }

  says(channel, content, more = {}) {
    return control('POST', `${this.path}/messages`, { channel, content, ...more });
  }
  edits(message, content) {
    return control('PATCH', `${this.path}/messages/${message}`, { content });
  }
  deletes(message) {
    return control('DELETE', `${this.path}/messages/${message}`);
  }
  reacts(message, emoji) {
    const path = `${this.path}/messages/${message}/reactions/${encodeURIComponent(emoji)}`;
    return control('PUT', path);
  }
  takesBack(message, emoji) {
    const path = `${this.path}/messages/${message}/reactions/${encodeURIComponent(emoji)}`;
    return control('DELETE', path);
  }
  types(channel) {
    return control('POST', `${this.path}/typing`, { channel });
  }
  async runs(command, channel, more = {}) {
    const reply = await control('POST', `${this.path}/commands`, { command, channel, ...more });
    return reply.interaction;
  }
  async clicks(message, button) {
    return (await control('POST', `${this.path}/clicks`, { message, button })).interaction;
  }
  async chooses(message, menu, values) {
    return (await control('POST', `${this.path}/choices`, { message, menu, values })).interaction;
  }
  async submits(interaction, values) {
    return (await control('POST', `${this.path}/modals`, { interaction, values })).interaction;
  }
}

/** What people and the control interface see of an interaction. */
function seenInteraction(id) {
  return control('GET', `/interactions/${id}`);
}

async function lastTraffic() {
  return (await control('GET', '/log?limit=1')).last_number;
}

/** The entries of the traffic log after entry `after`. */
async function trafficAfter(after) {
  const entries = [];
  for (;;) {
    const page = await control('GET', `/log?after=${after}&limit=1000`);
    entries.push(...page.entries);
    if (page.entries.length === 0) return entries;
    after = page.entries.at(-1).number;
  }
}

async function restStatusesAfter(after) {
  const entries = await trafficAfter(after);
  return entries.filter(({ kind }) => kind === 'rest').map(({ details }) => details.status);
}

/** Options of every client: the documented `rest.api` is all that points it at the sandbox. */
function clientOptions(more = {}) {
  return { ...more, rest: { api: `${sandboxUrl}/api`, ...more.rest } };
}

/** Ends the process with the checklist's verdict, also when the driver itself breaks. */
function runDriver(main) {
  const list = new Checklist();
  main(list).then(
    () => process.exit(list.finish()),
    (error) => {
      console.log(`    FAIL  the driver stopped\n${error.stack}`);
      process.exit(1);
    },
  );
}

module.exports = {
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
  sandboxUrl,
  seenInteraction,
  trafficAfter,
};
