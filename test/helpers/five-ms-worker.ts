import { runWorker } from '../../src/workers/child.ts';
import { createFiveMsTranslator, createFiveMsVoice } from './five-ms-engines.ts';

await runWorker((role, engine) => {
  if (role === 'voice') return { role, engine: createFiveMsVoice() };
  const isBroken = typeof engine === 'object' && engine !== null && 'isBroken' in engine && engine.isBroken === true;
  return { role, engine: createFiveMsTranslator({ isBroken }) };
});
