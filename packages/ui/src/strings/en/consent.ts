import type { ConsentStrings } from '../ConsentStrings.js';

export const consent: ConsentStrings = {
  title: 'May this app count how often things happen?',
  intro:
    'It would help its makers see what works and what fails. Only what is described here would leave this device, never anything you or the assistant wrote.',
  choices: { yes: 'Yes, count', no: 'No, don’t' },
  switch: 'Count how often things happen',
  close: 'Close without deciding',
  status: {
    loading: 'Reading your answer…',
    undecided: 'You have not decided. Nothing is counted until you do.',
    again: 'This version counts more than you agreed to. Nothing is counted until you decide.',
    yes: 'You said yes. This app may count what is described here.',
    no: 'You said no. Nothing is counted, and everything counted on this device is erased.',
  },
  failed: 'Your answer could not be saved, so nothing has changed.',
  retry: 'Try again',
  headings: {
    counted: 'What is counted',
    sent: 'What is sent',
    neverSent: 'What never leaves this device',
    when: 'When and where it is sent',
    kept: 'What the receiving end keeps',
  },
  buckets: 'Counted separately:',
  example: 'Example:',
  new: 'new',
  sentTo: 'They are sent to',
  inspect: 'See exactly what would be sent',
};
