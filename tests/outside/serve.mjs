// serve.mjs - starts the outside server with what it answers, prints its address, and on SIGTERM its journal.
import { LLMock } from "@copilotkit/aimock";
import { writeFileSync } from "node:fs";

const journalPath = process.argv[2];
const mock = new LLMock({ port: 0, host: "127.0.0.1" });

mock.onMessage("capital of France", {
  content: "Paris",
  model: "outside-2026-11-01",
  usage: { prompt_tokens: 17, completion_tokens: 3, total_tokens: 20 },
});
mock.onMessage("capital of Japan", { content: "It is Tökyō 🗼, \"the\" capital.\n" });
mock.onMessage("cut", { content: "half an ans", finishReason: "length" });
mock.onMessage("tool", {
  toolCalls: [{ id: "call_1", name: "lookup", arguments: '{"city":"Oslo"}' }],
});
// An error, then an answer: the second try must get it.
mock.addFixture({
  match: { userMessage: "throttled", sequenceIndex: 0 },
  response: {
    error: { message: "slow down", type: "requests", code: "rate_limit_exceeded" },
    status: 429,
  },
});
mock.addFixture({
  match: { userMessage: "throttled", sequenceIndex: 1 },
  response: { content: "after a wait" },
});
mock.onMessage("broken", { error: { message: "the server had an error", type: "server_error" }, status: 500 });
mock.onMessage("rejected", { error: { message: "this prompt is too long", type: "invalid_request_error", code: "context_length_exceeded" }, status: 400 });

await mock.start();
process.on("SIGTERM", async () => {
  writeFileSync(journalPath, JSON.stringify(mock.getRequests(), null, 1));
  await mock.stop();
  process.exit(0);
});
console.log(mock.url);
