// main - the bridge by itself; then the official suite against the fixture and the product.

import { Place } from "../clients/place.mjs";
import { close } from "../clients/suite.mjs";
import { Upstream } from "../clients/upstream.mjs";
import { door } from "./door.mjs";
import { modern } from "./modern.mjs";
import { declared, official } from "./official.mjs";
import { runs } from "./runs.mjs";
import { sessions } from "./sessions.mjs";

// Where nobody listens: nothing of this asks a model anything.
const NOWHERE = "http://127.0.0.1:9/api/v1";

const [bridge, fixture, product, standin, data] = process.argv.slice(2);
const upstream = standin ? await Upstream.start(standin, { script: {} }) : undefined;
const place = new Place(product, upstream?.baseUrl ?? NOWHERE);
const { env, cwd } = place.command();

try {
    await door(bridge);
    await modern(bridge);
    await sessions(bridge);
    const capabilities = await declared(bridge, [product], { env, cwd });
    for (const run of runs({ server: [fixture] }, { server: [product] }, capabilities))
        await official(bridge, { ...run, place: { env, cwd }, data });
} finally {
    await upstream?.stop();
    place.remove();
}
process.exit(close());
