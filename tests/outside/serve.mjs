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

// Judges: by what they are shown, so that a question asked again gets the same verdict.
const shown = (req) => req.messages.map((message) => message.content).join("\n");
const judge = (model, pattern, verdict) =>
  mock.addFixture({
    match: { model, predicate: (req) => pattern.test(shown(req)) },
    response: { content: typeof verdict === "string" ? verdict : JSON.stringify(verdict) },
  });
mock.addFixture({
  match: { model: "judge-down" },
  response: { error: { message: "overloaded", type: "server_error" }, status: 500 },
});
judge("judge-a", /How clear[^]*begin answer \w+ ===\nclear/, { reason: "Not a word too many.", verdict: "5" });
judge("judge-a", /How clear/, { reason: "It says nothing.", verdict: "2" });
judge("judge-a", /begin first answer \w+ ===\nclear/, { reason: "It is clear.", verdict: "first" });
judge("judge-a", /begin second answer \w+ ===\nclear/, { reason: "It is clear.", verdict: "second" });
judge("judge-a", /Is it polite/, { reason: "It is.", verdict: "yes" });
judge("judge-b", /Is it polite/, { reason: "It is curt.", verdict: "no" });
judge("judge-c", /Your reply is not the JSON/, { reason: "It is, I think.", verdict: "yes" });
judge("judge-c", /Is it polite/, "Polite? Yes!");
mock.onMessage("New one", { content: "clear" });
mock.onMessage("Old one", { content: "vague" });
mock.onMessage("New two", { content: "vague" });
mock.onMessage("Old two", { content: "clear" });

await mock.start();
process.on("SIGTERM", async () => {
  writeFileSync(journalPath, JSON.stringify(mock.getRequests(), null, 1));
  await mock.stop();
  process.exit(0);
});
console.log(mock.url);
