export type { ContractDatabase } from './ContractDatabase.js';
export { type ContractTest, type StoreContractOptions, storeContract } from './storeContract.js';
