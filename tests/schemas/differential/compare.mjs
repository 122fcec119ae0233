// compare.mjs PROGRAM SCHEMAS [SEED [DRAFT...]]: generated schemas, six instances each, judged by us and
// by validators that nobody here wrote. A disagreement is explained where it goes away with what
// explains it, by a rule of rules.mjs; any other fails.
import { Chance, smaller, write } from './values.mjs';
import { Generator } from './generate.mjs';
import { dialects, others, ours } from './validators.mjs';
import { rules, exact } from './rules.mjs';

const [program, count = '300', seed = '1', ...drafts] = process.argv.slice(2);
const instancesEach = 6;
const cases = [];
for (const draft of drafts.length ? drafts : Object.keys(dialects).reverse())
  for (let i = 0; i < Number(count); i++) {
    const generator = new Generator(new Chance(Number(seed) * 1000003 + i * 31 + Number(draft.slice(0, 4))), draft);
    const schema = generator.schema();
    const instances = [];
    while (instances.length < instancesEach) {
      const instance = generator.instance(schema, schema, 5);
      instances.push(instances.length % 2 ? generator.mutated(instance) : instance);
    }
    cases.push({ draft, schema, instances });
  }

async function theirs(name, draft, schemaText, instanceTexts) {
  let check;
  try {
    check = await others[name](draft, JSON.parse(schemaText));
  } catch (error) {
    return instanceTexts.map(() => 'cannot compile: ' + String(error.message ?? error).slice(0, 60));
  }
  return instanceTexts.map(text => {
    try {
      return check(JSON.parse(text));
    } catch (error) {
      return 'throws: ' + String(error.message ?? error).slice(0, 60);
    }
  });
}

const tally = new Map();
const note = (name, what) => tally.set(`${name}: ${what}`, (tally.get(`${name}: ${what}`) ?? 0) + 1);
let unexplained = 0, valid = 0, pairs = 0;

// The rule whose change of schema and instance makes both agree. One about a single validator counts
// only where another one supports us.
async function explain(name, one, instance, supported) {
  const newer = one.draft.startsWith('20');
  const fit = rules.filter(rule => !(rule.of && !rule.of.includes(name)) && !(rule.since && !newer) && !(rule.before && newer) &&
    !(rule.only && rule.only !== one.draft));
  const together = { name: 'several of these at once', change: value => fit.reduce((changed, rule) => rule.change(changed), value) };
  for (const rule of [...fit, together]) {
    if (rule.of && !supported) continue;
    const schema = rule.change(one.schema);
    const changed = rule.change(instance);
    if (write(schema) === write(one.schema) && write(changed) === write(instance)) continue;
    const [[answer]] = ours(program, [{ draft: one.draft, schema, instances: [changed] }]);
    const [again] = await theirs(name, one.draft, write(schema), [write(changed)]);
    if (answer === again) return rule.name;
  }
  return null;
}

// The smallest schema and instance found about which they disagree in the same way.
async function shrink(name, one) {
  let now = one;
  for (let found = now; found; now = found ?? now) {
    found = null;
    const tries = [...smaller(now.schema)].map(schema => ({ ...now, schema }));
    for (const instance of smaller(now.instances[0])) tries.push({ ...now, instances: [instance] });
    const answers = ours(program, tries);
    for (const [i, less] of tries.entries()) {
      if (typeof answers[i][0] !== 'boolean') continue;
      const [given] = await theirs(name, less.draft, write(less.schema), [write(less.instances[0])]);
      if (typeof given === 'boolean' && given !== answers[i][0]) { found = less; break; }
    }
  }
  return now;
}

const answers = ours(program, cases);
for (const [index, one] of cases.entries()) {
  const schemaText = write(one.schema);
  const texts = one.instances.map(write);
  pairs += texts.length;
  valid += answers[index].filter(answer => answer === true).length;
  const all = {};
  for (const name of Object.keys(others)) all[name] = await theirs(name, one.draft, schemaText, texts);
  for (const [name, given] of Object.entries(all)) {
    for (let i = 0; i < texts.length; i++) {
      const mine = answers[index][i];
      if (mine === given[i]) { note(name, 'agree'); continue; }
      if (typeof mine === 'boolean' && typeof given[i] === 'string') { note(name, given[i]); continue; }
      const supported = Object.values(all).some(list => list[i] === mine);
      const why = typeof mine === 'boolean' && await explain(name, one, one.instances[i], supported);
      if (why) { note(name, 'explained: ' + why); continue; }
      note(name, 'UNEXPLAINED');
      if (++unexplained > Number(process.env.SHOW ?? 5)) continue;
      let least = { ...one, instances: [one.instances[i]] };
      if (typeof mine === 'boolean') least = await shrink(name, least);
      console.log(`${name}, draft ${one.draft}: ${given[i]}, noworse: ${mine}\n  schema   ${write(least.schema)}\n  instance ${write(least.instances[0])}`);
    }
  }
}
const numbers = exact(program, 2000, Number(seed));
console.log(`${pairs} pairs, ${valid} of them valid; ${numbers.pairs} pairs of numbers against exact fractions`);
for (const line of [...tally].map(([what, times]) => `${String(times).padStart(7)}  ${what}`).sort()) console.log(line);
for (const line of numbers.wrong) console.log('exact fractions disagree: ' + line);
const failed = unexplained + numbers.wrong.length;
console.log(`${pairs * Object.keys(others).length + numbers.pairs - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
