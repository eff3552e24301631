// Numbers, money and days as the reader's language writes them.
import { place } from "./client.ts";

const made = new Map<string, Intl.NumberFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  let format = made.get(key);
  if (format === undefined) made.set(key, (format = new Intl.NumberFormat(place.language, options)));
  return format;
}

export const writeNumber = (value: number) => numbers({}).format(value);
export const writeFine = (value: number) => numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
export const writeChange = (value: number) => `${value > 0 ? "+" : value < 0 ? "−" : "±"}${writeFine(Math.abs(value))}`;
export const writeShare = (value: number) => numbers({ style: "percent" }).format(value);

// AMOUNT is the API's exact text; for showing it as a rounded figure a double is exact enough.
export function writeMoney(amount: string, currency: string): string {
  const value = Number(amount);
  const isLarge = Math.abs(value) >= 10_000;
  const form = { style: "currency", currency } as const;
  return isLarge
    ? numbers({ ...form, notation: "compact", maximumFractionDigits: 1 }).format(value)
    : numbers({ ...form, maximumFractionDigits: Number.isInteger(value) ? 0 : 2 }).format(value);
}

export const writeTime = (moment: string | number | Date) =>
  new Intl.DateTimeFormat(place.language, { timeStyle: "short", timeZone: "UTC" }).format(new Date(moment));

export const writeDay = (moment: string | number | Date) =>
  new Intl.DateTimeFormat(place.language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(moment));
