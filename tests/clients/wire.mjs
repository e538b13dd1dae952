// wire - everything that went between a client and its server, read along.

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Wire {
    static all = [];

    constructor() {
        Wire.all.push(this);
        this.chunks = [];
        this.sent = []; // what the client wrote, as objects
        this.stderr = "";
        this.exit = undefined; // { code, signal, at } once the process has ended
    }

    // Reads along on a transport of either SDK. The transport's own object is kept: one of a
    // derived class would be spoken to in another way.
    static tap(transport) {
        const wire = new Wire();
        const { start, send } = transport;
        transport.send = (message, ...rest) => {
            wire.sent.push(structuredClone(message));
            return send.call(transport, message, ...rest);
        };
        transport.start = async () => {
            await start.call(transport);
            const child = transport._process;
            child.stdout.on("data", (chunk) => wire.chunks.push(chunk));
            child.once("exit", (code, signal) => {
                wire.exit = { code, signal, at: performance.now() };
            });
        };
        transport.stderr?.on("data", (chunk) => (wire.stderr += chunk));
        return wire;
    }

    // Each line as an object; throws for the first that is not a whole JSON-RPC message.
    messages() {
        const bytes = Buffer.concat(this.chunks);
        if (bytes.length > 0 && bytes.at(-1) !== 0x0a) throw new Error("stdout ends inside a line");
        const lines = strict.decode(bytes).split("\n").slice(0, -1);
        return lines.map(readLine);
    }

    // Both directions, each message by itself.
    exchange() {
        return { sent: this.sent.flat(), received: this.messages().flat() };
    }
}

function readLine(line) {
    let message;
    try {
        message = JSON.parse(line);
    } catch {
        throw new Error(`not JSON on stdout: ${line.slice(0, 200)}`);
    }
    for (const one of Array.isArray(message) ? message : [message]) {
        const forms = ["method", "result", "error"].filter((name) => name in one);
        if (one.jsonrpc !== "2.0" || forms.length !== 1)
            throw new Error(`not a JSON-RPC message: ${line.slice(0, 200)}`);
    }
    return message;
}
