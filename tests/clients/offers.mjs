// offers - prompts, resources and completion, as each client of today reaches them.

import assert from "node:assert/strict";

import { isModern } from "./eras.mjs";
import { Place } from "./place.mjs";
import { test } from "./suite.mjs";

const MODELS = "openrouter://models";
const USAGE = "openrouter://usage";
const TEMPLATE = "openrouter://models/{author}/{slug}";
const REVIEWS = "openrouter://reviews/{id}";
const PAGE = "openrouter://models/google/gemini-31-pro";

async function offersPrompts({ client }) {
    const { prompts } = await client.listPrompts();
    assert.deepEqual(
        prompts.map(({ name, arguments: takes }) => [name, takes.map((one) => one.name)]),
        [
            ["review", ["target", "model"]],
            ["second_opinion", ["model"]],
        ],
    );
    const plain = await client.getPrompt({ name: "second_opinion" });
    assert.equal(plain.messages.length, 1);
    assert.equal(plain.messages[0].role, "user");
    assert.match(plain.messages[0].content.text, /list_models/);
    assert.equal(plain.description, prompts[1].description);

    const named = { name: "review", arguments: { target: "main...HEAD", model: "a/b" } };
    const { text } = (await client.getPrompt(named)).messages[0].content;
    assert.match(text, /^Review `main\.\.\.HEAD`/);
    assert.match(text, /`model` "a\/b"/);
}

async function refusesWrongPrompts({ client }) {
    const is = (part) => (error) => error.code === -32602 && error.message.includes(part);
    await assert.rejects(client.getPrompt({ name: "revue" }), is("second_opinion"));
    await assert.rejects(
        client.getPrompt({ name: "review", arguments: { modle: "a/b" } }),
        is('"model" is meant'),
    );
}

async function offersResources({ client }) {
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();
    assert.deepEqual([resources.map(({ uri }) => uri)], [[MODELS, USAGE]]);
    assert.deepEqual(resourceTemplates.map(({ uriTemplate }) => uriTemplate), [TEMPLATE, REVIEWS]);

    for (const [uri, says] of [
        [MODELS, /^\d+ of \d+ models.*\n.+ · coding [\d.]+ · /],
        [USAGE, /^this session · \$0 · 0 calls.*\ntoday /],
        [PAGE, /^google\/gemini-31-pro: .*[^]*providers: 3/],
    ]) {
        const { contents } = await client.readResource({ uri });
        assert.equal(contents.length, 1);
        assert.equal(contents[0].uri, uri);
        assert.equal(contents[0].mimeType, "text/plain");
        assert.match(contents[0].text, says);
        assert.ok(Buffer.byteLength(contents[0].text) <= 7000);
    }
}

// SDK 2 takes both codes for the same; what was really said is on the wire.
async function findsNoSuchResource(era, { client, wire }) {
    for (const uri of ["openrouter://reviews", `${PAGE}x`, "file:///etc/passwd"])
        await assert.rejects(client.readResource({ uri }), (error) => {
            const said = wire.messages().at(-1).error;
            assert.equal(said.code, isModern(era) ? -32602 : -32002);
            assert.deepEqual(said.data, { uri });
            assert.deepEqual(error.data, { uri });
            return true;
        });
}

async function completes({ client }) {
    const complete = async (ref, name, value, args) => {
        const params = { ref, argument: { name, value } };
        if (args) params.context = { arguments: args };
        return (await client.complete(params)).completion;
    };
    const template = { type: "ref/resource", uri: TEMPLATE };
    const prompt = { type: "ref/prompt", name: "review" };

    assert.deepEqual((await complete(template, "author", "goo")).values, ["google"]);
    assert.deepEqual(await complete(template, "slug", "gemini-31-p", { author: "google" }), {
        values: ["gemini-31-pro"],
        total: 1,
        hasMore: false,
    });
    const all = await complete(prompt, "model", "");
    assert.equal(all.values.length, 100);
    assert.ok(all.hasMore && all.total > 100);
    assert.deepEqual((await complete(prompt, "target", "x")).values, []);
    await assert.rejects(complete(prompt, "nothing", ""), (error) => error.code === -32602);
}

export async function offers(server, upstream, eras) {
    for (const era of eras) {
        const say = (claim) => `${era.name}: ${claim}`;
        const place = new Place(server, upstream.baseUrl, { env: { OPENROUTER_API_KEY: "" } });
        const asked = upstream.chats().length;
        const session = await era.connect(place);

        await test(say("gets both prompts, with and without arguments"), () =>
            offersPrompts(session),
        );
        await test(say("hears which prompt or argument may have been meant"), () =>
            refusesWrongPrompts(session),
        );
        await test(say("reads the list of models, and the page of one"), () =>
            offersResources(session),
        );
        await test(say("finds no resource that is not there"), () =>
            findsNoSuchResource(era, session),
        );
        await test(say("completes authors, slugs and names of models"), () => completes(session));
        await test(say("has spent nothing, and needed no key"), async () => {
            await session.close();
            assert.equal(upstream.chats().length, asked);
        });
        place.remove();
    }
}
