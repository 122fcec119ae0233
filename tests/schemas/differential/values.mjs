// values.mjs - JSON with numbers as they are written, and chance that repeats.
// An object is one without a prototype, so that "__proto__" is a key like others.

export class Num {
  constructor(text) { this.text = text; }
}

export const object = (pairs = {}) => Object.assign(Object.create(null), pairs);

export function write(value) {
  if (value instanceof Num) return value.text;
  if (Array.isArray(value)) return '[' + value.map(write).join(',') + ']';
  if (value && typeof value === 'object')
    return '{' + Object.keys(value).map(key => JSON.stringify(key) + ':' + write(value[key])).join(',') + '}';
  return JSON.stringify(value);
}

// A copy in which each value was passed through `change`, which may leave it.
export function map(value, change) {
  if (value instanceof Num) return change(value);
  if (Array.isArray(value)) return change(value.map(one => map(one, change)));
  if (value && typeof value === 'object') {
    const copy = object();
    for (const key of Object.keys(value)) copy[key] = map(value[key], change);
    return change(copy);
  }
  return change(value);
}

export function some(value, test) {
  let found = false;
  map(value, one => { found ||= test(one); return one; });
  return found;
}

// Every value that lacks one member, element or subtree of this one.
export function* smaller(value) {
  if (value instanceof Num || value === null || typeof value !== 'object') return;
  const list = Array.isArray(value);
  for (const key of Object.keys(value)) {
    const copy = list ? [...value] : Object.assign(object(), value);
    if (list) copy.splice(key, 1);
    else delete copy[key];
    yield copy;
    for (const less of smaller(value[key])) {
      const other = list ? [...value] : Object.assign(object(), value);
      other[key] = less;
      yield other;
    }
  }
}

// mulberry32
export class Chance {
  constructor(seed) { this.state = seed >>> 0; }
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(count) { return Math.floor(this.next() * count); }
  is(share) { return this.next() < share; }
  of(list) { return list[this.below(list.length)]; }
  some(list, share) { return list.filter(() => this.is(share)); }
}

// A number's text as a fraction of BigInt: exact.
export function fraction(text) {
  const [, sign, whole, part = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const exponent = Number(power) - part.length;
  const digits = BigInt(whole + part) * (sign ? -1n : 1n);
  return exponent < 0 ? [digits, 10n ** BigInt(-exponent)] : [digits * 10n ** BigInt(exponent), 1n];
}
