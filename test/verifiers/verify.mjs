// Has third-party libraries verify requests that the tests captured. Reads a JSON list of
//   { verifier, secret, body (base64), headers }
// from standard input and prints a list, in the same order, of true or of the reason for refusing.
// The folder that holds node_modules is the argument: NODE_PATH does not reach ECMAScript modules.
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
const require = createRequire(join(folder, "package.json"));
const { Webhook: StandardWebhook } = require("standardwebhooks");
const { Webhook: SvixWebhook } = require("svix");
// An ECMAScript module alone, which require.resolve() refuses to find.
const octokit = join(folder, "node_modules/@octokit/webhooks-methods/dist-node/index.js");
const { verify: verifyGithub } = await import(pathToFileURL(octokit));

// A secret without the prefix is its own text, for which standardwebhooks has a format of its own; svix wants base64.
const isEncoded = (secret) => secret.startsWith("whsec_");
const encoded = (secret) => (isEncoded(secret) ? secret : Buffer.from(secret, "utf8").toString("base64"));

const verifiers = {
  standardwebhooks: ({ secret, body, headers }) =>
    (isEncoded(secret) ? new StandardWebhook(secret) : new StandardWebhook(Buffer.from(secret, "utf8"), { format: "raw" })).verify(body, headers),
  svix: ({ secret, body, headers }) => new SvixWebhook(encoded(secret)).verify(body, headers),
  github: async ({ secret, body, headers }) => {
    if (!(await verifyGithub(secret, body, headers["x-hub-signature-256"]))) throw new Error("signature does not match");
  },
};

const answers = [];
for (const request of JSON.parse(await text(process.stdin))) {
  try {
    await verifiers[request.verifier]({ ...request, body: Buffer.from(request.body, "base64").toString("utf8") });
    answers.push(true);
  } catch (refusal) {
    answers.push(String(refusal.message ?? refusal));
  }
}
console.log(JSON.stringify(answers));
