import { adapters } from './adapters.js';
import { annotationMutants } from './annotations.js';
import { appMutants } from './apps.js';
import { cli } from './cli.js';
import { client } from './client.js';
import { collector } from './collector.js';
import { compareMutants } from './compare.js';
import { consent } from './consent.js';
import { development } from './development.js';
import { exportMutants } from './exports.js';
import { langGraphMutants } from './langGraph.js';
import { lossMutants } from './losses.js';
import type { MutantGroup } from './Mutant.js';
import { mastraMutants } from './mastra.js';
import { modelCalls } from './modelCalls.js';
import { ohttp } from './ohttp.js';
import { openAiAgents } from './openAiAgents.js';
import { operate } from './operate.js';
import { postgres } from './postgres.js';
import { providerMutants } from './providers.js';
import { reducers } from './reducers.js';
import { telemetry } from './telemetry.js';
import { testing } from './testing.js';
import { ui } from './ui.js';
import { workers } from './workers.js';

export const mutantGroups: readonly MutantGroup[] = [
  ...reducers,
  ...client,
  ...consent,
  ...telemetry,
  ...providerMutants,
  ...lossMutants,
  ...adapters,
  ...modelCalls,
  ...langGraphMutants,
  ...openAiAgents,
  ...mastraMutants,
  ...testing,
  ...development,
  ...collector,
  ...annotationMutants,
  ...cli,
  ...appMutants,
  ...compareMutants,
  ...ui,
  ...ohttp,
  ...operate,
  ...postgres,
  ...workers,
  ...exportMutants,
];
