// start - the server starts whatever is wrong, and says in an answer what to do.

import assert from "node:assert/strict";

import { eras } from "./eras.mjs";
import { PLAIN, script } from "./models.mjs";
import { Place } from "./place.mjs";
import { test } from "./suite.mjs";
import { Upstream } from "./upstream.mjs";

const modern = eras.find((era) => era.name === "SDK 2 at 2026-07-28");

async function askOnce(place) {
    const session = await modern.connect(place);
    try {
        assert.equal((await session.client.listTools()).tools.length, 5);
        const result = await session.call("ask_model", { prompt: "Hi", model: PLAIN });
        return { text: result.content[0].text, isError: result.isError === true };
    } finally {
        await session.close();
        place.remove();
    }
}

export async function starts(server, upstreamProgram, upstream) {
    await test("without a key: an answer that names the variable", async () => {
        const place = new Place(server, upstream.baseUrl);
        delete place.env.OPENROUTER_API_KEY;
        const { text, isError } = await askOnce(place);
        assert.ok(isError);
        assert.match(text, /OPENROUTER_API_KEY/);
    });
    await test("with a key that the client did not expand: the same, and why", async () => {
        const env = { OPENROUTER_API_KEY: "${OPENROUTER_API_KEY}" };
        const { text, isError } = await askOnce(new Place(server, upstream.baseUrl, { env }));
        assert.ok(isError);
        assert.match(text, /instead of its value/);
    });
    await test("with a broken settings file: an answer that names the line", async () => {
        const place = new Place(server, upstream.baseUrl);
        place.write(
            "config/openrouter-mcp/config.json",
            '{\n "budget": {\n  "cal_usd": "1"\n }\n}',
        );
        const { text, isError } = await askOnce(place);
        assert.ok(isError);
        assert.match(text, /line 3|config\.json:3/);
    });
    await test("with nobody at the other end: an answer that says so", async () => {
        const { isError } = await askOnce(new Place(server, "http://127.0.0.1:9/api/v1"));
        assert.ok(isError);
    });
    await overTls(server, upstreamProgram);
}

async function overTls(server, upstreamProgram) {
    const upstream = await Upstream.start(upstreamProgram, { script, tls: true });
    try {
        assert.match(upstream.baseUrl, /^https:/);
        await test("over TLS with an authority that was made known: an answer", async () => {
            const env = { NODE_EXTRA_CA_CERTS: upstream.caFile };
            const { text, isError } = await askOnce(new Place(server, upstream.baseUrl, { env }));
            assert.ok(!isError, text);
        });
        await test("over TLS with an unknown authority: nothing is sent", async () => {
            const before = upstream.chats().length;
            const { text, isError } = await askOnce(new Place(server, upstream.baseUrl));
            assert.ok(isError);
            assert.match(text, /certificate/i);
            assert.equal(upstream.chats().length, before);
        });
    } finally {
        await upstream.stop();
    }
}
