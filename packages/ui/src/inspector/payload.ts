/**
 * The lines that a body is shown in, one counter each. They are the body, cut and not changed: joined they are it again, so
 * that what is shown is what is sent.
 */
export const linesOf = (body: string): readonly string[] => body.split(/(?<="counters":\[)|(?<=\},)|(?=\]\}$)/);

/** Of what is posted. */
export const bytesOf = (body: string): number => new TextEncoder().encode(body).length;

/** Rejects where copying is not permitted. */
export const copy = async (body: string): Promise<void> => navigator.clipboard.writeText(body);

/** How long a browser may take to begin with it. */
const patienceMs = 10_000;

/** Offers a file with exactly these bytes. */
export function download(body: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([body], { type: 'application/json' }));
  link.download = 'turntally.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), patienceMs);
}
