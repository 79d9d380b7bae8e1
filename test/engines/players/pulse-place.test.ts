import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pulsePlaces } from '../../../src/engines/players/pulse/place.ts';

const ID = '0123456789abcdef0123456789abcdef';

test('a PulseAudio server is looked for where its own programs look', () => {
  const cases: ReadonlyArray<readonly [Record<string, string>, object[]]> = [
    [{ PULSE_SERVER: 'unix:/a/native', XDG_RUNTIME_DIR: '/run/user/1' }, [{ path: '/a/native' }]],
    [
      { PULSE_SERVER: '{id}unix:/a/native tcp:host:99 [::1]' },
      [{ path: '/a/native' }, { host: 'host', port: 99 }, { host: '::1', port: 4713 }],
    ],
    [{ PULSE_RUNTIME_PATH: '/b', XDG_RUNTIME_DIR: '/run/user/1' }, [{ path: '/b/native' }]],
    [{ XDG_RUNTIME_DIR: '/run/user/1', HOME: '/home/me' }, [{ path: '/run/user/1/pulse/native' }]],
    [{ HOME: '/home/me' }, [{ path: `/home/me/.config/pulse/${ID}-runtime/native` }]],
    [{ HOME: '/home/me', XDG_CONFIG_HOME: '/cfg' }, [{ path: `/cfg/pulse/${ID}-runtime/native` }]],
    [{}, []],
  ];
  for (const [env, places] of cases) assert.deepEqual(pulsePlaces(env, ID), places);
});

test('without a machine id or a runtime directory there is no place to look', () => {
  assert.deepEqual(pulsePlaces({ HOME: '/home/me' }, ''), []);
});
