// repeats - clients that lose patience and ask again, and clients whose user can be asked.

import assert from "node:assert/strict";

import { PLAIN, SLOW, SLOW_MS } from "./models.mjs";
import { Place } from "./place.mjs";
import { pause, test } from "./suite.mjs";

const textOf = (result) => result.content.map((block) => block.text).join("\n");

// The client's own time is over while the model still thinks; then it asks again.
async function paysOnce(upstream, { call }, prompt, wait) {
    const before = upstream.chats(SLOW).length;
    const question = { prompt, model: SLOW };
    await assert.rejects(call("ask_model", question, { timeout: SLOW_MS / 3 }), /timed out/i);
    await pause(wait);
    const answer = textOf(await call("ask_model", question));
    assert.equal(upstream.chats(SLOW).length, before + 1, "one upstream generation");
    return answer;
}

const consentSaying = (content, heard) => async (request) => {
    heard.push(request.params);
    return content ? { action: "accept", content } : { action: "decline" };
};

const DEAR = { prompt: "Hi", model: PLAIN, max_output_tokens: 200_000 };
const TIGHT = { OPENROUTER_MCP_BUDGET_CALL_USD: "0.001" };

async function isAsked(era, server, upstream, content, check) {
    const place = new Place(server, upstream.baseUrl, { env: TIGHT });
    const heard = [];
    const session = await era.connect(place, { elicit: consentSaying(content, heard) });
    try {
        const before = upstream.chats(PLAIN).length;
        const result = await session.call("ask_model", DEAR);
        assert.equal(heard.length, 1);
        assert.match(heard[0].message, /could cost up to \$0\.\d+.*budget\.call_usd.*this once\?/s);
        check(result, upstream.chats(PLAIN).length - before);
    } finally {
        await session.close();
        place.remove();
    }
}

function allowed(result, questions) {
    assert.notEqual(result.isError, true);
    assert.equal(questions, 1);
}

function refused(result, questions) {
    assert.equal(result.isError, true);
    assert.match(textOf(result), /that one call may cost/);
    assert.equal(questions, 0);
}

export async function repeats(server, upstream, eras) {
    const env = { OPENROUTER_MCP_REPEAT_WINDOW_S: "600" };
    for (const era of eras) {
        const say = (claim) => `${era.name}: ${claim}`;
        const place = new Place(server, upstream.baseUrl, { env });
        const session = await era.connect(place);
        await test(say("a client that times out and asks again at once pays once"), async () => {
            assert.match(await paysOnce(upstream, session, era.name, 0), /\u2014 .* \u00b7 \$0\.0/);
        });
        await test(say("and so does one that asks again when the answer has come"), async () => {
            const answer = await paysOnce(upstream, session, `${era.name}!`, 2 * SLOW_MS);
            assert.match(answer, /\$0 \(cached: asked \d+ s ago for \$0\.0/);
        });
        await session.close();
        place.remove();
        await test(say("a user who allows more than a budget is asked once and answered"), () =>
            isAsked(era, server, upstream, { allow: true }, allowed),
        );
        await test(say("a user who declines has it refused"), () =>
            isAsked(era, server, upstream, null, refused),
        );
        await test(say("a user who says no in the form has it refused"), () =>
            isAsked(era, server, upstream, { allow: false }, refused),
        );
    }
}
