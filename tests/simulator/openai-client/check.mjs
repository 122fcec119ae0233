// check.mjs URL - the official client understands all that the simulator says.
import assert from "node:assert/strict";
import OpenAI from "openai";

const baseURL = process.argv[2];
const client = new OpenAI({ baseURL, apiKey: "sk-right", maxRetries: 0 });

const request = (text, more = {}) => ({
  model: "m",
  messages: [{ role: "user", content: text }],
  ...more,
});
const ask = (text, more, options) =>
  client.chat.completions.create(request(text, more), options);

async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail("expected an error");
}

const hello =
  "Hello, wörld. This answer is long enough to come in more than one piece, so that a stream has something to join: ünd ünd ünd.";
const usage = {
  prompt_tokens: 120,
  completion_tokens: 34,
  total_tokens: 154,
  prompt_tokens_details: { cached_tokens: 64 },
  completion_tokens_details: { reasoning_tokens: 8 },
};

const checks = {
  async "text, usage, model, fingerprint and request id"() {
    const { data, request_id } = await client.chat.completions
      .create(request("say hello"))
      .withResponse();
    assert.equal(data.choices[0].message.content, hello);
    assert.equal(data.choices[0].finish_reason, "stop");
    assert.deepEqual(data.usage, usage);
    assert.equal(data.model, "sim-2026-11-01");
    assert.equal(data.system_fingerprint, "fp_script");
    assert.match(request_id, /^req_/);
  },
  async "tool calls, with arguments as they were written"() {
    const { choices } = await ask("use a tool");
    assert.equal(choices[0].finish_reason, "tool_calls");
    assert.equal(choices[0].message.content, null);
    const [weather, time] = choices[0].message.tool_calls;
    assert.deepEqual(weather.function, { name: "get_weather", arguments: '{"city":"Graz"}' });
    assert.deepEqual(time, {
      id: "call_own",
      type: "function",
      function: { name: "get_time", arguments: '{"zone": ' },
    });
  },
  async "a refusal"() {
    const { choices } = await ask("refuse");
    assert.equal(choices[0].message.refusal, "I cannot help with that.");
    assert.equal(choices[0].message.content, null);
  },
  async "a finish reason"() {
    assert.equal((await ask("cut")).choices[0].finish_reason, "length");
  },
  async "a stream of text with usage at its end"() {
    const chunks = [];
    const options = { stream: true, stream_options: { include_usage: true } };
    for await (const chunk of await ask("say hello", options)) chunks.push(chunk);
    const deltas = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta));
    assert.equal(deltas[0].role, "assistant");
    assert.equal(deltas.map((delta) => delta.content ?? "").join(""), hello);
    assert.ok(deltas.filter((delta) => delta.content).length > 1);
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.deepEqual(chunks.at(-1).usage, usage);
    assert.equal(chunks.at(-2).choices[0].finish_reason, "stop");
  },
  async "a stream of tool calls, joined by the client"() {
    const stream = client.chat.completions.stream(request("use a tool"));
    const joined = await stream.finalChatCompletion().catch(() => null);
    const { message, finish_reason } = (joined ?? stream.currentChatCompletionSnapshot).choices[0];
    assert.equal(finish_reason, "tool_calls");
    assert.equal(message.tool_calls[0].function.arguments, '{"city":"Graz"}');
    assert.equal(message.tool_calls[1].id, "call_own");
  },
  async "a slow answer"() {
    assert.equal((await ask("drip")).choices[0].message.content, "drop by drop");
    const stream = await ask("drip", { stream: true });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0].delta.content ?? "";
    assert.equal(text, "drop by drop");
  },
  async "the list of models"() {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.deepEqual(names, ["sim-2026-11-01"]);
  },
  async "400: a parameter is missing"() {
    const error = await failure(client.chat.completions.create({ model: "m" }));
    assert.ok(error instanceof OpenAI.BadRequestError, String(error));
    assert.equal(error.param, "messages");
    assert.equal(error.type, "invalid_request_error");
  },
  async "401: a wrong key"() {
    const stranger = new OpenAI({ baseURL, apiKey: "sk-wrong", maxRetries: 0 });
    const error = await failure(stranger.chat.completions.create(request("say hello")));
    assert.ok(error instanceof OpenAI.AuthenticationError, String(error));
    assert.equal(error.code, "invalid_api_key");
  },
  async "404: no rule, and no such path"() {
    const error = await failure(ask("something else"));
    assert.ok(error instanceof OpenAI.NotFoundError, String(error));
    assert.match(error.message, /no rule matches/);
    assert.ok((await failure(client.moderations.create({ model: "m", input: "x" }))) instanceof
      OpenAI.NotFoundError);
  },
  async "embeddings, as the client asks for them and as numbers"() {
    const request = { model: "m", input: ["a cat sat", "a dog ran"] };
    const packed = await client.embeddings.create(request);
    const plain = await client.embeddings.create({ ...request, encoding_format: "float" });
    assert.deepEqual(plain.data.map((one) => one.index), [0, 1]);
    assert.notDeepEqual(plain.data[0].embedding, plain.data[1].embedding);
    packed.data.forEach((one, i) =>
      one.embedding.forEach((x, j) => assert.ok(Math.abs(x - plain.data[i].embedding[j]) < 1e-6)));
    assert.equal(packed.data[0].embedding.length, plain.data[0].embedding.length);
  },
  async "429: a limit, with the time to wait"() {
    const error = await failure(ask("limit"));
    assert.ok(error instanceof OpenAI.RateLimitError, String(error));
    assert.equal(error.code, "rate_limit_exceeded");
    assert.equal(error.headers.get("retry-after"), "3");
    assert.match(error.requestID, /^req_/);
  },
  async "429: a quota"() {
    const error = await failure(ask("quota"));
    assert.equal(error.type, "insufficient_quota");
    assert.equal(error.headers.get("retry-after"), null);
  },
  async "429 once: the client's own retry succeeds"() {
    const { choices } = await ask("limit once", {}, { maxRetries: 1 });
    assert.equal(choices[0].message.content, "after the limit");
  },
  async "500: the server's error"() {
    const error = await failure(ask("break"));
    assert.ok(error instanceof OpenAI.InternalServerError, String(error));
    assert.equal(error.type, "server_error");
  },
  async "reset, broken JSON, a truncated body and a hang are failures"() {
    assert.ok((await failure(ask("reset"))) instanceof OpenAI.APIConnectionError);
    await failure(ask("bad json"));
    await failure(ask("truncated"));
    assert.ok((await failure(ask("hang", {}, { timeout: 100 }))) instanceof
      OpenAI.APIConnectionTimeoutError);
  },
};

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
  try {
    await check();
    console.log(`ok: ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED: ${name}\n${error.stack}`);
  }
}
process.exit(failed ? 1 : 0);
