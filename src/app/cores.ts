import { availableParallelism } from 'node:os';

/** More threads than this gain nothing on models of this size. */
export const THREADS = Math.min(4, availableParallelism());
/** Both engines at once would ask for more than there are. */
export const SHARED_CORES = availableParallelism() < 2 * THREADS;
