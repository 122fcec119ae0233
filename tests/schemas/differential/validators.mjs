// validators.mjs - what others say: each gives true, false, or throws where it cannot.
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema';
import '@hyperjump/json-schema/draft-2020-12';
import '@hyperjump/json-schema/draft-2019-09';
import '@hyperjump/json-schema/draft-07';
import '@hyperjump/json-schema/draft-06';
import '@hyperjump/json-schema/draft-04';
import { write } from './values.mjs';

const require = createRequire(process.cwd() + '/');
const ajvs = {
  '4': 'ajv-draft-04', '6': 'ajv', '7': 'ajv', '2019-09': 'ajv/dist/2019.js', '2020-12': 'ajv/dist/2020.js',
};
export const dialects = {
  '4': 'http://json-schema.org/draft-04/schema#', '6': 'http://json-schema.org/draft-06/schema#',
  '7': 'http://json-schema.org/draft-07/schema#', '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

function ajv(draft, schema) {
  const Ajv = require(ajvs[draft]);
  const made = new (Ajv.default ?? Ajv)({ strict: false, ownProperties: true, validateFormats: false, logger: false, validateSchema: false });
  const check = made.compile(schema);
  return instance => check(instance);
}

let registered = 0;
async function hyperjump(draft, schema) {
  const address = 'http://example.com/of-hyperjump/' + ++registered;
  registerSchema(schema, address, dialects[draft]);
  try {
    const check = await validate(address);
    return instance => check(instance).valid;
  } finally {
    unregisterSchema(address);
  }
}

function cfworker(draft, schema) {
  const { Validator } = require('@cfworker/json-schema');
  const check = new Validator(schema, draft, true);
  return instance => check.validate(instance).valid;
}

export const others = { ajv, hyperjump, cfworker };

// All cases through one run of `noworse schema bowtie`: each answer is a list of
// true, false or a text that tells why not.
export function ours(program, cases) {
  const lines = ['{"cmd":"start","version":1}'];
  let draft;
  for (const [index, one] of cases.entries()) {
    if (one.draft !== draft) {
      draft = one.draft;
      lines.push(JSON.stringify({ cmd: 'dialect', dialect: dialects[draft] }));
    }
    const tests = one.instances.map(instance => `{"description":"","instance":${write(instance)}}`);
    lines.push(`{"cmd":"run","seq":${index},"case":{"description":"","schema":${write(one.schema)},"tests":[${tests}]}}`);
  }
  lines.push('{"cmd":"stop"}', '');
  const run = spawnSync(program, ['schema', 'bowtie'], { input: lines.join('\n'), maxBuffer: 1 << 30, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`noworse ended with ${run.status ?? run.signal}: ${run.stderr}`);
  const answers = [];
  for (const line of run.stdout.split('\n')) {
    if (!line) continue;
    const answer = JSON.parse(line);
    if (!('seq' in answer)) continue;
    answers[answer.seq] = answer.errored
      ? cases[answer.seq].instances.map(() => answer.context.message)
      : answer.results.map(one => one.errored ? one.context.message : one.valid);
  }
  return answers;
}
