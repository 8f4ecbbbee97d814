const countersStart = '"counters":[';
const countersEnd = ']}';

/** Splits a payload for display, one counter a line. Joined, the lines are exactly the payload: what is shown is what is sent. */
export function payloadLines(body: string): readonly string[] {
  const start = body.indexOf(countersStart);
  if (start === -1 || !body.endsWith(countersEnd)) return [body];
  const firstCounter = start + countersStart.length;
  return [body.slice(0, firstCounter), ...splitAfter('},', body.slice(firstCounter, -countersEnd.length)), countersEnd];
}

/** Splits a text behind each occurrence of `separator`, which stays at the end of its piece. */
export const splitAfter = (separator: string, text: string): readonly string[] => {
  const pieces = text.split(separator);
  const complete = pieces.map((piece, at) => (at < pieces.length - 1 ? piece + separator : piece));
  return complete.filter((piece) => piece !== '');
};

/** The size of a payload as it is posted. */
export const byteLength = (body: string): number => new TextEncoder().encode(body).length;
