// main - every client in turn: main.mjs SERVER UPSTREAM [DATA]

import { bodies } from "./bodies.mjs";
import { eras } from "./eras.mjs";
import { forms } from "./forms.mjs";
import { inspector } from "./inspector.mjs";
import { script } from "./models.mjs";
import { offers } from "./offers.mjs";
import { repeats } from "./repeats.mjs";
import { sessions } from "./session.mjs";
import { starts } from "./start.mjs";
import { close } from "./suite.mjs";
import { Upstream } from "./upstream.mjs";

const [server, upstreamProgram, data] = process.argv.slice(2);
const upstream = await Upstream.start(upstreamProgram, { script });
try {
    await sessions(server, upstream, eras);
    await repeats(server, upstream, eras);
    await offers(server, upstream, eras);
    await starts(server, upstreamProgram, upstream);
    await inspector(server, upstream);
    await bodies(server, upstream, data && `${data}/openrouter/openapi.yaml`);
    await forms(data);
} finally {
    await upstream.stop();
}
process.exit(close());
