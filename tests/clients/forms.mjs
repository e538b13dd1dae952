// forms - every message that a server wrote to a client of this run, and what it must look like.
//
// Up to three opinions on each: the schemas of SDK 1, for the revisions that it knows; those of
// SDK 2; and, with real data, the protocol's own JSON schema of the revision.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { specTypeSchemas } from "@modelcontextprotocol/client";
import * as types1 from "@modelcontextprotocol/sdk/types.js";
import Ajv2020 from "ajv/dist/2020.js";

import { LEGACY, MODERN } from "./eras.mjs";
import { skip, test } from "./suite.mjs";
import { Wire } from "./wire.mjs";

const META = "io.modelcontextprotocol/protocolVersion";

const RESULTS = {
    initialize: "InitializeResult",
    ping: "EmptyResult",
    "server/discover": "DiscoverResult",
    "tools/list": "ListToolsResult",
    "tools/call": "CallToolResult",
    "prompts/list": "ListPromptsResult",
    "prompts/get": "GetPromptResult",
    "resources/list": "ListResourcesResult",
    "resources/templates/list": "ListResourceTemplatesResult",
    "resources/read": "ReadResourceResult",
    "completion/complete": "CompleteResult",
};

const NOTIFICATIONS = {
    "notifications/progress": "ProgressNotification",
    "notifications/cancelled": "CancelledNotification",
    "notifications/message": "LoggingMessageNotification",
};

// What a server of the older revisions may ask its client.
const REQUESTS = { "elicitation/create": "ElicitRequest", "roots/list": "ListRootsRequest" };

// Known to the schema of its revision alone; what it consists of is looked at by all.
const BY_PARTS = ["InputRequiredResult"];

const sayIssues = (issues) =>
    issues.map(({ path, message }) => `${path?.join("/") ?? ""}: ${message}`);

const bySdk1 = {
    name: "SDK 1",
    knows: (revision, definition) => revision !== MODERN && `${definition}Schema` in types1,
    check: (revision, definition, value) => {
        const { error } = types1[`${definition}Schema`].safeParse(value);
        return error ? sayIssues(error.issues) : [];
    },
};

const bySdk2 = {
    name: "SDK 2",
    knows: (revision, definition) => definition in specTypeSchemas,
    check: (revision, definition, value) => {
        const { issues } = specTypeSchemas[definition]["~standard"].validate(value);
        return issues ? sayIssues(issues) : [];
    },
};

function bySchemas(folder) {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const revision of [LEGACY, MODERN]) {
        const schema = JSON.parse(readFileSync(join(folder, `${revision}.json`), "utf8"));
        ajv.addSchema({ ...schema, $id: revision });
    }
    return {
        name: "the schema of the revision",
        knows: (revision) => revision === LEGACY || revision === MODERN,
        check: (revision, definition, value) => {
            const validate = ajv.getSchema(`${revision}#/$defs/${definition}`);
            if (!validate) return [`${definition} is not defined in ${revision}`];
            if (validate(value)) return [];
            return validate.errors.map(({ instancePath, message }) => `${instancePath} ${message}`);
        },
    };
}

export function opinions(data) {
    const folder = data && join(data, "mcp", "schema");
    const schemas = folder && existsSync(folder) ? [bySchemas(folder)] : [];
    return [bySdk1, bySdk2, ...schemas];
}

const isRequest = (message) => "method" in message && "id" in message;

// What was asked by which id, and in which revision; a connection speaks one of those that begin
// with initialize, and any request may be of the other era.
function askedOn({ sent, received }) {
    const asked = new Map();
    let negotiated = LEGACY;
    for (const { id, method, params } of sent.filter(isRequest))
        asked.set(JSON.stringify(id), { method, revision: params?._meta?.[META] });
    for (const { id, result } of received)
        if (asked.get(JSON.stringify(id))?.method === "initialize" && result)
            negotiated = result.protocolVersion;
    for (const request of asked.values())
        request.revision ??= request.method === "server/discover" ? MODERN : negotiated;
    return { asked, negotiated };
}

// The definitions that a message must fit, each with the part of it that must.
function definitionsOf(message, request) {
    if ("error" in message) return [["JSONRPCErrorResponse", message]];
    if (isRequest(message))
        return [
            ["JSONRPCRequest", message],
            [REQUESTS[message.method] ?? message.method, message],
        ];
    if ("method" in message)
        return [
            ["JSONRPCNotification", message],
            [NOTIFICATIONS[message.method] ?? message.method, message],
        ];
    if (message.result.resultType === "input_required")
        return [
            ["JSONRPCResultResponse", message],
            ["InputRequiredResult", message.result],
            ...Object.values(message.result.inputRequests ?? {}).map((part) => [
                REQUESTS[part.method] ?? part.method,
                part,
            ]),
        ];
    return [
        ["JSONRPCResultResponse", message],
        [RESULTS[request?.method] ?? `a result of ${request?.method}`, message.result],
    ];
}

const RESULT_TYPES = ["complete", "input_required"];

// What the schemas do not say.
function* brokenRules(message, request, revision) {
    if (isRequest(message) && request) yield "an id that the client uses";
    if ("id" in message && !request && !isRequest(message)) yield "nobody asked that";
    if (request?.isAnswered) yield "a second answer";
    if (request) request.isAnswered = true;
    if (isRequest(message) && revision === MODERN) yield "a server asks nothing in this revision";
    const kind = message.result?.resultType;
    if ("result" in message && revision === MODERN && !RESULT_TYPES.includes(kind))
        yield "resultType is neither complete nor input_required";
    if (kind === "input_required" && !Object.keys(message.result.inputRequests ?? {}).length)
        yield "input is required, and none is asked for";
    if ("result" in message && revision !== MODERN && "resultType" in message.result)
        yield "resultType is not known in this revision";
}

// Everything that is wrong with what a server wrote; counts grows by the opinions that were asked.
export function faults({ sent, received }, judges, counts) {
    const { asked, negotiated } = askedOn({ sent, received });
    const found = [];
    const isModern = [...asked.values()].every(({ revision }) => revision === MODERN);
    for (const message of received) {
        const request = asked.get(JSON.stringify(message.id));
        const revision = request?.revision ?? (isModern ? MODERN : negotiated);
        counts.messages++;
        for (const rule of brokenRules(message, request, revision))
            found.push(`${rule}: ${JSON.stringify(message).slice(0, 300)}`);
        for (const [definition, value] of definitionsOf(message, request)) {
            const those = judges.filter(({ knows }) => knows(revision, definition));
            if (those.length === 0 && !BY_PARTS.includes(definition))
                found.push(`nobody knows ${definition} in ${revision}`);
            for (const judge of those) {
                counts[judge.name] = (counts[judge.name] ?? 0) + 1;
                for (const fault of judge.check(revision, definition, value))
                    found.push(
                        `${judge.name}, ${definition} of ${revision}: ${fault}: ` +
                            JSON.stringify(message).slice(0, 300),
                    );
            }
        }
    }
    return found;
}

const META_MODERN = { [META]: MODERN, "io.modelcontextprotocol/clientCapabilities": {} };
const ask = (id, method, params) => ({ jsonrpc: "2.0", id, method, params });
const say = (id, result) => ({ jsonrpc: "2.0", id, result });

// An exchange in which everything is right.
function good(revision) {
    const isModern = revision === MODERN;
    const params = isModern ? { _meta: META_MODERN } : {};
    const complete = isModern ? { resultType: "complete" } : {};
    const kept = isModern ? { ttlMs: 1, cacheScope: "public" } : {};
    const serverInfo = { name: "s", version: "1" };
    const first = isModern
        ? [
              ask(0, "server/discover", params),
              { supportedVersions: [MODERN], capabilities: {}, ...complete, ...kept },
          ]
        : [ask(0, "initialize", params), { protocolVersion: LEGACY, capabilities: {}, serverInfo }];
    return {
        sent: [first[0], ask(1, "tools/list", params), ask(2, "tools/call", params)],
        received: [
            say(0, first[1]),
            say(1, {
                tools: [{ name: "t", inputSchema: { type: "object" } }],
                ...complete,
                ...kept,
            }),
            {
                jsonrpc: "2.0",
                method: "notifications/progress",
                params: { progressToken: 1, progress: 1 },
            },
            say(2, { content: [{ type: "text", text: "x" }], ...complete }),
        ],
    };
}

const QUESTION = {
    message: "May I?",
    requestedSchema: { type: "object", properties: { a: { type: "boolean" } } },
};

const BROKEN = {
    "a tool without a schema": ({ received }) => delete received[1].result.tools[0].inputSchema,
    "content of no kind": ({ received }) => (received[3].result.content[0].type = "prose"),
    "a result of nobody's": ({ received }) => (received[3].id = 7),
    "an id of another type": ({ received }) => (received[3].id = "2"),
    "a second answer": ({ received }) => received.push(received[3]),
    "progress without a number": ({ received }) => delete received[2].params.progress,
    "an unknown notification": ({ received }) => (received[2].method = "notifications/x"),
    "a question under an id of the client's": ({ received }) =>
        received.push(ask(1, "elicitation/create", QUESTION)),
    "input that is required and not asked for": ({ received }) =>
        (received[3].result = { resultType: "input_required", inputRequests: {} }),
    "input of no form": ({ received }) =>
        (received[3].result = {
            resultType: "input_required",
            inputRequests: { q: { method: "elicitation/create", params: {} } },
        }),
    "a question of no form": ({ received }) => received.push(ask("q", "elicitation/create", {})),
    "an error without a message": ({ received }) =>
        (received[3] = { jsonrpc: "2.0", id: 2, error: { code: 1 } }),
    "the other era": ({ received }) =>
        received[3].result.resultType
            ? delete received[3].result.resultType
            : (received[3].result.resultType = "complete"),
};

export async function forms(data) {
    const judges = opinions(data);
    for (const revision of [LEGACY, MODERN]) {
        await test(`the check of messages passes what is right at ${revision}`, async () =>
            assert.deepEqual(faults(good(revision), judges, { messages: 0 }), []));
        for (const [what, spoil] of Object.entries(BROKEN))
            await test(`the check of messages finds ${what} at ${revision}`, async () => {
                const exchange = structuredClone(good(revision));
                spoil(exchange);
                assert.notDeepEqual(faults(exchange, judges, { messages: 0 }), []);
            });
    }

    const counts = { messages: 0 };
    await test("every message that a server wrote in this run is of its form", async () => {
        for (const wire of Wire.all)
            assert.deepEqual(faults(wire.exchange(), judges, counts), []);
        assert.ok(counts.messages > 100, `only ${counts.messages}`);
    });
    const { messages, ...checks } = counts;
    const said = Object.entries(checks).map(([name, count]) => `${count} by ${name}`);
    console.log(`${messages} messages of ${Wire.all.length} servers, checked: ${said.join(", ")}`);
    if (judges.length < 3)
        skip("messages against the schemas of their revisions", "there are no such schemas");
}
