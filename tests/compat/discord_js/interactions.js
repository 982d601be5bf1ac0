// discord.js answers people: slash commands and menus, buttons, selects, modals, deferred replies.
'use strict';

const {
  ActionRowBuilder,
  ApplicationCommandType,
  ApplicationIntegrationType,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelSelectMenuBuilder,
  Client,
  ComponentType,
  ContainerBuilder,
  ContextMenuCommandBuilder,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  InteractionContextType,
  LabelBuilder,
  MessageFlags,
  ModalBuilder,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
  SectionBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextDisplayBuilder,
  TextInputBuilder,
  TextInputStyle,
  UserSelectMenuBuilder,
  version,
} = require('discord.js');
const {
  Person,
  clientOptions,
  control,
  expect,
  expectEqual,
  expectRejection,
  nextEvent,
  runDriver,
  seenInteraction,
} = require('./support.js');

const { Guilds, GuildMessages, MessageContent } = GatewayIntentBits;
const client = new Client(clientOptions({ intents: [Guilds, GuildMessages, MessageContent] }));
const [ada, grace] = ['ada', 'grace'].map((name) => new Person(name));
let guild;
let general;

/** The interaction that a person's act brings about, and its id as the person knows it. */
async function interactionOf(act) {
  const created = nextEvent(client, Events.InteractionCreate);
  const id = await act();
  const interaction = await created;
  expectEqual(interaction.id, id, 'the id of the interaction');
  return interaction;
}

const row = (...components) => new ActionRowBuilder().addComponents(...components);
const button = (id, label) =>
  new ButtonBuilder().setCustomId(id).setLabel(label).setStyle(ButtonStyle.Primary);

function slashCommands() {
  const roll = new SlashCommandBuilder()
    .setName('roll')
    .setDescription('Rolls dice')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
    .addIntegerOption((o) =>
      o
        .setName('sides')
        .setDescription('How many sides')
        .setRequired(true)
        .setMinValue(2)
        .setMaxValue(100),
    )
    .addStringOption((o) =>
      o
        .setName('style')
        .setDescription('How to roll')
        .addChoices({ name: 'High', value: 'high' }, { name: 'Low', value: 'low' }),
    )
    .addNumberOption((o) => o.setName('luck').setDescription('Luck'))
    .addBooleanOption((o) => o.setName('loud').setDescription('Loud'));
  const crew = new SlashCommandBuilder()
    .setName('crew')
    .setDescription('The crew')
    .addSubcommandGroup((g) =>
      g
        .setName('rank')
        .setDescription('Ranks')
        .addSubcommand((s) =>
          s
            .setName('give')
            .setDescription('Gives a rank')
            .addUserOption((o) => o.setName('who').setDescription('Who').setRequired(true))
            .addRoleOption((o) => o.setName('role').setDescription('Role').setRequired(true))
            .addChannelOption((o) => o.setName('where').setDescription('Where'))
            .addMentionableOption((o) => o.setName('witness').setDescription('Witness'))
            .addAttachmentOption((o) => o.setName('paper').setDescription('Paper')),
        ),
    );
  const find = new SlashCommandBuilder()
    .setName('find')
    .setDescription('Finds a ship')
    .addStringOption((o) => o.setName('ship').setDescription('Ship').setAutocomplete(true));
  const secret = new SlashCommandBuilder()
    .setName('secret')
    .setDescription('For the crew')
    .setDefaultMemberPermissions(PermissionFlagsBits.ManageMessages);
  const plain = ['slow', 'form', 'panel'].map((name) =>
    new SlashCommandBuilder().setName(name).setDescription(`Makes a ${name}`),
  );
  return [
    roll,
    crew,
    find,
    secret,
    ...plain,
    new ContextMenuCommandBuilder().setName('Salute').setType(ApplicationCommandType.User),
    new ContextMenuCommandBuilder().setName('Translate').setType(ApplicationCommandType.Message),
  ];
}

async function commands(list) {
  list.section('Application commands');
  await list.check('registers slash, user and message commands in bulk', async () => {
    const set = await client.application.commands.set(slashCommands());
    expectEqual(set.size, 9, 'commands');
    const fetched = await client.application.commands.fetch();
    const roll = fetched.find(({ name }) => name === 'roll');
    // Through text, which leaves out what the builder leaves undefined.
    const asSet = JSON.parse(JSON.stringify(slashCommands()[0]));
    expect(roll.equals(asSet), 'the command comes back as it was set');
  });
  await list.check('creates, edits, lists and deletes a command of a guild', async () => {
    const created = await guild.commands.create({ name: 'harbour', description: 'Of this guild' });
    expectEqual(created.guildId, guild.id, 'guild_id');
    const edited = await created.edit({ description: 'Changed' });
    expectEqual(edited.description, 'Changed', 'description');
    expectEqual(
      (await guild.commands.fetch()).map(({ name }) => name),
      ['harbour'],
      'commands',
    );
    await created.delete();
    expectEqual((await guild.commands.fetch()).size, 0, 'commands left');
  });
  await list.check('50035 for a command name that Discord does not allow', async () => {
    const create = client.application.commands.create({ name: 'Bad Name', description: 'x' });
    const error = await expectRejection(create, 'create');
    expectEqual([error.code, Object.keys(error.rawError.errors)], [50035, ['name']], 'error');
  });
  await list.check('answers a slash command and reads its options', async () => {
    const interaction = await interactionOf(() =>
      ada.runs('roll', 'general', { options: { sides: 6, style: 'High', luck: 0.5, loud: true } }),
    );
    expect(interaction.isChatInputCommand(), 'a slash command');
    const { options } = interaction;
    expectEqual(
      [
        options.getInteger('sides'),
        options.getString('style'),
        options.getNumber('luck'),
        options.getBoolean('loud'),
      ],
      [6, 'high', 0.5, true],
      'options',
    );
    expectEqual([interaction.locale, interaction.guildLocale], ['en-GB', 'en-US'], 'locales');
    expect(interaction.inCachedGuild(), 'in a guild that the client knows');
    const answer = await interaction.reply({ content: 'a four', withResponse: true });
    expectEqual(answer.resource.message.content, 'a four', 'the message');
    expectEqual(answer.resource.message.interactionMetadata.user.username, 'ada', 'metadata');
    expectEqual((await interaction.fetchReply()).id, answer.resource.message.id, '@original');
    expectEqual((await seenInteraction(interaction.id)).messages[0].content, 'a four', 'seen');
  });
  await list.check('resolves user, role, channel, mentionable and attachment options', async () => {
    const interaction = await interactionOf(() =>
      ada.runs('crew rank give', 'general', {
        options: {
          who: 'grace',
          role: 'Crew',
          where: 'bots',
          witness: 'linus',
          paper: { filename: 'paper.txt', content: 'signed' },
        },
      }),
    );
    const { options } = interaction;
    expectEqual([options.getSubcommandGroup(), options.getSubcommand()], ['rank', 'give'], 'path');
    expectEqual(options.getUser('who').username, 'grace', 'user');
    expectEqual(options.getMember('who').nickname, 'Amazing Grace', 'member');
    expectEqual(options.getRole('role').name, 'Crew', 'role');
    expectEqual(options.getChannel('where').name, 'bots', 'channel');
    expectEqual(options.getMentionable('witness').user.username, 'linus', 'mentionable');
    const paper = await fetch(options.getAttachment('paper').url);
    expectEqual(await paper.text(), 'signed', 'attachment');
    await interaction.reply('done');
  });
  await list.check('suggests while a person types (autocomplete)', async () => {
    const interaction = await interactionOf(() =>
      ada.runs('find', 'general', { autocomplete: 'ship', options: { ship: 'Arg' } }),
    );
    expect(interaction.isAutocomplete(), 'an autocomplete interaction');
    const focused = interaction.options.getFocused(true);
    expectEqual([focused.name, focused.value], ['ship', 'Arg'], 'focused option');
    await interaction.respond([{ name: 'Argo', value: 'argo' }]);
    const seen = await seenInteraction(interaction.id);
    expectEqual(seen.response.choices, [{ name: 'Argo', value: 'argo' }], 'choices');
  });
  await list.check('answers user and message commands with their targets', async () => {
    const salute = await interactionOf(() => ada.runs('Salute', 'general', { target: 'grace' }));
    expectEqual(
      [salute.isUserContextMenuCommand(), salute.targetUser.username],
      [true, 'grace'],
      'user',
    );
    await salute.reply('o7');
    const { id } = await grace.says('general', 'ahoj');
    const translate = await interactionOf(() => ada.runs('Translate', 'general', { target: id }));
    expect(translate.isMessageContextMenuCommand(), 'a message command');
    expectEqual(translate.targetMessage.content, 'ahoj', 'message');
    await translate.reply({ content: 'ahoy', flags: MessageFlags.Ephemeral });
  });
  await list.check('a command that needs permissions is refused to others', async () => {
    await expectRejection(grace.runs('secret', 'general'), 'grace');
    const interaction = await interactionOf(() => ada.runs('secret', 'general'));
    expect(interaction.memberPermissions.has(PermissionFlagsBits.ManageMessages), 'permissions');
    await interaction.reply('psst');
  });
}

async function replies(list) {
  list.section('Replies');
  await list.check('defers, edits, follows up, and deletes the answer', async () => {
    const interaction = await interactionOf(() => ada.runs('slow', 'general'));
    await interaction.deferReply();
    expect((await interaction.fetchReply()).flags.has(MessageFlags.Loading), 'is thinking');
    const edited = await interaction.editReply('ready');
    expectEqual(
      [edited.content, edited.flags.has(MessageFlags.Loading)],
      ['ready', false],
      'edited',
    );
    const file = new AttachmentBuilder(Buffer.from('more'), { name: 'more.txt' });
    const followUp = await interaction.followUp({ content: 'and more', files: [file] });
    expectEqual(followUp.attachments.first().name, 'more.txt', 'the file of the follow-up');
    const again = await interaction.editReply({ message: followUp, content: 'even more' });
    expectEqual(again.content, 'even more', 'the edited follow-up');
    await interaction.deleteReply(followUp);
    await interaction.deleteReply();
    expectEqual((await seenInteraction(interaction.id)).messages.length, 0, 'messages left');
  });
  await list.check('an ephemeral answer is seen by its person only', async () => {
    const interaction = await interactionOf(() => ada.runs('slow', 'general'));
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const edited = await interaction.editReply({
      content: 'secret',
      components: [row(button('x', 'X'))],
    });
    expect(edited.flags.has(MessageFlags.Ephemeral), 'ephemeral');
    const { messages } = await control('GET', '/channels/general/messages');
    expect(!messages.some(({ content }) => content === 'secret'), 'not in the channel');
    await expectRejection(grace.clicks(edited.id, 'x'), "somebody else's click");
    const click = await interactionOf(() => ada.clicks(edited.id, 'x'));
    await click.update({ content: 'clicked', components: [] });
    expectEqual((await interaction.fetchReply()).content, 'clicked', 'content');
  });
  await list.check('40060 for a second answer, 10062 for an unknown interaction', async () => {
    const interaction = await interactionOf(() => ada.runs('slow', 'general'));
    await interaction.reply('first');
    interaction.replied = false;
    const twice = await expectRejection(interaction.reply('second'), 'the second answer');
    expect(twice instanceof DiscordAPIError, `a DiscordAPIError, got ${twice}`);
    expectEqual(twice.code, RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged, 'code');
    interaction.replied = false;
    interaction.id = guild.id;
    const unknown = await expectRejection(interaction.reply('third'), 'the third answer');
    expectEqual(unknown.code, RESTJSONErrorCodes.UnknownInteraction, 'code');
  });
}

async function components(list) {
  list.section('Components');
  await list.check('a person clicks a button; the message is updated', async () => {
    const sent = await general.send({
      content: 'knock?',
      components: [row(button('knock', 'Knock'))],
    });
    const awaiting = sent.awaitMessageComponent({
      componentType: ComponentType.Button,
      time: 10_000,
    });
    await ada.clicks(sent.id, 'Knock');
    const click = await awaiting;
    expectEqual([click.customId, click.user.username], ['knock', 'ada'], 'the click');
    expectEqual(click.message.content, 'knock?', 'its message');
    await click.update({ content: 'who is there?', components: [] });
    expectEqual((await sent.fetch(true)).content, 'who is there?', 'content');
    expectEqual(sent.components.length, 0, 'components');
  });
  await list.check('a click is deferred, its message edited, and followed up', async () => {
    const sent = await general.send({
      content: 'again?',
      components: [row(button('again', 'Again'))],
    });
    const click = await interactionOf(() => grace.clicks(sent.id, 'again'));
    await click.deferUpdate();
    await click.editReply({ content: 'once more', components: [row(button('again', 'Twice'))] });
    expectEqual((await sent.fetch(true)).components[0].components[0].label, 'Twice', 'label');
    const followUp = await click.followUp({ content: 'noted', flags: MessageFlags.Ephemeral });
    expectEqual(followUp.content, 'noted', 'follow-up');
  });
  await list.check('a person chooses in select menus of text, users and channels', async () => {
    const menu = new StringSelectMenuBuilder()
      .setCustomId('course')
      .setPlaceholder('Course')
      .setMinValues(1)
      .setMaxValues(2)
      .addOptions({ label: 'North', value: 'n' }, { label: 'East', value: 'e' });
    const users = new UserSelectMenuBuilder().setCustomId('mate');
    const channels = new ChannelSelectMenuBuilder().setCustomId('port');
    const sent = await general.send({
      content: '?',
      components: [row(menu), row(users), row(channels)],
    });
    const course = await interactionOf(() => ada.chooses(sent.id, 'course', ['North', 'East']));
    expectEqual([course.isStringSelectMenu(), course.values], [true, ['n', 'e']], 'values');
    await course.reply('heading north-east');
    const mate = await interactionOf(() => ada.chooses(sent.id, 'mate', ['grace']));
    expectEqual(mate.users.first().username, 'grace', 'user');
    expectEqual(mate.members.first().nickname, 'Amazing Grace', 'member');
    await mate.deferUpdate();
    const port = await interactionOf(() => ada.chooses(sent.id, 'port', ['bots']));
    expectEqual(port.channels.first().name, 'bots', 'channel');
    await port.deferUpdate();
  });
  await list.check('opens a modal, and answers what a person fills in', async () => {
    const name = new TextInputBuilder().setCustomId('ship').setStyle(TextInputStyle.Short);
    const story = new TextInputBuilder()
      .setCustomId('story')
      .setStyle(TextInputStyle.Paragraph)
      .setRequired(false);
    const modal = new ModalBuilder()
      .setCustomId('signing')
      .setTitle('Sign on')
      .addLabelComponents(
        new LabelBuilder().setLabel('Ship').setTextInputComponent(name),
        new LabelBuilder().setLabel('Story').setTextInputComponent(story),
      );
    const command = await interactionOf(() => ada.runs('form', 'general'));
    await command.showModal(modal);
    const submit = await interactionOf(() => ada.submits(command.id, { ship: 'Argo' }));
    expect(submit.isModalSubmit(), 'a modal submit');
    expectEqual(
      [
        submit.customId,
        submit.fields.getTextInputValue('ship'),
        submit.fields.getTextInputValue('story'),
      ],
      ['signing', 'Argo', ''],
      'fields',
    );
    await submit.reply(`welcome aboard the ${submit.fields.getTextInputValue('ship')}`);
  });
  await list.check(
    'a modal in the older form, opened by a button, updates its message',
    async () => {
      const sent = await general.send({ content: 'log', components: [row(button('log', 'Log'))] });
      const click = await interactionOf(() => ada.clicks(sent.id, 'log'));
      const text = new TextInputBuilder()
        .setCustomId('entry')
        .setLabel('Entry')
        .setStyle(TextInputStyle.Short);
      await click.showModal(
        new ModalBuilder().setCustomId('m').setTitle('Log').addComponents(row(text)),
      );
      const submit = await interactionOf(() => ada.submits(click.id, { entry: 'calm sea' }));
      expect(submit.isFromMessage(), 'comes from a message');
      await submit.update({ content: submit.fields.getTextInputValue('entry'), components: [] });
      expectEqual((await sent.fetch(true)).content, 'calm sea', 'content');
    },
  );
  await list.check('sends components v2: a container with text and a section', async () => {
    const section = new SectionBuilder()
      .addTextDisplayComponents(new TextDisplayBuilder().setContent('a section'))
      .setButtonAccessory(button('open', 'Open'));
    const container = new ContainerBuilder()
      .setAccentColor(0x1f8b4c)
      .addTextDisplayComponents(new TextDisplayBuilder().setContent('# Panel'))
      .addSectionComponents(section);
    const command = await interactionOf(() => ada.runs('panel', 'general'));
    const { resource } = await command.reply({
      components: [container],
      flags: MessageFlags.IsComponentsV2,
      withResponse: true,
    });
    const [shown] = resource.message.components;
    expectEqual(
      [shown.type, shown.components[0].content],
      [ComponentType.Container, '# Panel'],
      'container',
    );
    const click = await interactionOf(() => grace.clicks(resource.message.id, 'open'));
    await click.reply({ content: 'opened', flags: MessageFlags.Ephemeral });
  });
}

runDriver(async (list) => {
  console.log(`discord.js ${version}, Node ${process.version}: interactions`);
  const ready = nextEvent(client, Events.ClientReady);
  await client.login('sandbox-token');
  await ready;
  guild = client.guilds.cache.first();
  general = guild.channels.cache.find(({ name }) => name === 'general');
  await commands(list);
  await replies(list);
  await components(list);
  await client.destroy();
});
