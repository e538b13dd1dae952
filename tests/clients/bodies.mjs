// bodies - what the server sends, held against OpenRouter's own description of ChatRequest.
//
// Objects are open there, so that a misspelt field would pass. Here each object schema that lists
// its properties is closed; what only the documentation names is allowed by name.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import Ajv2020 from "ajv/dist/2020.js";
import { parse } from "yaml";

import { eras } from "./eras.mjs";
import { PLAIN, THINKING } from "./models.mjs";
import { Place } from "./place.mjs";
import { skip, test } from "./suite.mjs";

// Documented and accepted by the service, but not in its description.
const DOCUMENTED = [
    ["reasoning", "max_tokens"],
    ["reasoning", "exclude"],
    ["reasoning", "enabled"],
    ["usage"],
    ["verbosity"],
    ["max_tool_calls"],
    ["structured_outputs"],
];

const NAME = "#/components/schemas/";
const FORMATS = ["double", "float", "int32", "int64", "uri", "date-time"];

// Visits every schema reachable from one, and says whether it is a part of an allOf.
function visit(document, schema, inAllOf, seen, on) {
    if (!schema || typeof schema !== "object" || seen[inAllOf].has(schema)) return;
    seen[inAllOf].add(schema);
    on(schema, inAllOf);
    if (schema.$ref?.startsWith(NAME))
        visit(
            document,
            document.components.schemas[schema.$ref.slice(NAME.length)],
            inAllOf,
            seen,
            on,
        );
    for (const [keyword, part] of Object.entries(schema)) {
        if (keyword === "example" || keyword === "default") continue;
        visit(document, part, keyword === "allOf" || (inAllOf && Array.isArray(schema)), seen, on);
    }
}

// A part of an allOf stays open: closed, it would refuse what the other parts name.
function closeObjects(document, root) {
    const parts = new Set();
    const objects = new Set();
    visit(document, root, false, { false: new Set(), true: new Set() }, (schema, inAllOf) => {
        if (inAllOf) parts.add(schema);
        const named = schema.properties && typeof schema.properties === "object";
        if (named && schema.additionalProperties === undefined) objects.add(schema);
    });
    for (const schema of objects) if (!parts.has(schema)) schema.unevaluatedProperties = false;
}

function withoutDocumented(body) {
    const copy = structuredClone(body);
    for (const path of DOCUMENTED) {
        const holder = path.slice(0, -1).reduce((object, name) => object?.[name], copy);
        if (holder) delete holder[path.at(-1)];
    }
    return copy;
}

// Answers a function that lists what is wrong with a body.
function chatRequestChecker(yaml) {
    const document = parse(yaml, { maxAliasCount: -1 });
    closeObjects(document, document.components.schemas.ChatRequest);
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    for (const format of FORMATS) ajv.addFormat(format, true);
    ajv.addSchema({ $id: "openrouter", components: document.components });
    const validate = ajv.compile({ $ref: `openrouter${NAME}ChatRequest` });
    return (body) =>
        validate(withoutDocumented(body))
            ? []
            : validate.errors.map(({ instancePath, message, params }) =>
                  [instancePath, message, params.unevaluatedProperty].filter(Boolean).join(" "),
              );
}

// Every argument of the tool at least once.
const ASKS = [
    { prompt: "Plain?" },
    {
        prompt: "With everything?",
        system: "Be brief.",
        effort: "low",
        max_output_tokens: 64,
        tag: "t",
    },
    { prompt: "With others behind?", fallbacks: ["openai/gpt-75-nano", "openai/gpt-76-mini"] },
    { prompt: "Privately?", zdr: true, max_cost_usd: 0.1 },
    { prompt: "With the web?", web: true },
    { prompt: "Without thinking?", model: THINKING, effort: "none" },
    { prompt: "Thinking hard?", model: THINKING, effort: "max" },
    { prompt: "Of three?", model: `${PLAIN}, ${THINKING}, openai/gpt-75-nano` },
    { prompt: "Fast?", model: `${PLAIN}:nitro` },
    { prompt: "Cheaply, whatever is newest?", model: "~openai/gpt-mini-latest" },
    { prompt: "Cheaply?", model: `${PLAIN}:floor` },
];

const good = () => ({
    model: "a/b",
    messages: [{ role: "user", content: "hi" }],
    provider: { data_collection: "deny", max_price: { prompt: "1", completion: "2" } },
    reasoning: { effort: "low", exclude: true },
    stream: true,
});

// The check itself must be able to fail, at every depth.
const BROKEN = {
    "a misspelt field": (body) => (body.max_token = 5),
    "a misspelt field of provider": (body) => (body.provider.data_colection = "deny"),
    "a misspelt field of max_price": (body) => (body.provider.max_price.prompts = "1"),
    "a misspelt field of a message": (body) => (body.messages[0].contents = "hi"),
    "an unknown effort": (body) => (body.reasoning.effort = "gigantic"),
    "a missing message": (body) => (body.messages = []),
    "a number as text": (body) => (body.max_tokens = "5"),
};

export async function bodies(server, upstream, openapi) {
    if (!openapi) {
        skip("request bodies against the OpenAPI description", "its path was not given");
        return;
    }
    const check = chatRequestChecker(readFileSync(openapi, "utf8"));
    await test("the check of bodies passes what is right", async () =>
        assert.deepEqual(check(good()), []));
    for (const [what, spoil] of Object.entries(BROKEN))
        await test(`the check of bodies finds ${what}`, async () => {
            const body = good();
            spoil(body);
            assert.notDeepEqual(check(body), []);
        });

    const config = { team: { user: "ann", repository: true } };
    const place = new Place(server, upstream.baseUrl, { config });
    await test("each argument of ask_model leads to a question upstream", async () => {
        const before = upstream.chats().length;
        const session = await eras[0].connect(place);
        for (const ask of ASKS) {
            const result = await session.call("ask_model", { model: PLAIN, ...ask });
            assert.notEqual(result.isError, true, `${ask.prompt} ${result.content[0].text}`);
        }
        await session.close();
        assert.equal(upstream.chats().length, before + ASKS.length + 2);
    });
    place.remove();
    await test("every body that was sent in this run is one that OpenRouter describes", async () => {
        const sent = upstream.chats();
        assert.ok(sent.length > ASKS.length);
        for (const { body } of sent)
            assert.deepEqual(check(body), [], JSON.stringify(body).slice(0, 400));
    });
}
