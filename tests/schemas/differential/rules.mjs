// rules.mjs - why others differ. A rule takes away what they do otherwise; it explains a
// disagreement only if both agree without it.
import { Chance, Num, fraction, map, object, write } from './values.mjs';
import { ours } from './validators.mjs';

// What JSON.parse makes of a number: IEEE 754 (RFC 8259, section 6, lets it).
function rounded(value) {
  return map(value, one => {
    if (!(one instanceof Num)) return one;
    const number = Number(one.text);
    const finite = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, number));
    return new Num(Number.isInteger(finite) ? String(BigInt(finite)) : String(finite));
  });
}

function without(value, words) {
  return map(value, one => {
    if (!one || typeof one !== 'object' || Array.isArray(one) || one instanceof Num) return one;
    const copy = object();
    for (const key of Object.keys(one)) if (!words.includes(key)) copy[key] = one[key];
    return copy;
  });
}

function renamed(value, names) {
  const change = text => Object.hasOwn(names, text) ? names[text] : text;
  return map(value, one => {
    if (typeof one === 'string') return change(one);
    if (!one || typeof one !== 'object' || Array.isArray(one) || one instanceof Num) return one;
    const copy = object();
    for (const key of Object.keys(one)) copy[change(key)] = one[key];
    return copy;
  });
}

function alone(value) {
  return map(value, one =>
    one && typeof one === 'object' && typeof one.$ref === 'string' ? object({ $ref: one.$ref }) : one);
}

export const rules = [
  { name: 'JSON.parse rounds numbers to doubles', change: rounded },
  { name: 'ajv and cfworker heed keywords beside $ref, which counts alone before 2019-09', of: ['ajv', 'cfworker'], before: '2019-09', change: alone },
  { name: 'multipleOf by floating point; exact() shows who is right', change: value => without(value, ['multipleOf']) },
  { name: 'ajv does not see that the required key "" is missing', of: ['ajv'], change: value => renamed(value, { '': 'empty' }) },
  { name: 'ajv skips the property "__proto__"', of: ['ajv'], change: value => renamed(value, { ['__proto__']: 'proto' }) },
  { name: 'ajv compares objects by what stands under "constructor"', of: ['ajv'], change: value => renamed(value, { constructor: 'builder' }) },
  { name: 'ajv: "contains" of what all fits is met by no item', of: ['ajv'], change: value => without(value, ['contains']) },
  { name: 'ajv: unevaluated* within if, then, else', of: ['ajv'], since: '2019-09', change: value => without(value, ['if', 'unevaluatedItems']) },
  { name: 'hyperjump and cfworker: "contains" evaluates items in 2019-09 too', of: ['hyperjump', 'cfworker'], only: '2019-09', change: value => without(value, ['contains']) },
  { name: 'cfworker: $dynamicRef', of: ['cfworker'], change: value => without(value, ['$dynamicRef']) },
];

// Keywords about numbers against fractions of BigInt, which need no validator.
export function exact(program, count, seed) {
  const chance = new Chance(seed);
  const digits = most => Array.from({ length: 1 + chance.below(most) }, (_, i) => chance.below(i ? 10 : 9) + (i ? 0 : 1)).join('');
  const number = sign => (sign && chance.is(0.2) ? '-' : '') + digits(chance.is(0.1) ? 40 : 6) +
    (chance.is(0.5) ? '.' + digits(chance.is(0.1) ? 30 : 4) : '') + (chance.is(0.3) ? 'e' + (chance.below(60) - 30) : '');
  const divisor = () => chance.of(['0.01', '0.1', '3', '7', '1e-7', '0.3', '1.5', '12e3', '0.000007', digits(6), digits(5) + '.' + digits(4)]);
  const compare = ([a, b], [c, d]) => a * d < c * b ? -1 : a * d > c * b ? 1 : 0;
  const cases = [], wanted = [];
  for (let i = 0; i < count; i++) {
    const bound = number(true);
    const instance = chance.is(0.3) ? bound + (bound.includes('.') && !bound.includes('e') ? '0' : '') : number(true);
    const order = compare(fraction(instance), fraction(bound));
    const by = divisor();
    const [a, b] = fraction(instance), [c, d] = fraction(by);
    const all = [
      ['minimum', bound, order >= 0], ['maximum', bound, order <= 0], ['exclusiveMinimum', bound, order > 0],
      ['exclusiveMaximum', bound, order < 0], ['const', bound, order === 0], ['multipleOf', by, (a * d) % (b * c) === 0n],
      ['type', null, a % b === 0n],
    ];
    const [word, value, want] = chance.of(all);
    const schema = object({ [word]: value === null ? 'integer' : new Num(value) });
    cases.push({ draft: '2020-12', schema, instances: [new Num(instance)] });
    wanted.push(want);
  }
  const answers = ours(program, cases);
  const wrong = [];
  for (const [i, one] of cases.entries())
    if (answers[i][0] !== wanted[i]) wrong.push(`${write(one.schema)} ${write(one.instances[0])}: ${answers[i][0]}`);
  return { pairs: count, wrong };
}
