// The functions that rules in `x-validations` call beyond CEL, for npm `@bufbuild/cel`.
import { create } from '@bufbuild/protobuf';
import { TimestampSchema } from '@bufbuild/protobuf/wkt';
import { CelScalar, celFunc, mapType, objectType } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';

const TIMESTAMP = new RegExp(
  '^([0-9]{4})-([0-9]{2})-([0-9]{2})' +
    '(?:[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]+))?(Z|z|([+-])([0-9]{2}):([0-9]{2}))?)?$',
);
const AMOUNT = /^([0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?$/;
// White space by Unicode.
const SPACE = /^\p{White_Space}/u;
const NUMBER = /^-?[0-9]+(?:\.[0-9]+)?$/;
const CURRENCY = /^(?:[$A-Za-z]|(?![\u2212\p{N}\p{White_Space}])[^\x00-\x7f])*/u;

const refuse = (text, why) => {
  throw new Error(`${JSON.stringify(text.slice(0, 40))} ${why}`);
};

/** `datetime(text)`: a date, perhaps with a time and an offset. Without an offset it is UTC. */
export function readTimestamp(text) {
  const found = TIMESTAMP.exec(text) ?? refuse(text, 'is not a date');
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part ?? 0));
  const micros = Number((found[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const [hours, minutes] = [Number(found[10] ?? 0), Number(found[11] ?? 0)];
  if (hours > 23 || minutes > 59) refuse(text, 'has no such offset');
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  // Date counts on where a day or a month does not exist.
  const exists = local.getUTCMonth() === month - 1 && local.getUTCDate() === day;
  if (year < 1 || !exists || hour > 23 || minute > 59 || second > 60) refuse(text, 'is not a date');
  const east = (found[9] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  // A leap second, 60, is the second after it.
  const seconds = local.getTime() / 1000 + hour * 3600 + minute * 60 + second - east;
  if (seconds < -62135596800 || seconds > 253402300799) refuse(text, 'is not in the years 1 to 9999');
  return create(TimestampSchema, { seconds: BigInt(seconds), nanos: micros * 1000 });
}

/** `money(text)`: an amount with a currency, in minor units: `$1,124.90` is 112490. */
export function readMoney(text) {
  const [before, rest] = sign(text);
  const currency = CURRENCY.exec(rest)[0];
  let amount = rest.slice(currency.length);
  if (currency && SPACE.test(amount)) amount = amount.slice(1);
  let after;
  [after, amount] = sign(amount);
  const found = AMOUNT.exec(amount);
  if ([...currency].length > 4 || (before && after) || !found) refuse(text, 'is not an amount of money');
  const units = BigInt(found[1].replaceAll(',', '')) * 100n + BigInt((found[2] ?? '').padEnd(2, '0'));
  if (units > 9223372036854775807n) refuse(text, 'is too large');
  return before || after ? -units : units;
}

/** `number(text)`: a double from digits, perhaps with a sign and a fraction. */
export function readNumber(text) {
  const number = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : refuse(text, 'is not a number');
}

const sign = (text) => (/^[-\u2212]/.test(text) ? [true, text.slice(1)] : [false, text]);

function readInt(text) {
  const int = /^-?[0-9]+$/.test(text) ? BigInt(text) : refuse(text, 'is not an int');
  return BigInt.asIntN(64, int) === int ? int : refuse(text, 'is too large');
}

const { BOOL, DOUBLE, DYN, INT, STRING } = CelScalar;

/** For `celEnv({ funcs })`. */
export const functions = [
  celFunc('datetime', [STRING], objectType(TimestampSchema), readTimestamp),
  celFunc('money', [STRING], INT, readMoney),
  celFunc('number', [STRING], DOUBLE, readNumber),
  ...strings.filter((method) => method.name === 'lowerAscii'),
];

/**
 * Where `@bufbuild/cel` departs from the language: a field that is null is there, and a text is a number only if it is
 * written as one. To be added after `functions`.
 */
export const corrections = [
  celFunc('@in', [STRING, mapType(DYN, DYN)], BOOL, (key, map) => map.get(key) !== undefined),
  celFunc('double', [STRING], DOUBLE, readNumber),
  celFunc('int', [STRING], INT, readInt),
];
