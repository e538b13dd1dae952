// bridge - the bridge as a child with a server behind it, and HTTP requests to it, each on a
// connection of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";

import { until } from "../clients/suite.mjs";

export class Bridge {
    said = "";
    printed = "";

    // options: env and cwd of the servers; arguments of the bridge.
    static async start(program, server, { env, cwd, args = [] } = {}) {
        const bridge = new Bridge();
        const all = ["--stdin", ...args, "--", ...server];
        bridge.child = spawn(program, all, { env, cwd, stdio: ["pipe", "pipe", "pipe"] });
        bridge.exited = once(bridge.child, "close");
        bridge.child.stderr.on("data", (chunk) => (bridge.said += chunk));
        bridge.child.stdout.on("data", (chunk) => (bridge.printed += chunk));
        await once(bridge.child.stdout, "data");
        bridge.url = new URL(bridge.printed.trim());
        return bridge;
    }

    // The status it exits with. Says why when that is not 0.
    async stop(signal) {
        if (signal) this.child.kill(signal);
        else this.child.stdin.end();
        const [status] = await this.exited;
        return status;
    }

    // A request that has begun: answers its response, with events as they come in .events.
    async open(method, body, headers = {}) {
        const sent = request(this.url, { method, headers, agent: false });
        sent.on("error", () => {});
        sent.end(body);
        const [response] = await once(sent, "response");
        const answer = {
            status: response.statusCode,
            headers: response.headers,
            events: [],
            text: "",
        };
        response.setEncoding("utf8");
        response.on("error", () => {});
        response.on("data", (chunk) => {
            answer.text += chunk;
            if (response.headers["content-type"] === "text/event-stream")
                answer.events = eventsOf(answer.text);
        });
        answer.ended = new Promise((resolve) => response.on("close", resolve));
        answer.leave = () => sent.destroy();
        return answer;
    }

    // The whole answer; .json is its body, or the last event.
    async send(method, body, headers) {
        const answer = await this.open(method, body, headers);
        await answer.ended;
        const text = answer.events.at(-1) ?? answer.text;
        answer.json = text ? JSON.parse(text) : undefined;
        return answer;
    }

    post(message, headers) {
        return this.send(
            "POST",
            typeof message === "string" ? message : JSON.stringify(message),
            headers,
        );
    }
}

// The data of each event that is whole.
function eventsOf(text) {
    const events = text.split("\n\n").slice(0, -1);
    return events.map((event) => event.match(/^event: message\ndata: (.*)$/)[1]);
}

export const eventsSeen = (answer, count) =>
    until(`${count} events`, 5000, () => answer.events.length >= count);
