// generate.mjs - schemas of a draft, and instances that mostly fit them.
import { Num, object, map } from './values.mjs';

const keys = ['a', 'b', 'c', 'foo', 'foobar', 'x-1', 'x-y', ''];
const oddKeys = ['a/b', 'm~n', '%', 'é', '\u{1d4b3}', 'toString', 'constructor', '$ref', 'length', '0', 'a\u0000b', '__proto__'];
const texts = ['', 'a', 'ab', 'abc', 'foo', 'foobar', 'bar', '12', 'x-1', 'é', '\u{1f600}', '\u{1f600}b', 'A b', 'a\u0000', 'line\nbreak', '2024-02-29', '\u00a0'];
const numbers = ['0', '1', '2', '3', '4', '5', '-1', '10', '1.0', '2.0', '1.5', '2.5', '-0', '0.0', '1e2', '100', '1E1', '-3.25'];
const oddNumbers = ['0.1', '0.3', '19.99', '1e400', '-1e400', '9007199254740993', '9007199254740992', '1e-400', '123456789012345678901234567890', '0.30000000000000004', '1e23', '4.35'];
const divisors = ['1', '2', '3', '0.5', '1.0', '2.5', '1e1'];
const oddDivisors = ['0.01', '0.1', '1e-7', '0.3', '7e300'];
const patterns = ['^a', 'b$', '^x-', '^[a-c]+$', 'o{2}', '^\\d+$', '^.$', '^.{2}$', '\\s', '^\\w*$', '^(foo|bar)', '[^a-z]', '^\\p{L}+$', '^$', '(?=.*b)a', '\\u{1f600}', '^[^\\x00]*$'];
const types = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'];

export class Generator {
  constructor(chance, draft) {
    this.chance = chance;
    this.draft = draft;
    this.odd = chance.is(0.1); // one in ten has what JavaScript does otherwise
    this.number_ = { '4': 4, '6': 6, '7': 7, '2019-09': 8, '2020-12': 9 }[draft];
  }
  since(draft) { return this.number_ >= draft; }
  key() { return this.chance.of(this.chance.is(this.odd ? 0.3 : 0.03) ? oddKeys.slice(0, this.odd ? 12 : 10) : keys); }
  text() { return this.chance.of(texts); }
  number() { return new Num(this.chance.of(this.odd && this.chance.is(0.4) ? oddNumbers : numbers)); }
  count(most) { return this.since(6) && this.chance.is(0.1) ? new Num(this.chance.below(most) + '.0') : new Num('' + this.chance.below(most)); }

  value(depth) {
    const kind = this.chance.below(depth > 0 ? 8 : 6);
    if (kind === 0) return this.chance.of([null, true, false]);
    if (kind <= 2) return this.number();
    if (kind <= 5) return this.text();
    if (kind === 6) return Array.from({ length: this.chance.below(5) }, () => this.value(depth - 1));
    const made = object();
    for (let i = this.chance.below(5); i > 0; i--) made[this.key()] = this.value(depth - 1);
    return made;
  }

  // The whole: definitions that refer to those after them in place, to all below.
  schema() {
    this.count_ = 1 + this.chance.below(3);
    this.named = [];
    const root = this.part(3, -1);
    const made = typeof root === 'object' ? root : object({ allOf: [root] });
    const definitions = object();
    for (let i = 0; i < this.count_; i++) {
      const part = this.part(2, i);
      definitions['d' + i] = typeof part === 'object' ? part : object({ allOf: [part] });
    }
    for (const { index, name } of this.named)
      if (this.since(8)) definitions['d' + index].$anchor = name;
      else if (!('$ref' in definitions['d' + index])) definitions['d' + index][this.since(6) ? '$id' : 'id'] = '#' + name;
      else made.definitions = object({ [name]: object({ [this.since(6) ? '$id' : 'id']: '#' + name }) });
    const word = this.since(8) ? '$defs' : 'definitions';
    made[word] = Object.assign(definitions, made.definitions ?? {});
    if (word !== 'definitions') delete made.definitions;
    if (this.since(8) && this.chance.is(0.15)) this.embed(made);
    if (!this.since(8) && '$ref' in made) {
      made.allOf = [object({ $ref: made.$ref })];
      delete made.$ref;
    }
    return made;
  }

  // A resource of its own with a dynamic anchor, or a recursive one.
  embed(root) {
    const inner = object({ $id: 'http://example.com/inner', type: this.chance.of(['object', ['object', 'array', 'integer']]) });
    const outer = this.chance.is(0.6);
    root.$id = 'http://example.com/outer';
    if (this.since(9)) {
      inner.$dynamicAnchor = 'node';
      inner.additionalProperties = object({ $dynamicRef: '#node' });
      inner.items = object({ $dynamicRef: '#node' });
      if (outer) root.$dynamicAnchor = 'node';
    } else {
      inner.$recursiveAnchor = true;
      inner.additionalProperties = object({ $recursiveRef: '#' });
      if (outer) root.$recursiveAnchor = true;
    }
    root.$defs.inner = inner;
    root.properties ??= object();
    root.properties.tree = object({ $ref: this.chance.of(['inner', 'http://example.com/inner', '/inner#']) });
  }

  reference(from) {
    const low = from + 1;
    if (low >= this.count_) return null;
    const index = low + this.chance.below(this.count_ - low);
    if (this.chance.is(0.25)) {
      const name = 'n' + index;
      if (!this.named.some(one => one.name === name)) this.named.push({ index, name });
      return '#' + name;
    }
    return (this.since(8) ? '#/$defs/d' : '#/definitions/d') + index;
  }

  // A schema; `from`: it may refer in place to definitions after that one.
  part(depth, from) {
    const { chance } = this;
    if (depth <= 0 || chance.is(0.06)) {
      if (this.since(6) && chance.is(0.3)) return chance.is(0.8);
      return object(chance.is(0.5) ? { type: chance.of(types) } : {});
    }
    const made = object();
    const groups = [this.any, this.numeric, this.textual, this.array, this.object, this.object, this.logic, this.logic];
    for (let i = 1 + chance.below(3); i > 0; i--) chance.of(groups).call(this, made, depth, from);
    if (chance.is(0.2)) {
      const reference = this.reference(from);
      if (reference) made.$ref = reference;
    }
    if (this.since(8) && chance.is(0.12)) made.unevaluatedProperties = this.chance.is(0.6) ? false : this.part(1, -1);
    if (this.since(8) && chance.is(0.08)) made.unevaluatedItems = this.chance.is(0.6) ? false : this.part(1, -1);
    return made;
  }
  below(depth) { return this.part(depth - 1, -1); } // one level down in the instance: all may be meant

  any(made) {
    const { chance } = this;
    const kind = chance.below(4);
    if (kind <= 1) made.type = chance.is(0.7) ? chance.of(types) : [...new Set([chance.of(types), chance.of(types)])];
    else if (kind === 2) made.enum = distinct(Array.from({ length: 1 + chance.below(4) }, () => this.value(2)));
    else if (this.since(6)) made.const = this.value(2);
  }

  numeric(made) {
    const { chance } = this;
    if (this.since(6)) {
      const words = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
      made[chance.of(words)] = this.number();
    } else {
      const word = chance.of(['minimum', 'maximum']);
      made[word] = this.number();
      if (chance.is(0.4)) made['exclusive' + word[0].toUpperCase() + word.slice(1)] = chance.is(0.7);
    }
    if (chance.is(0.4)) made.multipleOf = new Num(chance.of(this.odd && chance.is(0.5) ? oddDivisors : divisors));
  }

  textual(made) {
    const { chance } = this;
    if (chance.is(0.4)) made.minLength = this.count(3);
    if (chance.is(0.4)) made.maxLength = this.count(5);
    if (chance.is(0.5)) made.pattern = chance.of(patterns);
  }

  array(made, depth) {
    const { chance } = this;
    const list = () => Array.from({ length: 1 + chance.below(3) }, () => this.below(depth));
    if (this.since(9)) {
      if (chance.is(0.4)) made.prefixItems = list();
      if (chance.is(0.4)) made.items = this.below(depth);
    } else if (chance.is(0.6)) {
      made.items = chance.is(0.5) ? list() : this.below(depth);
      if (!this.since(6) && typeof made.items === 'boolean') made.items = object();
      if (chance.is(0.4)) made.additionalItems = chance.is(0.3) ? false : this.below(depth);
    }
    if (chance.is(0.25)) made.minItems = this.count(3);
    if (chance.is(0.25)) made.maxItems = this.count(5);
    if (chance.is(0.25)) made.uniqueItems = chance.is(0.9);
    if (this.since(6) && chance.is(0.35)) {
      made.contains = this.below(depth);
      if (this.since(8) && chance.is(0.4)) made.minContains = this.count(3);
      if (this.since(8) && chance.is(0.4)) made.maxContains = this.count(4);
    }
  }

  map_(depth, key) {
    const made = object();
    for (let i = 1 + this.chance.below(3); i > 0; i--) made[key()] = this.below(depth);
    return made;
  }
  names() { return [...new Set(Array.from({ length: 1 + this.chance.below(2) }, () => this.key()))]; }

  object(made, depth, from) {
    const { chance } = this;
    if (chance.is(0.6)) made.properties = this.map_(depth, () => this.key());
    if (chance.is(0.3)) made.patternProperties = this.map_(depth, () => chance.of(patterns));
    if (chance.is(0.3)) made.additionalProperties = chance.is(0.5) ? false : this.below(depth);
    if (chance.is(0.35)) made.required = this.names();
    if (this.since(6) && chance.is(0.15)) made.propertyNames = object(chance.is(0.5) ? { pattern: chance.of(patterns) } : { maxLength: this.count(6) });
    if (chance.is(0.1)) made.minProperties = this.count(3);
    if (chance.is(0.1)) made.maxProperties = this.count(4);
    if (chance.is(0.15)) {
      const needs = object({ [this.key()]: this.names() });
      const schemas = object({ [this.key()]: this.part(depth - 1, from) });
      if (this.since(8)) Object.assign(made, chance.is(0.5) ? { dependentRequired: needs } : { dependentSchemas: schemas });
      else made.dependencies = Object.assign(object(), needs, schemas);
    }
  }

  logic(made, depth, from) {
    const { chance } = this;
    const list = () => Array.from({ length: 1 + chance.below(3) }, () => this.part(depth - 1, from));
    const kind = chance.below(5);
    if (kind < 3) made[['allOf', 'anyOf', 'oneOf'][kind]] = list();
    else if (kind === 3) made.not = this.part(depth - 1, from);
    else if (this.since(7)) {
      made.if = this.part(depth - 1, from);
      if (chance.is(0.7)) made.then = this.part(depth - 1, from);
      if (chance.is(0.7)) made.else = this.part(depth - 1, from);
    }
  }

  // What the schema likely takes.
  instance(schema, root, depth) {
    const { chance } = this;
    if (depth <= 0 || typeof schema !== 'object' || chance.is(0.05)) return this.value(2);
    if ('const' in schema) return map(schema.const, one => one);
    if (schema.enum) return map(chance.of(schema.enum), one => one);
    const type = this.type_(schema, root, 4);
    if (type === 'object') return this.object_(schema, root, depth);
    if (type === 'array') return this.array_(schema, root, depth);
    if (type === 'string') return this.text();
    if (type === 'integer' || type === 'number') return this.number();
    if (type === 'boolean') return chance.is(0.5);
    if (type === 'null') return null;
    return this.value(2);
  }

  // The schemas that apply in place, this one first.
  applied(schema, root, depth) {
    if (depth <= 0 || typeof schema !== 'object') return [];
    const found = [schema];
    const more = [...(schema.allOf ?? [])];
    if (schema.anyOf) more.push(this.chance.of(schema.anyOf));
    if (schema.oneOf) more.push(this.chance.of(schema.oneOf));
    if (schema.then && this.chance.is(0.5)) more.push(schema.if, schema.then);
    if (schema.$ref) {
      const name = schema.$ref.replace(/.*[/#]/, '');
      const definitions = root.$defs ?? root.definitions ?? {};
      more.push(definitions[name.replace(/^n/, 'd')] ?? true);
    }
    for (const one of more) found.push(...this.applied(one, root, depth - 1));
    return found;
  }
  type_(schema, root) {
    for (const one of this.applied(schema, root, 4)) {
      if (one.type) return this.chance.of([].concat(one.type));
      if (one.properties || one.patternProperties || one.required || 'unevaluatedProperties' in one) return 'object';
      if (one.items || one.prefixItems || one.contains || 'unevaluatedItems' in one) return 'array';
      if (one.pattern || one.minLength || one.maxLength) return 'string';
      if (one.minimum || one.maximum || one.multipleOf || one.exclusiveMinimum) return 'number';
    }
    return null;
  }

  object_(schema, root, depth) {
    const { chance } = this;
    const made = object();
    for (const one of this.applied(schema, root, 4)) {
      for (const key of Object.keys(one.properties ?? {}))
        if (chance.is(0.6)) made[key] = this.instance(one.properties[key], root, depth - 1);
      for (const pattern of Object.keys(one.patternProperties ?? {}))
        if (chance.is(0.4)) made[chance.of(keys)] = this.instance(one.patternProperties[pattern], root, depth - 1);
      for (const key of one.required ?? [])
        if (!(key in made) && chance.is(0.85)) made[key] = this.value(1);
    }
    if (chance.is(0.4)) made[this.key()] = this.value(1);
    return made;
  }

  array_(schema, root, depth) {
    const { chance } = this;
    const made = [];
    for (const one of this.applied(schema, root, 4)) {
      const first = one.prefixItems ?? (Array.isArray(one.items) ? one.items : []);
      for (let i = made.length; i < first.length && chance.is(0.85); i++) made.push(this.instance(first[i], root, depth - 1));
      const rest = Array.isArray(one.items) ? one.additionalItems : one.items;
      for (let i = chance.below(3); i > 0; i--) made.push(this.instance(rest ?? one.contains ?? true, root, depth - 1));
      if (typeof one.contains === 'object' && chance.is(0.7)) made.push(this.instance(one.contains, root, depth - 1));
    }
    if (made.length && chance.is(0.15)) made.push(made[0]);
    return made.slice(0, 8);
  }

  // One small thing is otherwise.
  mutated(instance) {
    const { chance } = this;
    let left = chance.below(6);
    return map(instance, one => {
      if (left-- !== 0) return one;
      if (Array.isArray(one)) return chance.is(0.5) ? one.slice(1) : [...one, this.value(1)];
      if (one instanceof Num || one === null || typeof one !== 'object') return this.value(1);
      const copy = Object.assign(object(), one);
      const there = Object.keys(copy);
      if (there.length && chance.is(0.5)) delete copy[chance.of(there)];
      else copy[this.key()] = this.value(1);
      return copy;
    });
  }
}

function distinct(list) { // by value, as a schema's enum should be
  const seen = new Set();
  return list.filter(one => {
    const name = JSON.stringify(map(one, v => v instanceof Num ? Number(v.text) : v));
    return !seen.has(name) && seen.add(name);
  });
}
