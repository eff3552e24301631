// Writes what is shown as a file for spreadsheets, in which no text runs as a formula.

const FORMULA = /^[=+\-@\t\r]/;

function writeCell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function writeCsv(lines: (string | number)[][]): string {
  return lines.map((line) => line.map(writeCell).join(",")).join("\r\n") + "\r\n";
}

// Has the browser save TEXT as a file called NAME; the mark tells spreadsheets that it is UTF-8.
export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
