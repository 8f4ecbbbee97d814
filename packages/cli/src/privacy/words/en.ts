import type { NoticeWords } from './NoticeWords.js';

export const en: NoticeWords = {
  title: (app) => ['What ', app, ' counts, if you agree'],
  intro: (app) => [
    app,
    ' can count how its AI assistant works: how often it fails, how often an answer stays empty, and the like. It does so only if you agree, and only what is described here leaves your device.',
  ],
  responsible: (company, contact) => [company, ' is responsible for this. Questions: ', contact, '.'],
  counted: 'What is counted',
  nothingElse: 'This is the whole list. Nothing else is counted.',
  sentAs: 'It is sent under these names:',
  meaning: (name, meaning) => [name, `: ${meaning}`],
  sent: 'What is sent',
  goesTo: (endpoint) => ['It is sent to ', endpoint, '.'],
  exactly: 'A delivery looks exactly like this:',
  parts: 'Its parts are:',
  fields: {
    version: 'the version of the app',
    os: 'the kind of operating system',
    counters: 'the list of counts',
    signal: 'what was counted',
    bucket: 'which kind of it',
    count: 'how often',
  },
  headers: {
    'content-type': 'states that the content is JSON',
    'idempotency-key': 'the random key of this delivery',
    'turntally-sealed': 'the day (UTC) on which the counts were put together for this delivery',
    'accept-language': '“*”, in place of your languages',
    'cache-control': '“no-cache”, added on sending: asks that no copy be kept on the way',
    pragma: '“no-cache”, the same for old devices',
  },
  atMost: (counters, count) => `A delivery has at most ${counters} counts, each of them from 1 to ${count}.`,
  operatingSystems: {
    linux: 'Linux',
    macos: 'macOS',
    windows: 'Windows',
    android: 'Android',
    ios: 'iOS',
    other: 'other',
  },
  transport:
    'As with every request over a network, the receiving server sees the network address it comes from, when it comes, and what the browser states about itself and about where the app was loaded from. If the browser asks the server first whether it may send, that question states your languages. The program that counts keeps none of this and writes no log of requests. There are no cookies.',
  logs: (company) => [
    'Another server on the way, such as a proxy or that of a hosting provider, may keep a log with addresses and times. ',
    company,
    ' is responsible for switching it off, or for describing it to you.',
  ],
  relayed: (relay, company) => [
    'Deliveries are encrypted and go through a relay of ',
    relay,
    ': it is the server that sees your network address, the time and what the browser states, but it cannot read the delivery. The server of ',
    company,
    ' can read the delivery, and sees the address of the relay instead of yours. Only together could the two link a delivery to your address.',
  ],
  neverSent: 'What never leaves your device',
  when: 'When it is sent',
  undelivered: (days, launches) =>
    `A delivery without an answer is sent again, with the same key. As long as it waits, the key is a pseudonym: the receiving server can recognise that the attempts come from one device. After ${days} days, or when ${launches} starts of the app have sent it, the delivery is given up, and its counts are deleted.`,
  onDevice: 'What is kept on your device',
  beforeAnswer: 'Nothing before you have answered. Then:',
  keptOnDevice: [
    'your answer: when it was given, to which address, for which counts, in which language, and to which version of the words',
    'the counts that have not been sent',
    'when counts were last made ready and delivered, when a failed delivery may be tried again, and how many counts had to be given up',
    'a random mark that separates the counts of one consent from those of the next; it is never sent',
    'after you have said no, of all this only the answer',
  ],
  kept: 'What the receiving end keeps',
  keptBy: (company) => ['The sums are kept until ', company, ' deletes them.'],
  keptFor: (days) => `The sums of a day are deleted after ${days} days.`,
  tooFew: (minReports) =>
    `Nothing is shown of a day before it is over. Then sums to which fewer than ${minReports} deliveries contributed are added to others, or deleted.`,
  backups: 'Backups may keep what is deleted until they are deleted themselves.',
  choice: 'Your choice',
  sentBefore:
    'These sums are stored without keys, names and addresses, so what was sent cannot be found in them again, to be shown, corrected or removed.',
  rights: 'Legal basis and your rights',
  legalBasis:
    'The legal basis is your consent: Article 6(1)(a) of the GDPR, and for what is stored on your device the law of your country that follows Article 5(3) of the ePrivacy Directive. You are free to say no, and to withdraw your consent at any time. That does not make unlawful what happened before.',
  rightsOfAll: [
    'You can ask which data about you are processed, and have them shown, corrected, deleted, restricted or handed over to you (Articles 15 to 20 of the GDPR). What is on your device you can see, and erase by saying no.',
    'As long as a delivery waits for its answer, its key is on your device. After that, nothing links you to a delivery; your rights then apply if you can show which one it is (Article 11 of the GDPR).',
  ],
  complaint:
    'You can complain to a data protection authority, for instance where you live or work (Article 77 of the GDPR).',
  origin: (version) => [
    `This notice was generated by turntally ${version} from the code that counts. It states what that code does. It is not legal advice.`,
  ],
  gaps: {
    app: 'name of the app',
    company: 'name of the responsible company',
    contact: 'how to reach you',
    endpoint: 'address of the collector',
  },
};
