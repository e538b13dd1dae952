// modern - the bridge at 2026-07-28: many clients share a process and do not notice.

import assert from "node:assert/strict";

import { test } from "../clients/suite.mjs";
import { eventsSeen } from "./bridge.mjs";
import {
    answer,
    heard,
    heardOf,
    modernAsks,
    modernHeaders,
    nameOf,
    notice,
    refusal,
    startPuppet,
    tagged,
} from "./era.mjs";

export async function modern(program) {
    const bridge = await startPuppet(program);
    await names(bridge);
    await tokens(bridge);
    await subscriptions(bridge);
    await leaving(bridge);
    await bytes(bridge);
    await statuses(bridge);
    await test("modern: the shared server ends well when the bridge does", async () => {
        assert.equal(await bridge.stop(), 0, bridge.said);
    });
}

const post = (bridge, text, headers) => bridge.send("POST", text, modernHeaders(headers));

async function names(bridge) {
    await test("equal ids of two clients are two at the server, and come back as they were", async () => {
        const waiting = ["a", "b"].map((who) =>
            post(bridge, modernAsks(7, [], { params: { who } })),
        );
        const own = [await nameOf(bridge, '"who":"a"'), await nameOf(bridge, '"who":"b"')];
        assert.notEqual(own[0], own[1]);
        const say = own.map((id, i) => `{"jsonrpc":"2.0","id":${id},"result":{"to":${i}}}`);
        await post(bridge, modernAsks(8, [...say.reverse(), answer()]));
        const texts = (await Promise.all(waiting)).map((reply) => reply.text);
        assert.deepEqual(
            texts,
            [0, 1].map((i) => `{"jsonrpc":"2.0","id":7,"result":{"to":${i}}}`),
        );
    });
    for (const id of ["0", "-5", "9007199254740993", '"1"', '""', '"\\u0061\\"b"'])
        await test(`the id ${id} keeps its type at the server, and its characters here`, async () => {
            const reply = await post(bridge, modernAsks(id, [answer('{"own":$ID}')]));
            const { own } = reply.json.result;
            assert.equal(typeof own, id.startsWith('"') ? "string" : "number");
            assert.equal(
                reply.text,
                `{"jsonrpc":"2.0","id":${id},"result":{"own":${JSON.stringify(own)}}}`,
            );
        });
    await test("an answer to nobody, and one that comes twice, are for nobody", async () => {
        const said = [
            '{"jsonrpc":"2.0","id":123456,"result":{}}',
            answer('{"n":1}'),
            answer('{"n":2}'),
        ];
        assert.equal((await post(bridge, modernAsks(1, said))).json.result.n, 1);
        assert.equal((await post(bridge, modernAsks(1, [answer('{"n":3}')]))).json.result.n, 3);
    });
}

async function tokens(bridge) {
    for (const token of [5, "5"])
        await test(`progress of the token ${JSON.stringify(token)} is for its own request`, async () => {
            const who = `other ${typeof token}`; // not one that was heard before
            const other = bridge.open(
                "POST",
                modernAsks(1, [], {
                    meta: { progressToken: token },
                    params: { who },
                }),
                modernHeaders(),
            );
            const name = await nameOf(bridge, who);
            const progress = notice(
                '{"progressToken":$TOKEN,"progress":1}',
                "notifications/progress",
            );
            const reply = await post(
                bridge,
                modernAsks(1, [progress, answer()], { meta: { progressToken: token } }),
            );
            assert.equal(reply.events.length, 2);
            assert.equal(JSON.parse(reply.events[0]).params.progressToken, token);
            const end = `{"jsonrpc":"2.0","id":${name},"result":{}}`;
            await post(bridge, modernAsks(1, [end, answer()]));
            const late = await other;
            await late.ended;
            assert.equal(late.headers["content-type"], "application/json");
        });
}

async function subscriptions(bridge) {
    const headers = modernHeaders({ "Mcp-Method": "subscriptions/listen" });
    const acknowledged = notice(`{${tagged("$ID")}}`, "notifications/subscriptions/acknowledged");
    const listen = (id) => {
        const text = modernAsks(id, [acknowledged], { method: "subscriptions/listen" });
        return bridge.open("POST", text, headers);
    };

    await test("a subscription gets what bears its id, and nothing else", async () => {
        const [one, two] = [await listen(3), await listen('"3"')];
        const name = await nameOf(bridge, '"id":"b');
        const change = notice(`{${tagged(name)}}`, "notifications/tools/list_changed");
        const reply = await post(
            bridge,
            modernAsks(1, [change, notice('{"level":"info"}'), answer()]),
        );
        assert.deepEqual(
            reply.events.map((event) => JSON.parse(event).method),
            ["notifications/message", undefined],
        );
        await eventsSeen(two, 2);
        assert.equal(
            two.events[1],
            notice(`{${tagged('"3"')}}`, "notifications/tools/list_changed"),
        );
        assert.equal(
            one.events[0],
            notice(`{${tagged(3)}}`, "notifications/subscriptions/acknowledged"),
        );
        assert.equal(one.events.length, 1);

        const cancel = notice(`{"requestId":${name}}`, "notifications/cancelled");
        await post(bridge, modernAsks(1, [cancel, answer()]));
        await two.ended;
        assert.equal(two.events[2], notice('{"requestId":"3"}', "notifications/cancelled"));
        one.leave();
    });
    await test("what belongs to no subscription is for a request, though that is older", async () => {
        const older = await bridge.open("POST", modernAsks(1, [notice("{}")]), modernHeaders());
        const said = [acknowledged, notice('{"n":2}')];
        const text = modernAsks(2, said, { method: "subscriptions/listen" });
        const open = await bridge.open("POST", text, headers);
        await eventsSeen(older, 2);
        assert.equal(older.events[1], notice('{"n":2}'));
        assert.equal(open.events.length, 1);
        older.leave();
        open.leave();
    });
    await test("a server ends a subscription by answering it, with the id in its _meta", async () => {
        const end = answer(`{"resultType":"complete",${tagged("$ID")}}`);
        const text = modernAsks('"s"', [notice(`{${tagged("$ID")}}`), end], {
            method: "subscriptions/listen",
        });
        const reply = await bridge.send("POST", text, headers);
        assert.equal(
            reply.events[1],
            `{"jsonrpc":"2.0","id":"s","result":{"resultType":"complete",${tagged('"s"')}}}`,
        );
    });
}

async function leaving(bridge) {
    await test("hanging up takes the request back, by the name that the server knows", async () => {
        const text = modernAsks(1, [notice('{"n":1}')], { params: { who: "leaver" } });
        const open = await bridge.open("POST", text, modernHeaders());
        const name = await nameOf(bridge, "leaver");
        open.leave();
        const taken = notice(
            `{"requestId":${name},"reason":"the client hung up"}`,
            "notifications/cancelled",
        );
        await heardOf(bridge, taken);
        const late = `{"jsonrpc":"2.0","id":${name},"result":{}}`;
        const reply = await post(bridge, modernAsks(1, [late, answer()]));
        assert.equal(reply.text, '{"jsonrpc":"2.0","id":1,"result":{}}');
    });
    await test("a notification is accepted and passed on; taking back by an id is not passed on", async () => {
        const text = (method) =>
            `{"jsonrpc":"2.0","method":"${method}","params":{"requestId":1,"who":"me"}}`;
        for (const method of ["notifications/cancelled", "notifications/roots/list_changed"]) {
            const reply = await post(bridge, text(method), { "Mcp-Method": method });
            assert.equal(reply.status, 202);
            assert.equal(reply.text, "");
        }
        const lines = await heard(bridge);
        assert.ok(lines.includes(text("notifications/roots/list_changed")));
        assert.ok(!lines.includes(text("notifications/cancelled")));
    });
}

async function bytes(bridge) {
    await test("nothing else of a message is altered, either way", async () => {
        const odd =
            '{"a":1.0,"b":1e400,"b":"\\u0000\\ud800 \\u00e9é","c" : [ ],"id":"$ID","big":12345678901234567890123}';
        const text = modernAsks(4, [answer(odd.replace("$ID", "4"))]).replace(
            '"say"',
            `"odd": ${odd},\r\n\t"say"`,
        );
        const reply = await post(bridge, text);
        assert.equal(reply.text, `{"jsonrpc":"2.0","id":4,"result":${odd.replace("$ID", "4")}}`);
        const line = (await heard(bridge)).at(-2);
        assert.equal(line.replace(/"id":\d+/, '"id":4'), text.replace("\r\n", "  "));
    });
    await test("a megabyte passes, both ways", async () => {
        const long = "x".repeat(1 << 20);
        assert.equal((await post(bridge, modernAsks(4, [answer(`"${long}"`)]))).json.result, long);
    });
}

// code of the error: status
const STATUSES = {
    "-32601": 404,
    "-32021": 400,
    "-32022": 400,
    "-32700": 400,
    "-32600": 400,
    "-32602": 200,
    "-32603": 200,
    "-32000": 200,
};

async function statuses(bridge) {
    for (const [code, status] of Object.entries(STATUSES))
        await test(`the error ${code} has the status ${status}`, async () => {
            const reply = await post(bridge, modernAsks(1, [refusal(code)]));
            assert.equal(reply.json.error.code, Number(code));
            assert.equal(reply.status, status);
        });
    await test("-32602 has 400 where what every request needs is missing", async () => {
        const text = modernAsks(1, [refusal(-32602)]).replace("clientCapabilities", "other");
        assert.equal((await post(bridge, text)).status, 400);
    });
    await test("an error behind an event has the status of the event", async () => {
        const reply = await post(bridge, modernAsks(1, [notice("{}"), refusal(-32601)]));
        assert.equal(reply.status, 200);
        assert.equal(reply.json.error.code, -32601);
    });
    await test("an error without an id is for who could not be named, else for the newest", async () => {
        const nameless = '{"jsonrpc":"2.0","error":{"code":-32600,"message":"no"}}';
        assert.equal((await post(bridge, modernAsks("null", [nameless]))).text, nameless);
        assert.equal((await post(bridge, modernAsks(1, [nameless]))).text, nameless);
    });
}
