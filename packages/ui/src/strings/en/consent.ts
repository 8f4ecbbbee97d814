import type { ConsentStrings } from '../ConsentStrings.js';

export const consent: ConsentStrings = {
  title: 'May this app count how often things happen?',
  intro: 'It would help its makers see what works and what fails. Only counts would leave this device.',
  choices: { yes: 'Yes, count', no: 'No, don’t' },
  switch: 'Count how often things happen',
  close: 'Close without deciding',
  status: {
    loading: 'Reading your answer…',
    undecided: 'You have not decided. Nothing is counted unless you say yes.',
    again: 'This version counts more than you agreed to. Nothing is counted unless you agree again.',
    yes: 'You said yes. This app may count what is described here.',
    no: 'You said no. Nothing is counted, and everything counted on this device is erased.',
  },
  failed: 'Your answer could not be saved, so nothing has changed.',
  retry: 'Try again',
  headings: {
    counted: 'What is counted',
    sent: 'What is sent',
    neverSent: 'What never leaves this device',
    when: 'When it is sent',
    kept: 'What the receiving end keeps',
  },
  buckets: 'Counted separately:',
  example: 'Example:',
  new: 'new',
  sentTo: 'The counts would be sent to',
  inspect: 'See exactly what would be sent',
};
