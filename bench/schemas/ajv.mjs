// bench/schemas/ajv.mjs - how long ajv takes on the same files; one line a figure.
// usage: node ajv.mjs [--growth | --first NAME] FOLDER...; AJV_FOLDER has node_modules with
// ajv and ajv-formats. The lines are those of bench_schemas.
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const require = createRequire(join(resolve(process.env.AJV_FOLDER ?? '.'), 'package.json'))
const Ajv = require('ajv/dist/2020').default
const addFormats = require('ajv-formats').default

const slices = 60
const sliceUs = 1e3

// The first error ends, as in our fast mode; formats are asserted, as in ours.
function compile(schema) {
  const ajv = new Ajv({ strict: false, logger: false })
  addFormats(ajv)
  return ajv.compile(schema)
}

// Microseconds: wall time; to compile takes longer than a busy machine leaves us alone: CPU time.
const wall = () => performance.now() * 1e3
const cpu = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

function sliceTakes(run, steps, now) {
  const begun = now()
  for (let i = 0; i < steps; i++) run()
  return now() - begun
}

// Warm first, so that V8 has optimised; then the least of some slices.
function best(run, now) {
  const warm = performance.now() + 150
  let steps = 1
  while (performance.now() < warm) run()
  while (sliceTakes(run, steps, now) < sliceUs) steps *= 2
  let least = Infinity
  for (let i = 0; i < slices; i++) least = Math.min(least, sliceTakes(run, steps, now) / steps)
  return least
}

function workload(folder, name) {
  const text = (kind) => readFileSync(join(folder, `${name}.${kind}.json`), 'utf8')
  return { schema: text('schema'), valid: text('valid'), invalid: text('invalid') }
}

function report(name, texts) {
  const validate = compile(JSON.parse(texts.schema))
  const valid = JSON.parse(texts.valid)
  const invalid = JSON.parse(texts.invalid)
  if (!validate(valid) || validate(invalid)) throw new Error(`${name}: not the verdict that the file's name tells`)
  let kept = 0
  const measures = {
    compile: () => compile(JSON.parse(texts.schema)),
    parse: () => { kept += JSON.parse(texts.valid) !== null },
    valid: () => { kept += validate(valid) },
    invalid: () => { kept += validate(invalid) },
    'parse+valid': () => { kept += validate(JSON.parse(texts.valid)) },
  }
  for (const [measure, run] of Object.entries(measures)) console.log(`${name}\t${measure}\t${best(run, measure === 'compile' ? cpu : wall).toFixed(3)}`)
  return kept
}

function growthSchema(definitions) {
  const schema = { type: 'object', properties: {}, $defs: {} }
  for (let i = 0; i < definitions; i++) {
    schema.properties[`p${i}`] = { $ref: `#/$defs/d${i}` }
    schema.$defs[`d${i}`] = {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', maxLength: 80 },
        count: { type: 'integer', minimum: 0 },
        above: { $ref: `#/$defs/d${Math.floor(i / 2)}` },
      },
    }
  }
  return JSON.stringify(schema)
}

const arguments_ = process.argv.slice(2)
if (arguments_[0] === '--growth') {
  compile({})
  for (const definitions of [10, 100, 1000]) {
    const text = growthSchema(definitions)
    console.log(`${definitions}\t${sliceTakes(() => compile(JSON.parse(text)), 1, cpu).toFixed(1)}`)
  }
} else {
  const only = arguments_[0] === '--first' ? arguments_.splice(0, 2)[1] : undefined
  for (const folder of arguments_)
    for (const file of readdirSync(folder).filter((file) => file.endsWith('.schema.json')).sort()) {
      const name = file.slice(0, -'.schema.json'.length)
      if (only === undefined) report(name, workload(folder, name))
      else if (only === name) {
        const { schema } = workload(folder, name)
        console.log(`${name}\tfirst compile\t${sliceTakes(() => compile(JSON.parse(schema)), 1, cpu).toFixed(1)}`)
      }
    }
}
