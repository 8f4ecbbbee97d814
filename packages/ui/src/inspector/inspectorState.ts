import type { TelemetryNews } from './watchTelemetry.js';

/** Everything that `<turntally-inspector>` shows. */
export interface InspectorState extends TelemetryNews {
  /** The stored answer of the person. */
  readonly answer?: boolean | undefined;
  /** The answer has been yes long enough for the telemetry to have received it. */
  readonly hasAgreed?: boolean;
  /** Whether the person is asked to confirm an erasure. */
  readonly isConfirming: boolean;
  /** Whether an action is running. */
  readonly isBusy: boolean;
  /** The result of the last action, in words. */
  readonly report: string;
  /** The result of the last action with a payload, in words. */
  readonly payloadReport: string;
  /** Index of the payload that is shown. */
  readonly chosen: number;
  /** An error that prevents the inspector from showing anything. */
  readonly problem?: unknown;
}

export const initialInspectorState: InspectorState = {
  isConfirming: false,
  isBusy: false,
  report: '',
  payloadReport: '',
  chosen: 0,
};
