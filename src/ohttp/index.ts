export { type Fetch, type ObliviousFetchOptions, obliviousFetch } from './obliviousFetch.js';
