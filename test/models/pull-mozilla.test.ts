import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { modelListing } from '../../src/models/listing.ts';
import { startHub } from '../helpers/hub-server.ts';
import { createLab, fileOf, modelOf, noise } from '../helpers/models-lab.ts';

const CONTENT = noise(50_000);
const MODEL = modelOf('model', [
  fileOf('model.bin', CONTENT, [
    { kind: 'hub', repo: 'mirror/models', revision: 'abc123', path: 'en-ja/model.bin' },
    { kind: 'mozilla', location: 'main-workspace/translations-models/1234.bin' },
  ]),
]);

test('a file that the mirror does not have, or has otherwise, comes from Mozilla', async (t) => {
  for (const mirrored of [{}, { 'mirror/models/en-ja/model.bin': noise(50_000, 2) }]) {
    const hub = await startHub(mirrored);
    const mozilla = await startHub({ 'main-workspace/translations-models/1234.bin': CONTENT });
    t.after(() => Promise.all([hub.close(), mozilla.close()]));
    const { store, pull, events, warnings } = createLab(t, [MODEL], hub.url);
    const env = { PATH: process.env.PATH, STREAM_TTS_HUB: hub.url, STREAM_TTS_MOZILLA: `${mozilla.url}/cdn/` };
    assert.deepEqual(await pull({ env }), [{ id: 'model', fetched: true }]);
    assert.deepEqual(readFileSync(store.file('model', 'model.bin')), CONTENT);
    assert.equal(hub.requests[0], 'GET /mirror/models/resolve/abc123/en-ja/model.bin');
    assert.deepEqual(mozilla.requests, ['GET /cdn/main-workspace/translations-models/1234.bin']);
    assert.equal(warnings().length, 1);
    assert.ok(events.some((event) => event.type === 'progress' && event.source === 'mozilla'));
    assert.ok(modelListing(store, MODEL).sources.includes('mozilla:main-workspace/translations-models/1234.bin'));
  }
});
