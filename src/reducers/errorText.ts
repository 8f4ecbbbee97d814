/** A number from 400 to 599 that begins the text, follows a word for a status, or goes before its reason phrase. */
const status =
  /(?:^\W*|(?:[Ss]tatus|HTTP[/\d.]*|[Ee]rror|[Cc]ode|returned|[Rr]espon\w+|answered|failed|rejected)(?: (?:with|is|code|error))*[\W_]{0,3}|\b(?=\d+:? (?:[A-Z][a-z]|web )))([45]\d\d)(?!\w|[.,]\d| (?:ms|s|tokens|of)\b)/;

/** The first HTTP status, 400 to 599, that a text states, or is. */
export const statusInProse = (text: string): string | undefined => status.exec(text)?.[1];

/** Where a text begins to quote. (What axios calls a Network Error is a connection that never was: no cut.) */
export const quotation = /\b(?:Value|Text):|[<`]|\[?\{|Network Error/;

/** A name or a text as lower-case words. */
export const wordsOf = (text: string): string =>
  text
    // Anthropic's name for it; an API Error in words may be any.
    .replace('api_error', 'server_error')
    .replace(/([a-z])(?=[A-Z])/g, '$1 ')
    .replace(/[^a-z\d]+/gi, ' ')
    .trim()
    .toLowerCase();

/** A quoted name, an option, a path or address, a file or variable that is not called as errors are. */
const nameOfSomething =
  /^-|(["']).*\1|\/.*[/.]|^\W*[a-z]+(?:[A-Z]|\.[a-z]|_(?!\w*(?:error|exceeded|quota|key|reason)))/;

/** Where the words of the rules mean something else. */
const otherMeanings =
  /(?:to|password) reset|reset (?:your|the|at|in)|timeout (?:must|is not)|(?:react|invalid) hook|hook call/g;

/** What only names of something have; to look at each word is slow, and most texts have none. */
const signOfAName = /[-"'/_]|[a-z][A-Z]|\.[a-z]/;

/** The words of a text that may say what went wrong. */
export const plainWords = (text: string): string => {
  const said = signOfAName.test(text) ? text.replace(/\S+/g, (word) => (nameOfSomething.test(word) ? '' : word)) : text;
  return wordsOf(said).replace(otherMeanings, '');
};
